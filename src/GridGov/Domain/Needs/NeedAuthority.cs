using GridGov.Api;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>Who may do what with needs and claims. The routes and the lists of actions ask it alike.</summary>
static class NeedAuthority
{
    /// <summary>Why the caller, or the state of the need, refuses an action; null when it is allowed.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, NeedRow need, NeedAction action) =>
        await CheckCaller(tx, actor, need, action)
        ?? (NeedLifecycle.Refusal(need.Status, need.Claims, action) is { } code ? Problems.Of(code) : null);

    static async Task<ProblemHttpResult?> CheckCaller(Tx tx, Actor actor, NeedRow need, NeedAction action) => action switch
    {
        NeedAction.Edit => need.IsOf(actor) || need.IsPublishedBy(actor) ? null : Problems.Of("not-for-this-need"),
        NeedAction.Withdraw => need.IsOf(actor) ? null : Problems.Of("not-for-this-need"),
        NeedAction.Publish or NeedAction.Decline or NeedAction.Close => Requires(actor, need, Capability.NeedPublish),
        NeedAction.FileTicket => Requires(actor, need, Capability.NeedPublish) ?? Requires(actor, need, Capability.TicketFile),
        NeedAction.Claim => await CheckClaimant(tx, actor, need),
    };

    /// <summary>Why the caller, or the status of the claim, refuses an action; null when it is allowed.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, NeedRow need, ClaimRow claim, ClaimAction action)
    {
        if (action is ClaimAction.Confirm or ClaimAction.Dispute)
        {
            if (claim.ClaimedBy == actor.Id || (claim.GroupId is { } group && await ActsFor(tx, actor, group)))
                return Problems.Of("own-claim");
            if (!need.IsPublishedBy(actor) && !need.IsOf(actor))
                return Problems.Of("not-for-this-need");
        }
        else if (!claim.IsOf(actor) && !(action == ClaimAction.Release && need.IsPublishedBy(actor)))
            return Problems.Of("not-your-claim");
        return ClaimLifecycle.After(claim.Status, action) is null ? Problems.Of(ClaimLifecycle.RefusalOf(claim.Status)) : null;
    }

    /// <summary>
    /// Whether the person acts for a group today. An API key acts for none, but its person does not decide on the group's own by it.
    /// </summary>
    public static async Task<bool> ActsFor(Tx tx, Actor actor, Id group) =>
        actor.RepresentationOf(group) is not null
        || await tx.QuerySingle<long>(CountRepresentations, new { Group = group, Person = actor.Id, tx.Today }) > 0;

    static async Task<ProblemHttpResult?> CheckClaimant(Tx tx, Actor actor, NeedRow need) =>
        need.GroupId is { } group && await ActsFor(tx, actor, group) ? Problems.Of("own-need")
        : actor.PostsFor(Capability.NeedClaim, need.GridCode).Any()
            || actor.Representations.Any(each => GridCode.Covers(each.Grid, need.GridCode)) ? null
        : Problems.Of("no-claiming-post");

    static ProblemHttpResult? Requires(Actor actor, NeedRow need, Capability capability) =>
        actor.PostsFor(capability, need.GridCode).Any() ? null : Problems.Of("post-not-allowed", CapabilityLabels.Of(capability));

    const string CountRepresentations = """
        SELECT count(*)
          FROM memberships m
         WHERE m.group_id = @Group AND m.person_id = @Person AND m.role IN ('leader', 'liaison')
           AND m.from_day <= @Today AND (m.to_day IS NULL OR m.to_day > @Today)
        """;
}
