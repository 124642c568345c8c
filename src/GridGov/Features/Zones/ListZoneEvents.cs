using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>A zone's history: its creation, names, polygons, heads and retirement, with their authors and reasons.</summary>
public sealed class ListZoneEvents(Db db) : ApiEndpoint<ListZoneEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<ZoneGroup>();
        Operation("List the events of a zone",
            "Oldest first: create, edit, redraw, appoint_head, end_head and retire. Events are never removed.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await ZoneRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, ZoneRow.Subject, input.Id.ToString(), input.Query)), ct);
}
