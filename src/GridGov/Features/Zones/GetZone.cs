using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>A zone with its heads of today.</summary>
public sealed class GetZone(Db db) : ApiEndpoint<ById, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<ZoneGroup>();
        Operation("Get a zone");
        RequiresCapability(Capability.GridRead);
    }

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
            await ZoneRow.Find(tx, Actor, request.Id) is { } zone ? TypedResults.Ok(await zone.ToZone(tx)) : TypedResults.NotFound(), ct);
}
