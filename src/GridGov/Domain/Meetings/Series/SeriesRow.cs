using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Domain.Meetings.Series;

/// <summary>The row of a series of meetings.</summary>
sealed record SeriesRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "meeting_series";

    public required Id Id { get; init; }
    public required MeetingKind Kind { get; init; }
    public required string Title { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public required MeetingCycle Cycle { get; init; }
    public required DateOnly FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public Instant? EndedAt { get; init; }
    public string? EndedReason { get; init; }

    /// <summary>The day after the cycle to look at next; null when none comes. It moves on by itself, without an event.</summary>
    public DateOnly? CheckDay { get; init; }

    public required string Salt { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatedByName { get; init; }
    public required long Version { get; init; }

    /// <summary>The condition on series s that a caller may read. Who acts for a group reads the series of its own.</summary>
    public const string InScope = "@scope(s.grid_code, groups: s.group_id)";

    /// <summary>The cycle that a day lies in; null for a day outside the series' days.</summary>
    public SeriesCycle? CycleOf(DateOnly day) => SeriesCycle.Of(Cycle, FromDay, ToDay, day);

    /// <summary>The day after the cycle of a day, or of the first one, on which it is seen whether that cycle had a meeting.</summary>
    public DateOnly? CheckDayAfter(DateOnly day) => CycleOf(day < FromDay ? FromDay : day)?.Last.AddDays(1);

    /// <summary>
    /// Whether check_day can be what it is: the day after a cycle, from that of the day on which the series was last changed to that of
    /// today, or null when no cycle is left. Later, a missed meeting would alert nobody.
    /// </summary>
    public bool MayCheckOn(DateOnly changed, DateOnly today)
    {
        if (CheckDay is not { } day)
            return EndedAt is not null || CheckDayAfter(today) is null;
        return EndedAt is null && CycleOf(day.AddDays(-1))?.Last.AddDays(1) == day
            && CheckDayAfter(changed) <= day && day <= (CheckDayAfter(today) ?? day);
    }

    public MeetingSeries Show(DateOnly today) => new(
        Id, Kind, Title, new Campaign.GridRef(GridCode, GridName), GroupId is { } group ? new Attendee.GroupRef(group, GroupName!) : null,
        Cycle, FromDay, ToDay, CycleOf(today) is { } cycle ? new Campaign.Days(cycle.First, cycle.Last) : null, CreatedAt,
        new Campaign.PersonRef(CreatedBy, CreatedByName), EndedAt, EndedReason, Version);

    /// <summary>A series that the caller may read.</summary>
    public static Task<SeriesRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle<SeriesRow>($"{Select} WHERE s.id = @Id AND {InScope}", new { Id = id }, actor.ScopeOf(Capability.MeetingRead));

    /// <summary>The series of a meeting that the caller manages, wherever it lies since a re-division.</summary>
    public static async Task<SeriesRow> Load(Tx tx, Id id) =>
        (await tx.QuerySingle<SeriesRow>(Select + " WHERE s.id = @Id", new { Id = id }))!;

    /// <summary>The hash for the event, which has no words.</summary>
    public string Hash() => ContentHash.Of(Salt,
    [
        Kind.ToCode(), Title, GridCode, GroupId?.ToString(), Cycle.ToCode(), Days.Number(FromDay), ToDay is { } to ? Days.Number(to) : null,
        EndedAt?.Milliseconds, EndedReason, CreatedAt.Milliseconds, CreatedBy.ToString(), Version,
    ]);

    public const string Select = """
        SELECT s.id, s.kind, s.title, s.grid_code, g.name AS grid_name, s.group_id, o.name AS group_name, s.cycle, s.from_day, s.to_day,
               s.ended_at, s.ended_reason, s.check_day, s.salt, s.created_at, s.created_by, b.name AS created_by_name, s.version
          FROM meeting_series s
          JOIN grids g ON g.code = s.grid_code
          JOIN people b ON b.id = s.created_by
          LEFT JOIN groups o ON o.id = s.group_id
        """;
}
