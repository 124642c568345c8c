using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Points;

/// <summary>Raises a point (议题) at a meeting, before it or while it is held.</summary>
public sealed class RaisePoint(Db db) : ApiEndpoint<RaisePoint.Input, Results<Created<Point>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/points");
        Group<MeetingsApiGroup>();
        Operation("Raise a point",
            "By who manages the meeting, by who is invited, and by who acts for an invited group, until the meeting is closed " +
            "or cancelled. A meeting has at most 1,000 points.");
        RequiresCapability(Capability.MeetingRead);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-attendee", "grid-outside-meeting", "grid-retired");
        ProducesProblem(403, "not-of-the-meeting");
        ProducesProblem(409, "meeting-closed", "meeting-cancelled", "too-many-meeting-points");
        RequestExample("""{ "title": "楼宇周边停车难", "description": "访客车位不足，建议错时共享。" }""");
    }

    /// <summary>A point to raise.</summary>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters.</param>
    /// <param name="AttendeeId">
    /// The id of the attendee who raised it. Who does not manage the meeting raises points of their own or of their group, and needs not
    /// say so.
    /// </param>
    /// <param name="Grid">The code of the grid that it concerns: the meeting's, or one below it; the meeting's by default.</param>
    public sealed record Request(string Title, string? Description = null, Id? AttendeeId = null, string? Grid = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).Text(100);
                RuleFor(r => r.Description).OptionalText(2000);
                RuleFor(r => r.Grid).GridCode();
            }
        }
    }

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<Point>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Point>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await MeetingRow.Find(tx, Actor, input.Id) is not { } meeting)
                return TypedResults.NotFound();
            if (await MeetingRules.Check(tx, Actor, meeting, MeetingAction.Raise) is { } refusal)
                return refusal;
            var (attendee, unknown) = await FindAttendee(tx, meeting, input.Body.AttendeeId);
            if (unknown is not null)
                return unknown;
            var grid = input.Body.Grid ?? meeting.GridCode;
            if (await PointRules.CheckGrid(tx, meeting.GridCode, grid) is { } outside)
                return outside;
            var position = await tx.QuerySingle<long>(CountPoints, new { Meeting = meeting.Id }) + 1;
            if (position > PointRow.MaxPerMeeting)
                return Problems.Of("too-many-meeting-points", PointRow.MaxPerMeeting);
            var id = tx.NewId();
            await tx.Execute(Insert, new
            {
                Id = id, Meeting = meeting.Id, Position = position, input.Body.Title, input.Body.Description, AttendeeId = attendee?.Id,
                Grid = grid, Salt = ContentHash.NewSalt(), By = Actor.Id, tx.Now,
            });
            await PointStore.Append(tx, Actor, id, "raise", GroupOf(meeting, attendee));
            return TypedResults.Created($"/v1/points/{id}", await PointRow.Show(tx, Actor, id));
        }, ct);

    /// <summary>The attendee who raised it: of who does not manage the meeting the own one, or that of the own group.</summary>
    async Task<(AttendeeRow? Attendee, ProblemHttpResult? Refusal)> FindAttendee(Tx tx, MeetingRow meeting, Id? named)
    {
        var attendees = await AttendeeRow.List(tx, meeting.Id);
        var manages = MeetingRules.Manages(Actor, meeting.GridCode, meeting.GroupId);
        var own = manages
            ? attendees
            : attendees.FindAll(each => MeetingRules.IsOf(Actor, each));
        if (named is { } id)
            return own.Find(each => each.Id == id) is { } found ? (found, null) : (null, Problems.At("/attendeeId", "unknown-attendee"));
        return (manages ? null : own.FirstOrDefault(), null);
    }

    /// <summary>The invited group for which the caller acts by it; null for who manages the meeting or came in the own name.</summary>
    Id? GroupOf(MeetingRow meeting, AttendeeRow? attendee) =>
        MeetingRules.Manages(Actor, meeting.GridCode, meeting.GroupId) || attendee?.PersonId == Actor.Id ? null : attendee?.GroupId;

    const string CountPoints = "SELECT count(*) FROM points WHERE meeting_id = @Meeting";

    const string Insert = """
        INSERT INTO points (id, meeting_id, position, title, description, attendee_id, grid_code, status, salt, raised_by, raised_at,
                            version)
        VALUES (@Id, @Meeting, @Position, @Title, @Description, @AttendeeId, @Grid, 'raised', @Salt, @By, @Now, 1)
        """;
}
