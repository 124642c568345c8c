using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Offers;

/// <summary>Makes an offer (发布资源).</summary>
public sealed class CreateOffer(Db db) : ApiEndpoint<CreateOffer.Request, Results<Created<Offer>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<OffersApiGroup>();
        Operation("Make an offer",
            "By a post in its grid, or by acting for the group that offers it. The groups of the grid, and whoever reads needs there, " +
            "see it.");
        RequiresCapability(Capability.OfferManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-place", "place-retired", "need-group-not-usable", "grid-needed", "need-grid-not-usable", "grid-retired");
        RequestExample("""
            {
              "kind": "venue", "title": "会议室（40 座）", "grid": "410103003", "fromDay": "2026-12-01", "toDay": "2027-12-31",
              "hours": "周末 9:00—17:00", "quantity": 1
            }
            """);
    }

    /// <summary>An offer.</summary>
    /// <param name="Kind">What is offered.</param>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters.</param>
    /// <param name="Grid">The code of the grid whose subtree can have it; by default the one of the place or of the group.</param>
    /// <param name="PlaceId">The id of the place where it is.</param>
    /// <param name="GroupId">The id of the group that offers it; absent for the office.</param>
    /// <param name="FromDay">The first day, yyyy-MM-dd; today by default.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd; open if absent.</param>
    /// <param name="Hours">The hours in words, 1 to 200 characters.</param>
    /// <param name="Quantity">How much there is, 1 to 1,000,000.</param>
    public sealed record Request(
        NeedKind Kind, FreeText Title, FreeText? Description = null, string? Grid = null, Id? PlaceId = null, Id? GroupId = null,
        DateOnly? FromDay = null, DateOnly? ToDay = null, FreeText? Hours = null, int? Quantity = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).Text(NeedDraft.MaxTitle);
                RuleFor(r => r.Description).OptionalText(NeedDraft.MaxDescription);
                RuleFor(r => r.Grid).GridCode();
                RuleFor(r => r.Hours).OptionalText(200);
                RuleFor(r => r.Quantity).InclusiveBetween(1, 1_000_000);
                RuleFor(r => r.FromDay).GreaterThanOrEqualTo(NeedDraft.FirstDay);
            }
        }
    }

    public override Task<Results<Created<Offer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Offer>, ProblemHttpResult>>(async tx =>
        {
            var (place, unusable) = await NeedSubmission.FindPlace(tx, Actor, request.PlaceId, "/placeId");
            if (unusable is not null)
                return unusable;
            (NeedSubmission.Named Group, ProblemHttpResult? Refusal) group = request.GroupId is { } id
                ? await NeedSubmission.FindGroup(tx, Actor, id, Capability.OfferManage, "/groupId")
                : default;
            if (group.Refusal is { } refused)
                return refused;
            if ((request.Grid ?? place?.GridCode ?? group.Group.Grid) is not { } grid)
                return Problems.At("/grid", "grid-needed");
            var representation = request.GroupId is { } acted ? Actor.RepresentationOf(acted) : null;
            var (name, refusal) = await NeedSubmission.FindGrid(tx, Actor, grid, representation, Capability.OfferManage, "/grid");
            if (refusal is not null)
                return refusal;
            var from = request.FromDay ?? tx.Today;
            if (request.ToDay < from)
                return Reversed;
            var offer = new OfferRow
            {
                Id = tx.NewId(), Kind = request.Kind, Title = request.Title.MaskedIf(confidential: false),
                Description = request.Description?.MaskedIf(confidential: false), GridCode = grid, GridName = name!, PlaceId = place?.Id,
                PlaceName = place?.Name, PlaceKind = place?.Kind, GroupId = request.GroupId, GroupName = group.Group.Name,
                GroupKind = group.Group.Kind, Salt = NeedContact.NewSalt(), FromDay = from, ToDay = request.ToDay,
                Hours = request.Hours?.MaskedIf(confidential: false), Quantity = request.Quantity, CreatedBy = Actor.Id,
                CreatedByName = Actor.Name, CreatedAt = tx.Now, Version = 1,
            };
            await OfferRow.Insert(tx, Actor, offer);
            return TypedResults.Created($"/v1/offers/{offer.Id}", offer.Show(Actor));
        }, ct);

    /// <summary>The refusal of a last day before the first one.</summary>
    internal static ProblemHttpResult Reversed => Problems.Invalid(
        "/toDay", "out_of_range", new("末日不得早于首日。", "The last day must not lie before the first one."));
}
