using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Domain.Meetings.Points;

/// <summary>The row of a point with what is shown of its meeting.</summary>
sealed record PointRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "point";

    /// <summary>The most points of a meeting.</summary>
    public const int MaxPerMeeting = 1000;

    /// <summary>Below what InList pads to a number of parameters that every engine takes.</summary>
    const int AtOnce = 512;

    public required Id Id { get; init; }
    public required Id MeetingId { get; init; }
    public required string MeetingTitle { get; init; }
    public required MeetingKind MeetingKind { get; init; }
    public required DateOnly MeetingDay { get; init; }
    public required string MeetingGrid { get; init; }
    public Id? MeetingGroup { get; init; }
    public required int Position { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public Id? AttendeeId { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required PointStatus Status { get; init; }
    public Id? TicketId { get; init; }
    public Id? NeedId { get; init; }
    public required string Salt { get; init; }
    public required Id RaisedBy { get; init; }
    public required Instant RaisedAt { get; init; }
    public Instant? DecidedAt { get; init; }
    public string? DecidedReason { get; init; }
    public required long Version { get; init; }

    /// <summary>A point of a meeting that the caller may read.</summary>
    public static Task<PointRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle<PointRow>(
        $"{Select} WHERE p.id = @Id AND {MeetingRow.InScope}", new { Id = id, Reader = MeetingRow.Reader(actor) },
        actor.ScopeOf(Capability.MeetingRead));

    public static async Task<PointRow> Reread(Tx tx, Id id) =>
        (await tx.QuerySingle<PointRow>(Select + " WHERE p.id = @Id", new { Id = id }))!;

    public static async Task<Point> Show(Tx tx, Actor actor, Id id) => (await Show(tx, actor, [await Reread(tx, id)]))[0];

    /// <summary>The points as they are shown, with what became of them as far as the caller may read it.</summary>
    public static async Task<List<Point>> Show(Tx tx, Actor actor, IReadOnlyList<PointRow> rows)
    {
        var tickets = await TicketLinks.List(tx, actor, rows.Select(row => row.TicketId).OfType<Id>());
        var needs = await ListNeeds(tx, actor, rows.Select(row => row.NeedId));
        var attendees = await ListAttendees(tx, rows.Select(row => row.AttendeeId));
        var points = new List<Point>(rows.Count);
        foreach (var row in rows)
        {
            var by = row.AttendeeId is { } id ? attendees[id] : null;
            var shown = by is null ? null : await by.Show(tx, actor, AttendeeRow.ShowsNames(actor, row.MeetingGrid, row.MeetingGroup));
            points.Add(row.Show(
                shown is null ? null : new Point.AttendeeRef(shown.Id, shown.Name, shown.Group),
                row.TicketId is { } linked && tickets.GetValueOrDefault(linked) is { } ticket
                    ? new Point.TicketRef(ticket.Id, ticket.Number, ticket.Status)
                    : null,
                row.NeedId is { } need && needs.TryGetValue(need, out var met) ? met : null));
        }
        return points;
    }

    Point Show(Point.AttendeeRef? by, Point.TicketRef? ticket, (Point.NeedRef Need, bool IsMet)? need) => new(
        Id, new Point.MeetingRef(MeetingId, MeetingTitle, MeetingKind, MeetingDay), Position, Title, Description,
        new Campaign.GridRef(GridCode, GridName), by, Status, ticket, need?.Need, DecidedReason, IsAnswered(ticket, need), RaisedAt,
        DecidedAt, Version);

    /// <summary>As answer_rate counts it.</summary>
    bool? IsAnswered(Point.TicketRef? ticket, (Point.NeedRef Need, bool IsMet)? need) => Status switch
    {
        PointStatus.Raised => null,
        PointStatus.Ticket => ticket is null ? null : ticket.Status == TicketStatus.Closed,
        PointStatus.Need => need?.IsMet,
        PointStatus.Noted => true,
    };

    /// <summary>The needs that the reader may see, and whether each was met: by itself, or by the ticket that it became.</summary>
    static async Task<Dictionary<Id, (Point.NeedRef Need, bool IsMet)>> ListNeeds(Tx tx, Actor actor, IEnumerable<Id?> ids)
    {
        var found = new Dictionary<Id, (Point.NeedRef Need, bool IsMet)>();
        foreach (var portion in ids.OfType<Id>().Distinct().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion);
            foreach (var need in await tx.Query($"""
                SELECT n.id, n.status, CASE WHEN n.closing = 'fulfilled' OR t.status = 'closed' THEN 1 ELSE 0 END AS met
                  FROM needs n
                  LEFT JOIN tickets t ON t.id = n.ticket_id
                 WHERE n.id IN {list} AND @scope(n.grid_code, groups: n.group_id, published: n.published_at)
                """, c => (Need: new Point.NeedRef(c.Id(), c.Enum<NeedStatus>()), IsMet: c.Flag()), parameters,
                actor.ScopeOf(Capability.NeedRead)))
                found.Add(need.Need.Id, need);
        }
        return found;
    }

    static async Task<Dictionary<Id, AttendeeRow>> ListAttendees(Tx tx, IEnumerable<Id?> ids)
    {
        var found = new Dictionary<Id, AttendeeRow>();
        foreach (var portion in ids.OfType<Id>().Distinct().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion);
            foreach (var attendee in await tx.Query<AttendeeRow>($"{AttendeeRow.Select} WHERE a.id IN {list}", parameters))
                found.Add(attendee.Id, attendee);
        }
        return found;
    }

    public string Hash() => ContentHash.Of(Salt,
    [
        MeetingId.ToString(), Position, Title, Description, AttendeeId?.ToString(), GridCode, Status.ToCode(), TicketId?.ToString(),
        NeedId?.ToString(), RaisedBy.ToString(), RaisedAt.Milliseconds, DecidedAt?.Milliseconds, DecidedReason, Version,
    ]);

    public const string Select = """
        SELECT p.id, p.meeting_id, m.title AS meeting_title, m.kind AS meeting_kind, m.day AS meeting_day, m.grid_code AS meeting_grid,
               m.group_id AS meeting_group, p.position, p.title, p.description, p.attendee_id, p.grid_code, g.name AS grid_name,
               p.status, p.ticket_id, p.need_id, p.salt, p.raised_by, p.raised_at, p.decided_at, p.decided_reason, p.version
          FROM points p
          JOIN meetings m ON m.id = p.meeting_id
          JOIN grids g ON g.code = p.grid_code
        """;
}
