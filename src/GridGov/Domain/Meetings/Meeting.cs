using GridGov.Api;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Meetings;

/// <summary>A meeting (会议).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Title">Its title.</param>
/// <param name="Agenda">Its agenda; null in lists.</param>
/// <param name="Status">Its status.</param>
/// <param name="Grid">The grid, county or city whose meeting it is.</param>
/// <param name="Group">The group whose meeting it is; null for the office's.</param>
/// <param name="Series">The series that it belongs to.</param>
/// <param name="CycleDay">The first day of the series' cycle in which it is, yyyy-MM-dd.</param>
/// <param name="Place">The place where it is; a household is shown only to who reads the meeting by a post in its grid.</param>
/// <param name="Venue">Where it is, in words, without a place.</param>
/// <param name="PlannedAt">The time for which it is planned.</param>
/// <param name="HeldAt">The time at which it was held.</param>
/// <param name="Day">The day on which it was held or is planned, yyyy-MM-dd.</param>
/// <param name="Minutes">Its minutes; null in lists.</param>
/// <param name="Attendees">How many were invited and came.</param>
/// <param name="Points">How many points were raised, and to how many of them nothing was decided yet.</param>
/// <param name="CreatedAt">The time at which it was entered.</param>
/// <param name="CreatedBy">Who entered it.</param>
/// <param name="EndedAt">The time at which it was closed or cancelled.</param>
/// <param name="EndedReason">Why it was cancelled.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Meeting(
    Id Id, MeetingKind Kind, string Title, string? Agenda, MeetingStatus Status, Campaign.GridRef Grid, Attendee.GroupRef? Group,
    Meeting.SeriesRef? Series, DateOnly? CycleDay, Meeting.PlaceRef? Place, string? Venue, Instant PlannedAt, Instant? HeldAt, DateOnly Day,
    string? Minutes, Meeting.AttendeeCounts Attendees, Meeting.PointCounts Points, Instant CreatedAt, Campaign.PersonRef CreatedBy,
    Instant? EndedAt, string? EndedReason, long Version) : IVersioned
{
    /// <summary>A series of meetings.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Title">Its title.</param>
    public sealed record SeriesRef(Id Id, string Title);

    /// <summary>A place (场所).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    public sealed record PlaceRef(Id Id, string Name);

    /// <summary>Numbers of attendees.</summary>
    /// <param name="Invited">Those with an invitation.</param>
    /// <param name="Present">Those who came, with or without one.</param>
    /// <param name="Absent">Those who did not come.</param>
    /// <param name="Excused">Those who had said that they could not come.</param>
    /// <param name="WalkIns">Those of the present ones who came without an invitation.</param>
    public sealed record AttendeeCounts(long Invited, long Present, long Absent, long Excused, long WalkIns);

    /// <summary>Numbers of points.</summary>
    /// <param name="All">All of them.</param>
    /// <param name="Raised">Those to which nothing was decided yet.</param>
    public sealed record PointCounts(long All, long Raised);
}
