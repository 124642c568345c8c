using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>A ticket's history: every act, who did it in which post, when, from which status to which, and why.</summary>
public sealed class ListTicketEvents(Db db)
    : ApiEndpoint<ListTicketEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<TicketGroup>();
        Operation("List the events of a ticket",
            "Oldest first: file, comment, read_reporters, the actions, and what the program did by itself. Nothing is ever removed from it: each event has a SHA-256 of its fields and of the hash before it, by which anybody can check that. Of tickets that were merged into this one the events stand among its own, marked by mergedFrom, each with its own ticket's chain.");
        RequiresCapability(Capability.TicketRead);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>What is asked.</summary>
    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await TicketView.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, "ticket", input.Id.ToString(), input.Query, await MergeEvents.ListMerged(tx, input.Id))), ct);
}
