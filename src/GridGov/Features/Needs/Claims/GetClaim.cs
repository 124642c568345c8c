using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>One claim.</summary>
public sealed class GetClaim(Db db) : ApiEndpoint<ById, Results<Ok<Claim>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<ClaimsApiGroup>();
        Operation("Get a claim",
            "For whoever reads needs in its grid, acts for the group that claimed, or acts for the group whose need it is.");
        RequiresCapability(Capability.NeedRead);
    }

    public override Task<Results<Ok<Claim>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Claim>, NotFound>>(async tx => await ClaimRow.Find(tx, Actor, request.Id) is { } claim
            ? TypedResults.Ok(await ClaimRow.ShowOne(tx, claim))
            : TypedResults.NotFound(), ct);
}
