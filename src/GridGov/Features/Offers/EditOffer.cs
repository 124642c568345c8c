using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Offers;

/// <summary>Edits an offer that is not withdrawn.</summary>
public sealed class EditOffer(Db db) : ApiEndpoint<Change<EditOffer.Request>, Results<Ok<Offer>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<OffersApiGroup>();
        Operation("Edit an offer", "Absent properties stay as they are, and equal values are no change. Group and grid stay.");
        RequiresCapability(Capability.OfferManage);
        ProducesProblem(400, "unknown-place", "place-retired");
        ProducesProblem(403, "not-for-this-offer");
        ProducesProblem(409, "offer-withdrawn");
        RequestExample("""{ "hours": "周末全天", "quantity": 2 }""");
    }

    /// <summary>The changes of an offer.</summary>
    /// <param name="Kind">What is offered.</param>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters.</param>
    /// <param name="PlaceId">The id of the place where it is.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd.</param>
    /// <param name="Hours">The hours in words, 1 to 200 characters.</param>
    /// <param name="Quantity">How much there is, 1 to 1,000,000.</param>
    public sealed record Request(
        NeedKind? Kind = null, FreeText? Title = null, FreeText? Description = null, Id? PlaceId = null, DateOnly? FromDay = null,
        DateOnly? ToDay = null, FreeText? Hours = null, int? Quantity = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(NeedDraft.MaxTitle);
                RuleFor(r => r.Description).OptionalText(NeedDraft.MaxDescription);
                RuleFor(r => r.Hours).OptionalText(200);
                RuleFor(r => r.Quantity).InclusiveBetween(1, 1_000_000);
                RuleFor(r => r.FromDay).GreaterThanOrEqualTo(NeedDraft.FirstDay);
            }
        }
    }

    public override Task<Results<Ok<Offer>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Offer>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (offer, refusal) = await Find(tx, Actor, request.Id, request.Version);
            if (offer is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var body = request.Body;
            var (place, unusable) = await NeedSubmission.FindPlace(
                tx, Actor, body.PlaceId == offer.PlaceId ? null : body.PlaceId, "/placeId");
            if (unusable is not null)
                return unusable;
            var after = offer with
            {
                Kind = body.Kind ?? offer.Kind,
                Title = body.Title?.MaskedIf(confidential: false) ?? offer.Title,
                Description = body.Description?.MaskedIf(confidential: false) ?? offer.Description,
                PlaceId = place?.Id ?? offer.PlaceId,
                FromDay = body.FromDay ?? offer.FromDay,
                ToDay = body.ToDay ?? offer.ToDay,
                Hours = body.Hours?.MaskedIf(confidential: false) ?? offer.Hours,
                Quantity = body.Quantity ?? offer.Quantity,
            };
            if (after.ToDay < after.FromDay)
                return CreateOffer.Reversed;
            if (after != offer && await OfferRow.Write(tx, Actor, after, "edit") is { } stale)
                return stale;
            return TypedResults.Ok((await OfferRow.Load(tx, offer.Id)).Show(Actor));
        }, ct);

    /// <summary>An offer of the caller's scope, or why it cannot be changed.</summary>
    internal static async Task<(OfferRow? Offer, ProblemHttpResult? Refusal)> Find(
        Tx tx, Security.Actor actor, Id id, IfMatch version)
    {
        if (await OfferRow.Find(tx, actor, id) is not { } offer)
            return (null, null);
        return (offer, version.Version != offer.Version ? Problems.StaleVersion(offer.Version)
            : !offer.IsOf(actor) ? Problems.Of("not-for-this-offer")
            : offer.WithdrawnAt is not null ? Problems.Of("offer-withdrawn")
            : null);
    }
}
