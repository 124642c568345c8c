using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Records;

/// <summary>Records what was found at a place or point (记录).</summary>
public sealed class CreateRecord(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<CreateRecord.Request, Results<Created<RecordDetails>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<RecordGroup>();
        Operation("Make a record",
            "At a place, or at a position, or in a grid. It counts in the cycle of the campaign that `doneAt` lies in, also when it is " +
            "sent later, even after the campaign was closed. A position outside the grid or more than 2 km from the place is flagged, not " +
            "refused. A `finding` is filed as a ticket, and `needs` are submitted, in the same act; a need by the rules of submitNeed " +
            "and with the capability need_submit. Answers and note are stored encrypted, and no list, export or event has them.");
        RequiresCapability(Capability.RecordWrite);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-place", "unknown-round", "unknown-campaign", "not-going-out-there", "going-out-grid-needed",
            "location-outside-grids", "phone-clock-ahead", "done-too-long-ago", "outcome-not-allowed", "quantity-needed",
            "answers-not-expected", "invalid-answers", "finding-not-expected", "unknown-category", "category-retired", "category-moved",
            "category-not-leaf", "grid-outside-scope", "grid-retired", "outside-filing-period", "needs-not-expected", "place-retired",
            "need-group-not-usable", "need-grid-not-usable");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(
            409, "campaign-not-running", "campaign-ended", "outside-campaign", "place-retired-by-then", "too-many-photos", "too-many-needs",
            "upload-missing", "upload-incomplete", "photo-not-a-picture");
        RequestExample("""
            {
              "position": { "lng": 113.6553, "lat": 34.7502 }, "grid": "410103003005006", "outcome": "finding",
              "note": "三单元门口，已提醒住户",
              "finding": { "category": "0302", "description": "楼道堆放杂物，占用消防通道" },
              "needs": [
                { "kind": "service", "title": "帮清楼道杂物", "contact": { "name": "王芳", "phone": "13803710001" } }
              ],
              "doneAt": "2026-11-29T09:20:00+08:00"
            }
            """);
    }

    /// <summary>A record.</summary>
    /// <param name="Outcome">What was found. The kind of the campaign decides which outcomes there are.</param>
    /// <param name="PlaceId">The id of the place.</param>
    /// <param name="Position">Where the phone was.</param>
    /// <param name="Grid">The code of the grid of a record without a place; by default the one of the position.</param>
    /// <param name="CampaignId">The id of the campaign.</param>
    /// <param name="RoundId">The id of the caller's round.</param>
    /// <param name="Answers">
    /// The answers, an object by the keys of the questions: true or false, a key or keys of choices, a number, a text, a day.
    /// </param>
    /// <param name="Quantity">How much was handed over.</param>
    /// <param name="Note">A note, 1 to 2,000 characters.</param>
    /// <param name="Photos">The ids of up to 9 uploads of the caller, which are pictures.</param>
    /// <param name="Finding">A problem that is filed as a ticket.</param>
    /// <param name="Needs">
    /// Up to 10 needs that were heard of there, which are submitted; by default in the record's grid and at its place. Not with the
    /// outcomes absent and refused.
    /// </param>
    /// <param name="DoneAt">The time of the visit by the phone's clock, at most 400 days ago; now by default.</param>
    public sealed record Request(
        RecordOutcome Outcome, Id? PlaceId = null, RecordPosition? Position = null, string? Grid = null, Id? CampaignId = null,
        Id? RoundId = null, JsonElement? Answers = null, double? Quantity = null, FreeText? Note = null,
        IReadOnlyList<Id>? Photos = null, RecordFinding? Finding = null, IReadOnlyList<NeedDraft>? Needs = null, Instant? DoneAt = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.PlaceId).NotNull().When(r => r.Position is null && r.Grid is null);
                RuleFor(r => r.Grid).GridCode();
                RuleFor(r => r.Position!).SetValidator(new RecordPosition.Validator()).When(r => r.Position is not null);
                RuleFor(r => r.Quantity).InclusiveBetween(0, RecordRules.MaxQuantity);
                RuleFor(r => r.Note).OptionalText(2000);
                RuleFor(r => r.Answers).AnswerObject();
                RuleFor(r => r.Photos).PhotoList();
                RuleFor(r => r.Needs).NeedList();
                RuleForEach(r => r.Needs).SetValidator(new NeedDraft.Validator());
                RuleFor(r => r.Finding!).SetValidator(new RecordFinding.Validator()).When(r => r.Finding is not null);
            }
        }
    }

    public override Task<Results<Created<RecordDetails>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<RecordDetails>, ProblemHttpResult>>(async tx =>
        {
            var made = await RecordMaking.Make(tx, Actor, envelopes, new VisitInput
            {
                Campaign = request.CampaignId, Round = request.RoundId, Place = request.PlaceId, Grid = request.Grid,
                DoneAt = request.DoneAt,
                Position = request.Position is { } at ? (at.Lng, at.Lat, at.CoordSys) : null,
            }, new RecordInput(request.Outcome)
            {
                Answers = request.Answers, Quantity = request.Quantity, Note = request.Note, Photos = request.Photos ?? [],
                Finding = request.Finding?.ToProblem(), Needs = request.Needs ?? [],
            });
            return made.Refusal is { } refusal
                ? refusal
                : TypedResults.Created(
                    $"/v1/records/{made.Id}", await (await RecordRow.FindOwn(tx, Actor, made.Id))!.ShowDetails(tx, Actor));
        }, ct, WriteMode.Shared);
}
