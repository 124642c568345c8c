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
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Refusal(ticket, version, TicketAction.Reopen, actor, out var decision) is { } refusal)
                return refusal;
            var change = new TicketChange(TicketAction.Reopen) { Reason = body.Reason };
            if (await TicketTransition.Write(tx, actor, ticket, decision, change) is not { } reopened)
                return TicketTransition.Stale();
            if (ticket.Row.MergedInto is { } survivor)
                await Merges.Tell(tx, actor, survivor, "release", decision.Post, reopened.Row);
            return TypedResults.Ok(reopened.View.ToTicket());
        }, ct);
}
