using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Passes the check of a ticket because the problem is solved, and closes the ticket (核查通过，结案).</summary>
public sealed class PassTicket(Db db) : TicketVerb<ChangeWithOptionalBody<PassTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Pass, "Pass the check of a ticket",
        example: """{ "comment": "现场核实，隐患已消除" }""");

    /// <summary>The result of a passed check.</summary>
    /// <param name="Comment">The findings, up to 500 characters.</param>
    public sealed record Request(FreeText? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Pass,
            payload: request.Body?.Comment is null ? null : new { request.Body.Comment }), ct, WriteMode.Shared);
}
