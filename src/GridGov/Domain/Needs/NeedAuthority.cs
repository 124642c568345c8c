using GridGov.Api;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>Who may do what with needs and claims. The routes and the lists of actions ask it alike.</summary>
static class NeedAuthority
{
    /// <summary>Why the caller, or the state of the need, refuses an action; null when it is allowed.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, NeedRow need, NeedAction action) =>
        await CheckCaller(tx, actor, need, action)
        ?? (NeedLifecycle.Refusal(need.Status, need.Claims, action) is { } code ? Problems.Of(code) : null);

    /// <summary>Why the caller may not do it, whatever the state of the need.</summary>
    public static async Task<ProblemHttpResult?> CheckCaller(Tx tx, Actor actor, NeedRow need, NeedAction action) => action switch
    {
        // The board shows its words, so from its publication on who publishes answers for them.
        NeedAction.Edit => need.IsPublishedBy(actor) ? null
            : !need.IsOf(actor) ? Problems.Of("not-for-this-need")
            : need.Status is NeedStatus.Open ? Problems.Of("edited-by-publisher")
            : null,
        NeedAction.Withdraw => need.IsOf(actor) ? null : Problems.Of("not-for-this-need"),
        NeedAction.Publish or NeedAction.Decline or NeedAction.Close => Requires(actor, need, Capability.NeedPublish),
        NeedAction.FileTicket => Requires(actor, need, Capability.NeedPublish) ?? Requires(actor, need, Capability.TicketFile),
        NeedAction.Claim => await CheckClaimant(tx, actor, need),
    };

    /// <summary>Why the caller, or the status of the claim, refuses an action; null when it is allowed.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, NeedRow need, ClaimRow claim, ClaimAction action) =>
        await CheckCaller(tx, actor, need, claim, action)
        ?? (ClaimLifecycle.After(claim.Status, action) is null ? Problems.Of(ClaimLifecycle.RefusalOf(claim.Status)) : null);

    /// <summary>Why the caller may not do it, whatever the status of the claim.</summary>
    public static async Task<ProblemHttpResult?> CheckCaller(Tx tx, Actor actor, NeedRow need, ClaimRow claim, ClaimAction action)
    {
        if (action is ClaimAction.Confirm or ClaimAction.Dispute)
        {
            if (claim.ClaimedBy == actor.Id
                || (claim.GroupId is { } group && await HasActedFor(tx, actor, group, tx.DayOf(claim.ClaimedAt))))
                return Problems.Of("own-claim");
            if (!need.IsPublishedBy(actor) && !need.IsOf(actor))
                return Problems.Of("not-for-this-need");
        }
        else if (!claim.IsOf(actor) && !(action == ClaimAction.Release && need.IsPublishedBy(actor)))
            return Problems.Of("not-your-claim");
        return null;
    }

    /// <summary>
    /// Whether the person has acted for a group since a day, acts for it or will, so that nobody decides on the group's own by leaving it
    /// first. An API key acts for no group, but its person does not decide by it either.
    /// </summary>
    static async Task<bool> HasActedFor(Tx tx, Actor actor, Id group, DateOnly since) =>
        await tx.QuerySingle<long>(CountRepresentations, new { Group = group, Person = actor.Id, Since = since }) > 0;

    static async Task<ProblemHttpResult?> CheckClaimant(Tx tx, Actor actor, NeedRow need) =>
        need.GroupId is { } group && await HasActedFor(tx, actor, group, tx.DayOf(need.SubmittedAt)) ? Problems.Of("own-need")
        : actor.PostsFor(Capability.NeedClaim, need.GridCode).Any()
            || actor.Representations.Any(each => GridCode.Covers(each.Grid, need.GridCode)) ? null
        : Problems.Of("no-claiming-post");

    static ProblemHttpResult? Requires(Actor actor, NeedRow need, Capability capability) =>
        actor.PostsFor(capability, need.GridCode).Any() ? null : Problems.Of("post-not-allowed", CapabilityLabels.Of(capability));

    const string CountRepresentations = """
        SELECT count(*)
          FROM memberships m
         WHERE m.group_id = @Group AND m.person_id = @Person AND m.role IN ('leader', 'liaison')
           AND (m.to_day IS NULL OR m.to_day >= @Since)
        """;
}
