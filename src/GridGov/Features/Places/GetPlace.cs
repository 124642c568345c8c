using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>A place, without its care level.</summary>
public sealed class GetPlace(Db db) : ApiEndpoint<ById, Results<Ok<Place>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<PlaceGroup>();
        Operation("Get a place", "Whether it has a care level is not told; unmaskCareLevel says it to whoever may know.");
        RequiresCapability(Capability.PlaceRead);
    }

    public override Task<Results<Ok<Place>, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Place>, NotFound, ProblemHttpResult>>(async tx =>
            await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is { } place
                ? TypedResults.Ok(await place.ToPlace(tx))
                : TypedResults.NotFound(), ct);
}
