using GridGov.Data.Statements;

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

    /// <summary>Those who decide a request on a ticket at a level: the dispatchers above it, or else the supervisors.</summary>
    public static Task<List<Id>> ListDeciders(Tx tx, string grid, int level) => FirstOf(tx, DispatchersAndSupervisors, new
    {
        Street = level > 1 ? GridCode.Ancestor(grid, 1) : null, Community = level > 2 ? GridCode.Ancestor(grid, 2) : null,
        City = grid[..GridCode.Lengths[0]], County = grid[..GridCode.Lengths[1]], GridCode.Everywhere, tx.Today, MaxPeople,
    });

    public static async Task<List<Id>> ListDispatcher(Tx tx, Id ticket) =>
        await tx.Query<Id>(LastDispatcher, new { Ticket = ticket.ToString() });

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

    static async Task<List<Id>> FirstOf(Tx tx, string sql, object args)
    {
        var found = await tx.Query(sql, columns => (Rank: columns.Long(), Person: columns.Id()), args);
        return [.. found.TakeWhile(one => one.Rank == found[0].Rank).Select(one => one.Person)];
    }

    const string HeadsAndSupervisors = """
        SELECT DISTINCT CASE WHEN post = 'grid_head' THEN length(grid_code) ELSE 0 END AS rank, person_id
          FROM appointments
         WHERE ((post = 'grid_head' AND grid_code IN (@Unit, @Community, @Street))
                OR (post = 'supervisor' AND grid_code IN (@City, @County, @Everywhere)))
           AND status IN ('effective', 'suspended') AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY rank DESC, person_id
         LIMIT @MaxPeople
        """;

    const string DispatchersAndSupervisors = """
        SELECT DISTINCT CASE WHEN post = 'dispatcher' THEN 1 ELSE 0 END AS rank, person_id
          FROM appointments
         WHERE grid_code IN (@City, @County, @Everywhere, @Street, @Community) AND post IN ('dispatcher', 'supervisor')
           AND status IN ('effective', 'suspended') AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY rank DESC, person_id
         LIMIT @MaxPeople
        """;

    const string LastDispatcher = """
        SELECT actor_id
          FROM journal
         WHERE subject = @Ticket AND subject_kind = 'ticket' AND action IN ('dispatch', 'reassign') AND actor_id IS NOT NULL
         ORDER BY seq DESC
         LIMIT 1
        """;
}
