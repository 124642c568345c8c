using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Passes the check of a ticket because the problem is solved, and closes the ticket (核查通过，结案).</summary>
public sealed class PassTicket(Db db) : TicketVerb<ChangeWithOptionalBody<PassTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Pass, "Pass the check of a ticket",
        example: """{ "comment": "现场核实，隐患已消除", "publicAnswer": "您反映的隐患已消除，感谢监督。" }""");

    /// <summary>The result of a passed check.</summary>
    /// <param name="Comment">The findings, up to 500 characters.</param>
    /// <param name="PublicAnswer">
    /// What the public is told, 1 to 500 characters; absent to say nothing. `actions` has the address of the templates for it.
    /// </param>
    public sealed record Request(FreeText? Comment = null, FreeText? PublicAnswer = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Comment).OptionalText(500);
                RuleFor(r => r.PublicAnswer).OptionalText(500);
            }
        }
    }

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Pass,
            payload: request.Body switch
            {
                { Comment: not null, PublicAnswer: not null } body => new { body.Comment, body.PublicAnswer },
                { Comment: { } comment } => new { Comment = comment },
                { PublicAnswer: { } answer } => new { PublicAnswer = answer },
                _ => null,
            }), ct, WriteMode.Shared);
}
