using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>A place's own history: its creation, changes, moves and retirement, with their authors and reasons.</summary>
public sealed class ListPlaceEvents(Db db)
    : ApiEndpoint<ListPlaceEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<PlaceGroup>();
        Operation("List the events of a place",
            "Oldest first: create, edit, move, set_care_level and retire. Events are never removed. That a care level was set, without " +
            "the level, is shown to whoever may read it. What happened at the place is in its tickets and records; its links name them.");
        RequiresCapability(Capability.PlaceRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), input.Id) is not { } place
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(
                    tx, HttpContext, PlaceRow.Subject, input.Id.ToString(), input.Query,
                    except: Actor.ScopeOf(Capability.CareRead).Covers(place.GridCode) ? null : PlaceStore.CareLevelAction)), ct);
}
