using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Resumes a suspended ticket before its day (恢复处置); its clock runs again.</summary>
public sealed class ResumeTicket(Db db) : TicketVerb<ChangeWithOptionalBody<ResumeTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Resume, "Resume a ticket",
        description: "By its handler, or by a post that may approve its suspension.",
        example: """{ "comment": "材料已到，可以施工" }""");

    /// <summary>The reason for resuming a ticket.</summary>
    /// <param name="Comment">A comment, up to 500 characters.</param>
    public sealed record Request(FreeText? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Resume,
            payload: request.Body?.Comment is null ? null : new { request.Body.Comment }), ct, WriteMode.Shared);
}
