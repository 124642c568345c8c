using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>The offers with which a need can be met.</summary>
public sealed class ListNeedOffers(Db db) : ApiEndpoint<ById, Results<Ok<ListNeedOffers.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/offers");
        Group<NeedsApiGroup>();
        Operation("List the offers that match a need",
            "Those that the caller reads, of its kind, for a grid that contains its grid or lies in it, on some of its days; the nearest " +
            "grid first, then the shortest way between their places. At most 50, of the newest 2,000.");
        RequiresCapability(Capability.NeedRead);
    }

    /// <summary>The matching offers.</summary>
    /// <param name="Items">The best first.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <summary>An offer that matches.</summary>
    /// <param name="Offer">The offer.</param>
    /// <param name="Metres">The distance between their places; null where one of them is not known or not shown.</param>
    /// <param name="Reasons">Why it matches.</param>
    public sealed record Item(Offer Offer, int? Metres, IReadOnlyList<MatchReasonText> Reasons);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx => await NeedRow.Find(tx, Actor, request.Id) is { } need
            ? TypedResults.Ok(new Response([.. (await OfferMatching.ListOffers(tx, Actor, need))
                .Select(each => new Item(each.Item, each.Metres, each.Reasons))]))
            : TypedResults.NotFound(), ct);
}
