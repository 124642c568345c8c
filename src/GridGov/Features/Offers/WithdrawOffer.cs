using GridGov.Api;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Offers;

/// <summary>Withdraws an offer (撤回资源). Claims that are met with it go on.</summary>
public sealed class WithdrawOffer(Db db) : ApiEndpoint<WithdrawOffer.Input, Results<Ok<Offer>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/withdraw");
        Group<OffersApiGroup>();
        Operation("Withdraw an offer", "Claims that are met with it go on.");
        RequiresCapability(Capability.OfferManage);
        ProducesProblem(403, "not-for-this-offer");
        ProducesProblem(409, "offer-withdrawn");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Offer>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Offer>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (offer, refusal) = await OfferAuthority.Find(tx, Actor, request.Id, request.Version, OfferAction.Withdraw);
            if (offer is null)
                return TypedResults.NotFound();
            var after = offer with { WithdrawnAt = tx.Now };
            return (refusal ?? await OfferRow.Write(tx, Actor, after, OfferAction.Withdraw.ToCode())) is { } refused
                ? refused
                : TypedResults.Ok((await OfferRow.Load(tx, offer.Id)).Show(Actor));
        }, ct);
}
