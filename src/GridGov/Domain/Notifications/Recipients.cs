using GridGov.Data.Statements;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Notifications;

static class Recipients
{
    const int MaxPeople = 20;

    /// <summary>The heads of the ticket's grid at a level, or of the next level with one; above the street the supervisors.</summary>
    public static Task<List<Id>> ListHeads(Tx tx, string grid, int level) => FirstOf(tx, HeadsAndSupervisors, new
    {
        Unit = level >= 3 ? GridCode.Ancestor(grid, 3) : null, Community = level >= 2 ? GridCode.Ancestor(grid, 2) : null,
        Street = level >= 1 ? GridCode.Ancestor(grid, 1) : null,
        City = grid[..GridCode.Lengths[0]], County = grid[..GridCode.Lengths[1]], GridCode.Everywhere, tx.Today, MaxPeople,
    });

    /// <summary>The heads of the zones that the ticket lies in. They have no rights by it: what they may not read is not shown.</summary>
    public static async Task<List<Id>> ListZoneHeads(Tx tx, TicketRow row) =>
        row.Zones is null ? [] : await tx.Query<Id>(ZoneHeads, new { Ticket = row.Id, tx.Today, MaxPeople });

    /// <summary>Those who decide a request on a ticket at a level: the dispatchers above it, or else the supervisors.</summary>
    public static Task<List<Id>> ListDeciders(Tx tx, string grid, int level) => FirstOf(tx, DispatchersAndSupervisors, new
    {
        Street = level > 1 ? GridCode.Ancestor(grid, 1) : null, Community = level > 2 ? GridCode.Ancestor(grid, 2) : null,
        City = grid[..GridCode.Lengths[0]], County = grid[..GridCode.Lengths[1]], GridCode.Everywhere, tx.Today, MaxPeople,
    });

    /// <summary>Those who may dispatch a ticket: the dispatchers of its level and above, or else the supervisors.</summary>
    public static Task<List<Id>> ListDispatchers(Tx tx, TicketRow row) => ListDeciders(tx, row.GridCode, row.HandlingLevel + 1);

    /// <summary>The person who dispatched a ticket; once that account is disabled, those who may dispatch it.</summary>
    public static async Task<List<Id>> ListDispatcher(Tx tx, TicketRow row) =>
        await TicketDispatches.FindDispatcher(tx, row.Id) is { } by && await ListActive(tx, by) is { Count: > 0 } active
            ? active
            : await ListDispatchers(tx, row);

    /// <summary>The handler of a ticket; when that account is disabled or the post has ended, those who may dispatch it.</summary>
    public static async Task<List<Id>> ListHandler(Tx tx, TicketRow row)
    {
        if (row.HandlerId is not { } handler)
            return [];
        var active = await tx.Query<Id>(FindActiveHandler, new
        {
            Person = handler, Post = row.HandlerPost,
            Unit = GridCode.Ancestor(row.GridCode, 3), Community = GridCode.Ancestor(row.GridCode, 2),
            Street = GridCode.Ancestor(row.GridCode, 1), City = row.GridCode[..GridCode.Lengths[0]],
            County = row.GridCode[..GridCode.Lengths[1]], GridCode.Everywhere, tx.Today,
        });
        return active.Count > 0 ? active : await ListDispatchers(tx, row);
    }

    /// <summary>The person, unless the account is disabled.</summary>
    public static Task<List<Id>> ListActive(Tx tx, Id person) => tx.Query<Id>(FindActive, new { Person = person });

    /// <summary>The administrators who reach a grid, the nearest first, without those who may not decide there.</summary>
    /// <param name="grid">A code, or * for the whole deployment.</param>
    public static Task<List<Id>> ListAdministrators(Tx tx, string grid, IReadOnlyList<Id?> except)
    {
        var parameters = SqlParameters.Of(new { tx.Today, MaxPeople });
        var grids = InList.Of(
            parameters, "grid", GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]).Append("*"));
        var others = InList.Of(parameters, "except", except.Select(person => person ?? Id.None));
        return tx.Query<Id>($"""
            SELECT a.person_id
              FROM appointments a
              JOIN people p ON p.id = a.person_id
             WHERE a.post = 'administrator' AND a.status = 'effective' AND a.grid_code IN {grids} AND a.person_id NOT IN {others}
               AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
               AND p.disabled_at IS NULL AND p.username IS NOT NULL
             GROUP BY a.person_id
             ORDER BY max(length(a.grid_code)) DESC, a.person_id
             LIMIT @MaxPeople
            """, parameters);
    }

    /// <summary>The heads and dispatchers who manage meetings of a grid, the nearest ones alone.</summary>
    public static Task<List<Id>> ListMeetingManagers(Tx tx, string grid) => FirstOf(tx, HeadsAndDispatchers, new
    {
        Unit = GridCode.Ancestor(grid, 3), Community = GridCode.Ancestor(grid, 2), Street = GridCode.Ancestor(grid, 1),
        City = grid[..GridCode.Lengths[0]], County = GridCode.Lengths[1] <= grid.Length ? grid[..GridCode.Lengths[1]] : null,
        GridCode.Everywhere, tx.Today, MaxPeople,
    });

    static async Task<List<Id>> FirstOf(Tx tx, string sql, object args)
    {
        var found = await tx.Query(sql, columns => (Rank: columns.Long(), Person: columns.Id()), args);
        return [.. found.TakeWhile(one => one.Rank == found[0].Rank).Select(one => one.Person)];
    }

    const string HeadsAndSupervisors = $"""
        SELECT DISTINCT CASE WHEN a.post = 'grid_head' THEN length(a.grid_code) ELSE 0 END AS rank, a.person_id
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE ((a.post = 'grid_head' AND a.grid_code IN (@Unit, @Community, @Street))
                OR (a.post = 'supervisor' AND a.grid_code IN (@City, @County, @Everywhere)))
           AND {CurrentPost.IsHeld}
         ORDER BY rank DESC, a.person_id
         LIMIT @MaxPeople
        """;

    const string DispatchersAndSupervisors = $"""
        SELECT DISTINCT CASE WHEN a.post = 'dispatcher' THEN 1 ELSE 0 END AS rank, a.person_id
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code IN (@City, @County, @Everywhere, @Street, @Community) AND a.post IN ('dispatcher', 'supervisor')
           AND {CurrentPost.IsHeld}
         ORDER BY rank DESC, a.person_id
         LIMIT @MaxPeople
        """;

    const string HeadsAndDispatchers = $"""
        SELECT DISTINCT CASE WHEN a.grid_code = @Everywhere THEN 0 ELSE length(a.grid_code) END AS rank, a.person_id
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code IN (@Unit, @Community, @Street, @County, @City, @Everywhere) AND a.post IN ('grid_head', 'dispatcher')
           AND {CurrentPost.IsHeld}
         ORDER BY rank DESC, a.person_id
         LIMIT @MaxPeople
        """;

    const string ZoneHeads = """
        SELECT DISTINCT h.person_id
          FROM ticket_zones z
          JOIN zones o ON o.id = z.zone_id AND o.retired_at IS NULL
          JOIN zone_heads h ON h.zone_id = z.zone_id AND h.from_day <= @Today AND (h.to_day IS NULL OR h.to_day > @Today)
          JOIN people p ON p.id = h.person_id AND p.disabled_at IS NULL
         WHERE z.ticket_id = @Ticket
         ORDER BY h.person_id
         LIMIT @MaxPeople
        """;

    const string FindActive = "SELECT id FROM people WHERE id = @Person AND disabled_at IS NULL";

    const string FindActiveHandler = $"""
        SELECT a.person_id
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.person_id = @Person AND a.post = @Post
           AND a.grid_code IN (@Unit, @Community, @Street, @County, @City, @Everywhere)
           AND {CurrentPost.IsHeld}
         LIMIT 1
        """;
}
