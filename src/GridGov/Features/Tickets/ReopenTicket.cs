using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>A supervisor takes up an ended ticket again (重新立案); one that was merged stands for itself again.</summary>
public static class ReopenTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/reopen", Handle)
        .Named("reopenTicket", "Reopen a ticket")
        .Needs(Capability.TicketReopen)
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "action-not-allowed-in-status", "grid-already-retired")
        .Example("""{ "reason": "居民反映问题重现" }""");

    /// <summary>Reopen a ticket.</summary>
    /// <param name="Reason">Why it is taken up again; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    // Written alone: a merge that it undoes is another ticket's too.
    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketMoves.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketMoves.Refusal(ticket, version, TicketAction.Reopen, actor, out var decision) is { } refusal)
                return refusal;
            if (await TicketMoves.Write(tx, actor, ticket, TicketAction.Reopen, decision, reason: body.Reason) is not { } reopened)
                return TicketMoves.Stale();
            if (ticket.MergedInto is { } survivor)
                await Merges.Tell(tx, actor, survivor, "release", decision.Post, reopened);
            return TypedResults.Ok(reopened.ToTicket());
        }, ct);
}
