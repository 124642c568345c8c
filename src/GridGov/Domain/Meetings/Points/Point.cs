using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Meetings.Points;

/// <summary>A point (议题) that was raised at a meeting, and what became of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Meeting">The meeting.</param>
/// <param name="Position">Its position among the points of the meeting, from 1.</param>
/// <param name="Title">Its title; that of a point of a confidential ticket is the same for all.</param>
/// <param name="Description">Its description; null for a point of a confidential ticket.</param>
/// <param name="Grid">The grid that it concerns.</param>
/// <param name="RaisedBy">The attendee who raised it.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Ticket">The ticket, for who may read it.</param>
/// <param name="Need">The need, for who may read it.</param>
/// <param name="Reason">Why it was only noted.</param>
/// <param name="Answered">
/// Whether it is answered, as answer_rate counts it: it was noted, its ticket is closed, or its need is fulfilled; null while nothing was
/// decided, and for who may not read these.
/// </param>
/// <param name="RaisedAt">The time at which it was written down.</param>
/// <param name="DecidedAt">The time at which it was decided what becomes of it.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Point(
    Id Id, Point.MeetingRef Meeting, int Position, string Title, string? Description, Campaign.GridRef Grid, Point.AttendeeRef? RaisedBy,
    PointStatus Status, Point.TicketRef? Ticket, Point.NeedRef? Need, string? Reason, bool? Answered, Instant RaisedAt, Instant? DecidedAt,
    long Version) : IVersioned
{
    /// <summary>A meeting.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Kind">What it is for.</param>
    /// <param name="Day">The day on which it was held or is planned, yyyy-MM-dd.</param>
    public sealed record MeetingRef(Id Id, string Title, MeetingKind Kind, DateOnly Day);

    /// <summary>An attendee of the meeting.</summary>
    /// <param name="Id">The attendee's id.</param>
    /// <param name="Name">The name, masked as in the list of attendees; null for a group as such.</param>
    /// <param name="Group">The group.</param>
    public sealed record AttendeeRef(Id Id, string? Name, Attendee.GroupRef? Group);

    /// <summary>A ticket (案卷).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Status">Its status.</param>
    public sealed record TicketRef(Id Id, string Number, TicketStatus Status);

    /// <summary>A need (需求).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Status">Its status.</param>
    public sealed record NeedRef(Id Id, NeedStatus Status);
}
