using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Notes a social condition (研判归档) that needs no handling.</summary>
public sealed class NoteTicket(Db db) : TicketVerb<NoteTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Note, "Note a condition",
        example: """{ "assessment": "已纳入社区月度研判，持续关注" }""");

    /// <summary>The assessment of a condition.</summary>
    /// <param name="Assessment">The assessment, 1 to 2,000 characters.</param>
    public sealed record Request(FreeText Assessment)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Assessment).Text(2000);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Note,
            change: row => row with { Result = request.Body.Assessment }, payload: new { request.Body.Assessment }), ct, WriteMode.Shared);
}
