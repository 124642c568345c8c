using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Joins a ticket to another one of the same problem (并案). That one goes on, with the reporters, comments and history of both.</summary>
public static class MergeTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/merge", Handle)
        .Named("mergeTicket", "Merge a ticket into another one")
        .WithDescription("Reopening the merged ticket undoes it.")
        .Needs(Capability.TicketMerge)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status", "merge-into-itself", "merge-target-missing", "merge-target-ended")
        .Example("""{ "into": "01K4V6J0Q8Z3R", "reason": "同一处树冠，由两名网格员先后上报" }""");

    /// <summary>Merge a ticket.</summary>
    /// <param name="Into">The id of the ticket that goes on; an open one, where the caller may merge too.</param>
    /// <param name="Reason">Why they are the same; up to 500 characters.</param>
    public sealed record Request(Id Into, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).OptionalText(500);
        }
    }

    // Written alone: two tickets that are merged into each other at the same time would be a circle.
    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Refusal(ticket, version, TicketAction.Merge, actor, out var decision) is { } refusal)
                return refusal;
            if (body.Into == id)
                return Problems.At("/into", "merge-into-itself");
            var survivor = await TicketRow.Find(tx, body.Into, actor.ScopeOf(Capability.TicketMerge));
            if (survivor is null)
                return Problems.At("/into", "merge-target-missing");
            if (Lifecycle.HasEnded(survivor.Status))
                return Problems.At("/into", "merge-target-ended", survivor.Number);

            var merged = await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(TicketAction.Merge)
            {
                Row = row => row with { MergedInto = survivor.Id },
                Related = related => related with { Survivor = new Ticket.MergeRef(survivor.Id, survivor.Number) },
                Reason = body.Reason,
                Payload = new { Into = survivor.Id.ToString(), survivor.Number },
            });
            if (merged is null)
                return TicketTransition.Stale();
            await Merges.Tell(tx, actor, survivor.Id, "absorb", decision.Post, merged.Row);
            return TypedResults.Ok(merged.View.ToTicket());
        }, ct);
}
