using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>Sets how much care those behind a door need (关爱等级).</summary>
public sealed class SetCareLevel(Db db) : ApiEndpoint<Change<SetCareLevel.Request>, Results<Ok<Place>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{id}/care-level");
        Group<PlaceGroup>();
        Operation("Set the care level of a place",
            "It is stored encrypted; no event, list, export or kept answer has it. Whoever sets it must be allowed to read it. " +
            "The version of the place stays.");
        RequiresCapability(Capability.CareRead);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "place-already-retired");
        RequestExample("""{ "careLevel": "attention" }""");
    }

    /// <summary>The care level of a place.</summary>
    /// <param name="CareLevel">The level.</param>
    [NoValidator]
    public sealed record Request(CareLevel CareLevel);

    public override Task<Results<Ok<Place>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Place>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is not { } place)
                return TypedResults.NotFound();
            if (place.Check(Actor, request.Version, Capability.CareRead) is { } refusal)
                return refusal;
            await PlaceStore.SetCareLevel(tx, Actor, place, request.Body.CareLevel);
            return TypedResults.Ok(await place.ToPlace(tx));
        }, ct);
}
