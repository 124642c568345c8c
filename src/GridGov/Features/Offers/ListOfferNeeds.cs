using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Offers;

/// <summary>The open needs that an offer can meet.</summary>
public sealed class ListOfferNeeds(Db db) : ApiEndpoint<ById, Results<Ok<ListOfferNeeds.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/needs");
        Group<OffersApiGroup>();
        Operation("List the needs that match an offer",
            "Open ones that the caller reads, of its kind, in a grid that contains its grid or lies in it, on some of its days; the " +
            "nearest grid first, then the shortest way between their places. At most 50, of the newest 2,000.");
        RequiresCapability(Capability.NeedRead);
    }

    /// <summary>The matching needs.</summary>
    /// <param name="Items">The best first.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <summary>A need that matches.</summary>
    /// <param name="Need">The need.</param>
    /// <param name="Metres">The distance between their places; null where one of them is not known or not shown.</param>
    /// <param name="Reasons">Why it matches.</param>
    public sealed record Item(Need Need, int? Metres, IReadOnlyList<MatchReasonText> Reasons);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx => await OfferRow.Find(tx, Actor, request.Id) is { } offer
            ? TypedResults.Ok(new Response([.. (await OfferMatching.ListNeeds(tx, Actor, offer))
                .Select(each => new Item(each.Item, each.Metres, each.Reasons))]))
            : TypedResults.NotFound(), ct);
}
