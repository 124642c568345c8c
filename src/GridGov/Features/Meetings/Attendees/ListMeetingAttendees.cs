using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Who is invited to a meeting, and who came.</summary>
public sealed class ListMeetingAttendees(Db db) : ApiEndpoint<ById, Results<Ok<ListMeetingAttendees.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/attendees");
        Group<MeetingsApiGroup>();
        Operation("List the attendees of a meeting",
            "In the order in which they were invited. Names of people without an account are masked, and unmaskMeetingAttendees shows " +
            "them; who reads the meeting by an invitation alone is shown all other names masked.");
        RequiresCapability(Capability.MeetingRead);
    }

    /// <summary>The attendees of a meeting.</summary>
    /// <param name="Items">All of them, at most 500.</param>
    /// <param name="Version">The version of the meeting.</param>
    public sealed record Response(IReadOnlyList<Attendee> Items, long Version);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx => await MeetingRow.Find(tx, Actor, request.Id) is { } meeting
            ? TypedResults.Ok(new Response(await Load(tx, Actor, meeting), meeting.Version))
            : TypedResults.NotFound(), ct);

    internal static async Task<List<Attendee>> Load(Tx tx, Actor reader, MeetingRow meeting)
    {
        var (attendees, wholeNames) = (new List<Attendee>(), AttendeeRow.ShowsNames(reader, meeting.GridCode, meeting.GroupId));
        foreach (var row in await AttendeeRow.List(tx, meeting.Id))
            attendees.Add(await row.Show(tx, reader, wholeNames));
        return attendees;
    }
}
