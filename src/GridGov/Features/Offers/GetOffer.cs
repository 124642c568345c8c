using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Offers;

/// <summary>One offer.</summary>
public sealed class GetOffer(Db db) : ApiEndpoint<ById, Results<Ok<Offer>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<OffersApiGroup>();
        Operation("Get an offer", "For whoever reads needs in its grid, acts for the group that offers it or for a group of its grid.");
        RequiresCapability(Capability.NeedRead);
    }

    public override Task<Results<Ok<Offer>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Offer>, NotFound>>(async tx => await OfferRow.Find(tx, Actor, request.Id) is { } offer
            ? TypedResults.Ok(offer.Show(Actor))
            : TypedResults.NotFound(), ct);
}
