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
        Operation("Edit an offer",
            "Absent properties stay as they are; an empty text and a quantity of 0 remove what was there. Equal values are no change. " +
            "Group and grid stay.");
        RequiresCapability(Capability.OfferManage);
        ProducesProblem(400, "unknown-place", "place-retired");
        ProducesProblem(403, "not-for-this-offer");
        ProducesProblem(409, "offer-withdrawn");
        RequestExample("""{ "hours": "周末全天", "quantity": 2 }""");
    }

    /// <summary>The changes of an offer.</summary>
    /// <param name="Kind">What is offered.</param>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters; an empty text removes it.</param>
    /// <param name="PlaceId">The id of the place where it is; an empty text removes it.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd; an empty text removes it.</param>
    /// <param name="Hours">The hours in words, 1 to 200 characters; an empty text removes them.</param>
    /// <param name="Quantity">How much there is, up to 1,000,000; 0 removes it.</param>
    public sealed record Request(
        NeedKind? Kind = null, FreeText? Title = null, FreeText? Description = null, string? PlaceId = null, DateOnly? FromDay = null,
        string? ToDay = null, FreeText? Hours = null, int? Quantity = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(NeedDraft.MaxTitle);
                RuleFor(r => r.Description).OptionalText(NeedDraft.MaxDescription).When(r => !PatchValues.Removes(r.Description));
                RuleFor(r => r.PlaceId).Id().When(r => r.PlaceId is not "");
                RuleFor(r => r.ToDay).Day().When(r => r.ToDay is not "");
                RuleFor(r => r.Hours).OptionalText(200).When(r => !PatchValues.Removes(r.Hours));
                RuleFor(r => r.Quantity).InclusiveBetween(0, 1_000_000);
                RuleFor(r => r.FromDay).GreaterThanOrEqualTo(NeedDraft.FirstDay);
            }
        }
    }

    public override Task<Results<Ok<Offer>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Offer>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (offer, refusal) = await OfferAuthority.Find(tx, Actor, request.Id, request.Version, OfferAction.Edit);
            if (offer is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var body = request.Body;
            var place = PatchValues.Id(body.PlaceId, offer.PlaceId);
            if (place != offer.PlaceId && (await NeedSubmission.FindPlace(tx, Actor, place, "/placeId")).Refusal is { } unusable)
                return unusable;
            var after = offer with
            {
                Kind = body.Kind ?? offer.Kind,
                Title = body.Title?.MaskedIf(confidential: false) ?? offer.Title,
                Description = PatchValues.Text(body.Description, offer.Description),
                PlaceId = place,
                FromDay = body.FromDay ?? offer.FromDay,
                ToDay = PatchValues.Day(body.ToDay, offer.ToDay),
                Hours = PatchValues.Text(body.Hours, offer.Hours),
                Quantity = PatchValues.Number(body.Quantity, offer.Quantity),
            };
            if (after.ToDay < after.FromDay)
                return CreateOffer.Reversed;
            if (after != offer && await OfferRow.Write(tx, Actor, after, OfferAction.Edit.ToCode()) is { } stale)
                return stale;
            return TypedResults.Ok((await OfferRow.Load(tx, offer.Id)).Show(Actor));
        }, ct);
}
