using System.Text.Json.Nodes;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Steps for tests of meetings.</summary>
static class MeetingSteps
{
    public const string SeriesPath = "/v1/meeting-series";
    public const string MeetingPath = "/v1/meetings";
    public const string PointPath = "/v1/points";
    public const string MarkPath = "/v1/review-marks";

    /// <summary>A time so far ahead.</summary>
    public static string In(TimeSpan span) => At(TimeProvider.System.GetUtcNow() + span);

    public static async Task<Answer> Planned(
        this TestStreet street, string kind = "safety", string? grid = null, object[]? invitees = null, string? groupId = null) =>
        (await (await street.Head1()).Post(MeetingPath, new
        {
            kind, title = "安全例会", grid = grid ?? street.Street, plannedAt = In(TimeSpan.FromHours(2)), agenda = "一、消防", venue = "会议室",
            invitees, groupId,
        })).ShouldBeCreated();

    /// <summary>A meeting that was held an hour ago, recorded by the head of the street.</summary>
    public static async Task<Answer> Held(this TestStreet street, string kind = "safety", string? grid = null, object[]? invitees = null) =>
        (await (await street.Head1()).Post(MeetingPath, new
        {
            kind, title = "安全例会", grid = grid ?? street.Street, plannedAt = Ago(TimeSpan.FromHours(2)), heldAt = Ago(TimeSpan.FromHours(1)),
            minutes = "已传达。",
            invitees = invitees ?? [new { personId = street.PersonId("worker").ToString(), attendance = "present" }],
        })).ShouldBeCreated();

    public static async Task<Answer> Raised(this TestStreet street, Answer meeting, string title = "停车难", string? grid = null) =>
        (await (await street.Head1()).Post($"{MeetingPath}/{meeting.Id}/points", new { title, description = "车位不足", grid }))
            .ShouldBeCreated();

    public static JsonObject Person(this TestStreet street, string who, string? attendance = null)
    {
        var person = new JsonObject { ["personId"] = street.PersonId(who).ToString() };
        if (attendance is not null)
            person["attendance"] = attendance;
        return person;
    }

    public static async Task<JsonArray> AttendeesOf(this Caller caller, string meeting) =>
        (await caller.Get($"{MeetingPath}/{meeting}/attendees")).Items();

    public static async Task<string[]> AllowedFor(this Caller caller, string path) =>
        [.. (await caller.Get(path + "/actions")).Items().Where(each => (bool)each!["allowed"]!).Select(each => (string)each!["action"]!)];

    /// <summary>The differences that verify finds of meetings, series and points.</summary>
    public static async Task<List<string>> MeetingDifferences(this TestStreet street, params string[] ids) =>
        [.. (await street.App.Differences()).Where(each => ids.Any(id => each.Contains(id, StringComparison.Ordinal)))];
}
