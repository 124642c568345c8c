using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>What the verbs of needs and claims have in common.</summary>
static class NeedChanges
{
    /// <summary>A need of the caller's scope, or why the action is refused.</summary>
    /// <returns>Nothing at all when there is no such need for the caller.</returns>
    public static async Task<(NeedRow? Need, ProblemHttpResult? Refusal)> Find(
        Tx tx, Actor actor, Id id, IfMatch version, NeedAction action)
    {
        if (await NeedRow.Find(tx, actor, id) is not { } need)
            return (null, null);
        // Who may not do it learns no version.
        return (need, await NeedAuthority.CheckCaller(tx, actor, need, action)
            ?? (version.Version != need.Version ? Problems.StaleVersion(need.Version) : null)
            ?? await NeedAuthority.Check(tx, actor, need, action));
    }

    /// <summary>A claim of the caller's scope, or why the action is refused.</summary>
    /// <returns>Nothing at all when there is no such claim for the caller.</returns>
    public static async Task<(ClaimRow? Claim, ProblemHttpResult? Refusal)> Find(
        Tx tx, Actor actor, Id id, IfMatch version, ClaimAction action)
    {
        if (await ClaimRow.Find(tx, actor, id) is not { } claim)
            return (null, null);
        var need = await NeedRow.Load(tx, claim.NeedId);
        return (claim, await NeedAuthority.CheckCaller(tx, actor, need, claim, action)
            ?? (version.Version != claim.Version ? Problems.StaleVersion(claim.Version) : null)
            ?? await NeedAuthority.Check(tx, actor, need, claim, action));
    }

    /// <summary>Does an action on a claim.</summary>
    public static async Task<Results<Ok<Claim>, NotFound, ProblemHttpResult>> Act(
        Tx tx, Actor actor, Id id, IfMatch version, ClaimAction action, FreeText? reason = null)
    {
        var (claim, refusal) = await Find(tx, actor, id, version, action);
        if (claim is null)
            return TypedResults.NotFound();
        if ((refusal ?? await ClaimTransition.Write(tx, actor, claim, action, reason)
            ?? await ClaimTransition.RecalculateNeed(tx, actor, claim.NeedId)) is { } refused)
            return refused;
        return TypedResults.Ok(await ClaimRow.Reload(tx, claim.Id));
    }

    /// <summary>The refusals of an action on a claim by its caller and by its status.</summary>
    public static readonly string[] ClaimStates =
        ["claim-not-started", "claim-being-served", "claim-done-already", "claim-confirmed-already", "claim-released-already"];
}
