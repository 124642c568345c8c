using GridGov.Api;
using GridGov.Security;

namespace GridGov.Domain.Needs.Offers;

/// <summary>Who may do what with offers. The routes and the list of actions ask it alike.</summary>
static class OfferAuthority
{
    /// <summary>Why the caller, or the state of the offer, refuses an action; null when it is allowed.</summary>
    public static ProblemHttpResult? Check(Actor actor, OfferRow offer, OfferAction action) =>
        CheckCaller(actor, offer)
        ?? (OfferLifecycle.Refusal(offer.WithdrawnAt is not null, action) is { } code ? Problems.Of(code) : null);

    /// <summary>Why the caller may not do it, whatever the state of the offer.</summary>
    public static ProblemHttpResult? CheckCaller(Actor actor, OfferRow offer) =>
        offer.IsOf(actor) ? null
        // The routes refuse in the same words who makes no offers at all.
        : !actor.May(Capability.OfferManage) ? Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.OfferManage))
        : Problems.Of("not-for-this-offer");

    /// <summary>An offer of the caller's scope, or why the action is refused.</summary>
    /// <returns>Nothing at all when there is no such offer for the caller.</returns>
    public static async Task<(OfferRow? Offer, ProblemHttpResult? Refusal)> Find(
        Tx tx, Actor actor, Id id, IfMatch version, OfferAction action)
    {
        if (await OfferRow.Find(tx, actor, id) is not { } offer)
            return (null, null);
        // Who may not do it learns no version.
        return (offer, CheckCaller(actor, offer)
            ?? (version.Version != offer.Version ? Problems.StaleVersion(offer.Version) : null)
            ?? Check(actor, offer, action));
    }
}
