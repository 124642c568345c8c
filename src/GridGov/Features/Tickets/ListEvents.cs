using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>A ticket's history: every act, who did it in which post, when, from which status to which, and why.</summary>
public static class ListEvents
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/events", Handle)
        .Named("listTicketEvents", "List the events of a ticket")
        .WithDescription("Oldest first: file, comment, read_reporters, the actions, and what the program did by itself. Nothing is ever removed from it: each event has a SHA-256 of its fields and of the hash before it, by which anybody can check that. Of tickets that were merged into this one the events stand among its own, marked by mergedFrom, each with its own ticket's chain.")
        .Needs(Capability.TicketRead)
        .Refuses(400, "invalid-cursor");

    static Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> Handle(
        Id id, [AsParameters] HistoryQuery query, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await TicketView.Find(tx, actor, id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await History.Of(tx, http, "ticket", id.ToString(), query, await Merges.Into(tx, id))), ct);
}
