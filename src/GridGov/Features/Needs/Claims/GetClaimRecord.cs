using GridGov.Api;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>A record of a claim, with its note.</summary>
public sealed class GetClaimRecord(Db db) : ApiEndpoint<GetClaimRecord.Input, Results<Ok<ClaimRecord>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/records/{recordId}");
        Group<ClaimsApiGroup>();
        Operation("Get a record of a claim");
        RequiresCapability(Capability.NeedRead);
    }

    public sealed record Input(Id Id, Id RecordId);

    public override Task<Results<Ok<ClaimRecord>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<ClaimRecord>, NotFound>>(async tx =>
            await ClaimRow.Find(tx, Actor, input.Id) is { } claim
            && await ListClaimRecords.Select(tx, claim, new Id(input.RecordId.Value + 1), 1) is [var record] && record.Id == input.RecordId
                ? TypedResults.Ok(record)
                : TypedResults.NotFound(), ct);
}
