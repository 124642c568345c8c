using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Notes a condition of the people (研判归档): it is known now, and there is nothing to handle.</summary>
public static class NoteTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/note", Handle)
        .Named("noteTicket", "Note a condition")
        .Needs(Capability.TicketNote)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status", "not-a-condition")
        .Example("""{ "assessment": "已纳入社区月度研判，持续关注" }""");

    /// <summary>Note a condition.</summary>
    /// <param name="Assessment">What it means; up to 2,000 characters.</param>
    public sealed record Request(string Assessment)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Assessment).Text(2000);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Note,
            change: row => row with { Result = body.Assessment }, payload: new { body.Assessment }), ct, WriteMode.Beside);
}
