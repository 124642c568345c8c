using GridGov.Api;
using GridGov.Domain.Campaigns;

namespace GridGov.Domain.Meetings.Series;

/// <summary>A series of meetings (例会), one in each of its cycles.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What its meetings are for.</param>
/// <param name="Title">Its title, which its meetings have unless they are given another one.</param>
/// <param name="Grid">The grid, county or city whose meetings they are.</param>
/// <param name="Group">The group whose meetings they are; null for the office's.</param>
/// <param name="Cycle">How often it wants a meeting.</param>
/// <param name="FromDay">The first day, yyyy-MM-dd.</param>
/// <param name="ToDay">The last day, yyyy-MM-dd; null while it is open. It lies before the first one when it ended before that.</param>
/// <param name="CurrentCycle">The cycle of today; null outside its days.</param>
/// <param name="CreatedAt">The time at which it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="EndedAt">The time at which it was ended by hand.</param>
/// <param name="EndedReason">Why it was ended.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record MeetingSeries(
    Id Id, MeetingKind Kind, string Title, Campaign.GridRef Grid, Attendee.GroupRef? Group, MeetingCycle Cycle, DateOnly FromDay,
    DateOnly? ToDay, Campaign.Days? CurrentCycle, Instant CreatedAt, Campaign.PersonRef CreatedBy, Instant? EndedAt, string? EndedReason,
    long Version) : IVersioned;

/// <summary>A cycle of a series.</summary>
/// <param name="First">The first day, yyyy-MM-dd.</param>
/// <param name="Last">The last day, yyyy-MM-dd.</param>
/// <param name="Due">Whether a meeting was due by now: the cycle is over, or its meeting was held.</param>
/// <param name="Missed">Whether the cycle is over and no meeting was held in it.</param>
/// <param name="Held">The first meeting that was held in it.</param>
/// <param name="Planned">While none was held: the first meeting that is planned in it.</param>
public sealed record MeetingCycleStatus(
    DateOnly First, DateOnly Last, bool Due, bool Missed, MeetingCycleStatus.MeetingRef? Held, MeetingCycleStatus.MeetingRef? Planned)
{
    /// <summary>A meeting.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Day">The day on which it was held or is planned, yyyy-MM-dd.</param>
    public sealed record MeetingRef(Id Id, string Title, DateOnly Day);
}
