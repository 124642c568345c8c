using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Rounds;

/// <summary>A round.</summary>
public sealed class GetRound(Db db) : ApiEndpoint<ById, Results<Ok<Round>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<RoundGroup>();
        Operation("Get a round", "One in a grid whose records the caller reads.");
        RequiresCapability(Capability.RecordRead);
    }

    public override Task<Results<Ok<Round>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Round>, NotFound>>(async tx =>
            await RoundRow.Find(tx, Actor, request.Id) is { } row ? TypedResults.Ok(row.ToRound()) : TypedResults.NotFound(), ct);
}
