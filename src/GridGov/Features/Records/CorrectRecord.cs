using System.Text.Json;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Records;

/// <summary>Corrects a record by a later one (更正).</summary>
public sealed class CorrectRecord(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<CorrectRecord.Input, Results<Created<RecordDetails>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/correct");
        Group<RecordGroup>();
        Operation("Correct a record",
            "By its author alone, because it stands in the author's name; anybody else makes a record of their own. The body is the whole " +
            "of what is said of the visit; person, place, position, round, campaign, time, photos and needs stay. The earlier record " +
            "stays too, and counts nowhere.");
        RequiresCapability(Capability.RecordWrite);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "outcome-not-allowed", "quantity-needed", "answers-not-expected", "invalid-answers", "finding-not-expected",
            "unknown-category", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope", "grid-retired",
            "outside-filing-period", "needs-not-expected", "unknown-place", "place-retired", "need-group-not-usable",
            "need-grid-not-usable");
        ProducesProblem(403, "not-the-records-author", "post-not-allowed");
        ProducesProblem(
            409, "record-already-corrected", "finding-filed-already", "too-many-photos", "too-many-needs", "upload-missing",
            "upload-incomplete", "photo-not-a-picture");
        RequestExample("""{ "outcome": "absent", "note": "敲门无人应答，误记为见到" }""");
    }

    /// <summary>What is said of the visit now.</summary>
    /// <param name="Outcome">What was found.</param>
    /// <param name="Answers">The answers, an object by the keys of the questions.</param>
    /// <param name="Quantity">How much was handed over.</param>
    /// <param name="Note">A note, 1 to 2,000 characters.</param>
    /// <param name="Photos">The ids of uploads of the caller; photos of the earlier record stay.</param>
    /// <param name="Finding">A problem that is filed as a ticket, unless the earlier record had one.</param>
    /// <param name="Needs">Further needs, which are submitted; those of the earlier record stay, and there are at most 10 in all.</param>
    public sealed record Request(
        RecordOutcome Outcome, JsonElement? Answers = null, double? Quantity = null, FreeText? Note = null,
        IReadOnlyList<Id>? Photos = null, RecordFinding? Finding = null, IReadOnlyList<NeedDraft>? Needs = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
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

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<RecordDetails>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Created<RecordDetails>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if ((await RecordRow.FindOwn(tx, Actor, request.Id) ?? await RecordRow.Find(tx, Actor, request.Id)) is not { } former)
                return TypedResults.NotFound();
            var body = request.Body;
            var made = await RecordMaking.Correct(tx, Actor, envelopes, former, new RecordInput(body.Outcome)
            {
                Answers = body.Answers, Quantity = body.Quantity, Note = body.Note, Photos = body.Photos ?? [],
                Finding = body.Finding?.ToProblem(), Needs = body.Needs ?? [],
            });
            return made.Refusal is { } refusal
                ? refusal
                : TypedResults.Created(
                    $"/v1/records/{made.Id}", await (await RecordRow.FindOwn(tx, Actor, made.Id))!.ShowDetails(tx, Actor));
        }, ct, WriteMode.Shared);
}
