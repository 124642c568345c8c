using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;
using GridGov.Domain.Tickets.Filing;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Points;

/// <summary>Files a point as a ticket (转案卷).</summary>
public sealed class FilePointTicket(Db db, CityEnvelopes envelopes)
    : ApiEndpoint<Change<FilePointTicket.Request>, Results<Ok<Point>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/file-ticket");
        Group<PointsApiGroup>();
        Operation("File a point as a ticket",
            "In the grid that the point concerns, where the caller must be allowed to file. The ticket's source is that of the meeting: " +
            "deputy, enterprise (on the green channel unless another urgency is given), member_unit of a joint meeting, or meeting. When " +
            "the category is confidential, the point keeps no words, and the ticket has them encrypted.");
        RequiresCapability(Capability.MeetingManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-category", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope", "grid-retired",
            "not-a-grid", "unknown-place", "place-retired");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "point-decided");
        RequestExample("""{ "category": "0101" }""");
    }

    /// <summary>How a point becomes a ticket.</summary>
    /// <param name="Category">The code of a category of the second level.</param>
    /// <param name="Urgency">The urgency; by default that of the meeting, or else of the category.</param>
    /// <param name="PlaceId">The id of the place that it is at.</param>
    public sealed record Request(string Category, Urgency? Urgency = null, Id? PlaceId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Category).MatchesWhole("^[0-9]{2,4}$");
        }
    }

    public override Task<Results<Ok<Point>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Point>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (point, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, PointAction.FileTicket);
            if (point is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var (place, unusable) = await NeedSubmission.FindPlace(tx, Actor, request.Body.PlaceId, "/placeId");
            if (unusable is not null)
                return unusable;
            var (source, urgency) = PointLifecycle.OriginOf(point.MeetingKind);
            var words = point.Description is { } more ? $"{point.Title}：{more}" : point.Title;
            var (ticket, notFiled) = await TicketFiling.File(
                tx, Actor, envelopes, new FiledReport(request.Body.Category, words) { Urgency = request.Body.Urgency ?? urgency },
                point.GridCode, source, place);
            if (ticket is null)
                return notFiled!;
            var after = point with
            {
                Status = PointStatus.Ticket,
                TicketId = ticket.Id,
                DecidedAt = tx.Now,
                Title = ticket.Confidential ? NeedWords.HiddenTitle : point.Title,
                Description = ticket.Confidential ? null : point.Description,
            };
            if (await PointStore.Write(tx, Actor, after, PointAction.FileTicket.ToCode()) is { } stale)
                return stale;
            if (ticket.Confidential)
                await HiddenPoints.HideAnswers(tx, point);
            return TypedResults.Ok(await PointRow.Show(tx, Actor, point.Id));
        }, ct);
}
