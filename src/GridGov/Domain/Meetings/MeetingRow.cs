using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>The row of a meeting.</summary>
sealed record MeetingRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "meeting";

    public required Id Id { get; init; }
    public Id? SeriesId { get; init; }
    public string? SeriesTitle { get; init; }
    public required MeetingKind Kind { get; init; }
    public required string Title { get; init; }
    public string? Agenda { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public Id? PlaceId { get; init; }
    public string? PlaceName { get; init; }
    public PlaceKind? PlaceKind { get; init; }
    public string? Venue { get; init; }
    public required MeetingStatus Status { get; init; }
    public required Instant PlannedAt { get; init; }
    public required DateOnly Day { get; init; }
    public DateOnly? CycleDay { get; init; }
    public Instant? HeldAt { get; init; }
    public string? Minutes { get; init; }
    public required string Salt { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatedByName { get; init; }
    public Instant? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public required long Version { get; init; }

    /// <summary>
    /// The condition on meetings m that a caller may read: in the grids of the caller, of the groups that the caller acts for, and those to
    /// which the caller is invited; <see cref="Reader"/> is its parameter.
    /// </summary>
    public const string InScope = """
        (@scope(m.grid_code, groups: m.id IN meeting_groups.meeting_id)
               OR m.id IN (SELECT own.meeting_id FROM meeting_attendees own WHERE own.person_id = @Reader))
        """;

    /// <summary>The person who is invited; an API key reads what its grids reach, and no invitations.</summary>
    public static Id Reader(Actor actor) => actor.Key is null ? actor.Id : Id.None;

    /// <summary>A meeting that the caller may read.</summary>
    public static Task<MeetingRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle<MeetingRow>(
        $"{Select} WHERE m.id = @Id AND {InScope}", new { Id = id, Reader = Reader(actor) }, actor.ScopeOf(Capability.MeetingRead));

    public static async Task<MeetingRow> Reread(Tx tx, Id id) =>
        (await tx.QuerySingle<MeetingRow>(Select + " WHERE m.id = @Id", new { Id = id }))!;

    /// <summary>The meeting after a change by the caller.</summary>
    public static async Task<Meeting> Show(Tx tx, Actor reader, Id id) => (await Show(tx, reader, [await Reread(tx, id)]))[0];

    /// <summary>The meetings as they are shown.</summary>
    public static async Task<List<Meeting>> Show(Tx tx, Actor reader, IReadOnlyList<MeetingRow> rows, bool inList = false)
    {
        if (rows.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "id", rows.Select(row => row.Id));
        var attendees = (await tx.Query($"""
            SELECT a.meeting_id,
                   sum(a.invited),
                   sum(CASE WHEN a.attendance = 'present' THEN 1 ELSE 0 END),
                   sum(CASE WHEN a.attendance = 'absent' THEN 1 ELSE 0 END),
                   sum(CASE WHEN a.attendance = 'excused' THEN 1 ELSE 0 END),
                   sum(1 - a.invited)
              FROM meeting_attendees a
             WHERE a.meeting_id IN {list}
             GROUP BY a.meeting_id
            """, c => (Meeting: c.Id(), Counts: new Meeting.AttendeeCounts(c.Long(), c.Long(), c.Long(), c.Long(), c.Long())), parameters))
            .ToDictionary(each => each.Meeting, each => each.Counts);
        var points = (await tx.Query($"""
            SELECT p.meeting_id, count(*), sum(CASE WHEN p.status = 'raised' THEN 1 ELSE 0 END)
              FROM points p
             WHERE p.meeting_id IN {list}
             GROUP BY p.meeting_id
            """, c => (Meeting: c.Id(), Counts: new Meeting.PointCounts(c.Long(), c.Long())), parameters))
            .ToDictionary(each => each.Meeting, each => each.Counts);
        return [.. rows.Select(row => row.Show(
            reader, attendees.GetValueOrDefault(row.Id, new(0, 0, 0, 0, 0)), points.GetValueOrDefault(row.Id, new(0, 0)), inList))];
    }

    Meeting Show(Actor reader, Meeting.AttendeeCounts attendees, Meeting.PointCounts points, bool inList) => new(
        Id, Kind, Title, inList ? null : Agenda, Status, new Campaign.GridRef(GridCode, GridName),
        GroupId is { } group ? new Attendee.GroupRef(group, GroupName!) : null,
        SeriesId is { } series ? new Meeting.SeriesRef(series, SeriesTitle!) : null, CycleDay,
        PlaceId is { } place && ShowsPlace(reader) ? new Meeting.PlaceRef(place, PlaceName!) : null, Venue, PlannedAt,
        HeldAt, Day, inList ? null : Minutes,
        attendees, points, CreatedAt, new Campaign.PersonRef(CreatedBy, CreatedByName), EndedAt, EndedReason, Version);

    /// <summary>A household is shown to who reads the meeting by a post in its grid, and not to who is only invited.</summary>
    bool ShowsPlace(Actor reader) => PlaceKind != Places.PlaceKind.Household || reader.ScopeOf(Capability.MeetingRead).Covers(GridCode);

    /// <summary>What the event has the hash of; the columns that decide who reads it, and its words.</summary>
    public IEnumerable<object?> Values =>
    [
        SeriesId?.ToString(), Kind.ToCode(), Title, Agenda, GridCode, GroupId?.ToString(), PlaceId?.ToString(), Venue, Status.ToCode(),
        PlannedAt.Milliseconds, Days.Number(Day), CycleDay is { } first ? Days.Number(first) : null, HeldAt?.Milliseconds, Minutes,
        CreatedAt.Milliseconds, CreatedBy.ToString(), EndedAt?.Milliseconds, EndedReason, Version,
    ];

    public const string Select = """
        SELECT m.id, m.series_id, s.title AS series_title, m.kind, m.title, m.agenda, m.grid_code, g.name AS grid_name, m.group_id,
               o.name AS group_name, m.place_id, l.name AS place_name, l.kind AS place_kind, m.venue, m.status, m.planned_at,
               m.day, m.cycle_day, m.held_at, m.minutes, m.salt, m.created_at, m.created_by, b.name AS created_by_name,
               m.ended_at, m.ended_reason, m.version
          FROM meetings m
          JOIN grids g ON g.code = m.grid_code
          JOIN people b ON b.id = m.created_by
          LEFT JOIN meeting_series s ON s.id = m.series_id
          LEFT JOIN groups o ON o.id = m.group_id
          LEFT JOIN places l ON l.id = m.place_id
        """;
}
