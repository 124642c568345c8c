using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings;

/// <summary>Edits a meeting that is planned.</summary>
public sealed class EditMeeting(Db db) : ApiEndpoint<Change<EditMeeting.Request>, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<MeetingsApiGroup>();
        Operation("Edit a meeting",
            "Absent properties stay as they are; an empty text removes what was there. The same values are no change; the version stays.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(400, "outside-series", "unknown-place", "place-retired", "past-without-attendance");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-already-held", "meeting-closed", "meeting-cancelled");
        RequestExample("""{ "plannedAt": "2026-12-05T15:00:00+08:00", "agenda": "一、停车；二、指引标识；三、大厅面积" }""");
    }

    /// <summary>The changes of a meeting.</summary>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Agenda">The agenda, 1 to 4,000 characters; an empty text removes it.</param>
    /// <param name="PlannedAt">The time for which it is planned; not on a day before today.</param>
    /// <param name="PlaceId">The id of the place where it is; an empty text removes it.</param>
    /// <param name="Venue">Where it is, in words, 1 to 200 characters; an empty text removes it.</param>
    public sealed record Request(
        string? Title = null, string? Agenda = null, Instant? PlannedAt = null, string? PlaceId = null, string? Venue = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.Agenda).OptionalText(4000).When(r => r.Agenda is not "");
                RuleFor(r => r.PlaceId).Id().When(r => r.PlaceId is not "");
                RuleFor(r => r.Venue).OptionalText(200).When(r => r.Venue is not "");
            }
        }
    }

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.Edit);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var body = request.Body;
            var after = meeting with
            {
                Title = body.Title ?? meeting.Title,
                Agenda = PatchValues.Text(body.Agenda, meeting.Agenda),
                PlaceId = PatchValues.Id(body.PlaceId, meeting.PlaceId),
                Venue = PatchValues.Text(body.Venue, meeting.Venue),
            };
            if (body.PlannedAt is { } plannedAt && plannedAt != meeting.PlannedAt)
            {
                if (MeetingTime.Check(tx, plannedAt, held: false) is { } past)
                    return past;
                var series = meeting.SeriesId is { } id ? await SeriesRow.Load(tx, id) : null;
                var day = tx.DayOf(plannedAt);
                if (series is not null && series.CycleOf(day) is null)
                    return Problems.At("/plannedAt", "outside-series", $"{day:yyyy-MM-dd}");
                after = after with { PlannedAt = plannedAt, Day = day, CycleDay = series?.CycleOf(day)?.First };
            }
            if (after == meeting)
                return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
            if (after.PlaceId != meeting.PlaceId
                && (await NeedSubmission.FindPlace(tx, Actor, after.PlaceId, "/placeId")).Refusal is { } unusable)
                return unusable;
            if (await MeetingStore.Write(tx, Actor, after, "edit") is { } stale)
                return stale;
            if (after.PlannedAt != meeting.PlannedAt)
                await InvitationNotices.OnChanged(tx, Actor, after);
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);
}
