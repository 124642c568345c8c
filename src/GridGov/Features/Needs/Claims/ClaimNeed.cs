using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs.Claims;

/// <summary>Claims a need (认领), for a group or in the own name.</summary>
public sealed class ClaimNeed(Db db) : ApiEndpoint<ClaimNeed.Input, Results<Created<Claim>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/claims");
        Group<NeedsApiGroup>();
        Operation("Claim a need",
            "It fills a slot; of several at once for the last one, one gets it. With groupId by who acts for that group in whose grid " +
            "the need lies; without, in the own name, by a post. No need of a group that the caller acts for can be claimed.");
        RequiresCapability(Capability.NeedClaim);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-offer");
        ProducesProblem(403, "own-need", "cannot-claim-for-group", "no-claiming-post");
        ProducesProblem(409, "need-closed", "need-not-published", "need-taken", "already-claimed");
        RequestExample("{}");
    }

    /// <summary>Who claims, and with what.</summary>
    /// <param name="GroupId">The id of the group that the caller claims it for.</param>
    /// <param name="OfferId">The id of the offer with which it is met: of that group, or of the office without one.</param>
    [GridGov.Api.Binding.NoValidator]
    public sealed record Request(Id? GroupId = null, Id? OfferId = null);

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<Claim>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Claim>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await NeedRow.Find(tx, Actor, input.Id) is not { } need)
                return TypedResults.NotFound();
            var (claim, refusal) = await ClaimMaking.Claim(tx, Actor, need, input.Body.GroupId, input.Body.OfferId);
            return refusal is not null
                ? refusal
                : TypedResults.Created($"/v1/claims/{claim}", await ClaimRow.Reload(tx, claim));
        }, ct);
}
