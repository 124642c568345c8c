using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>A ticket's history: every action with its author, post, time, statuses and reason.</summary>
public sealed class ListTicketEvents(Db db)
    : ApiEndpoint<ListTicketEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<TicketGroup>();
        Operation("List the events of a ticket",
            "Oldest first: file, comment, read_reporters, the actions, and the automatic events. Events are never removed: each has a " +
            "SHA-256 of its fields and of the previous hash, by which the history can be checked. The events of merged tickets are " +
            "listed among the ticket's own, marked by mergedFrom; each belongs to the hash chain of its own ticket.");
        RequiresCapability(Capability.TicketRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is null)
                return TypedResults.NotFound();
            var merged = await MergeEvents.ListMerged(tx, input.Id);
            return TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, "ticket", input.Id.ToString(), input.Query, merged));
        }, ct);
}
