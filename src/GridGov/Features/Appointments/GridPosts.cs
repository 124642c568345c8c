using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>Somebody in a post of a grid on the day asked for.</summary>
/// <param name="AppointmentId">The appointment's id.</param>
/// <param name="Person">Who.</param>
/// <param name="From">The first day in the post.</param>
/// <param name="To">The first day out of it; null while it is open.</param>
public sealed record Holder(Id AppointmentId, Appointment.PersonRef Person, DateOnly From, DateOnly? To);

/// <summary>A grid as heads, roster and vacancies name it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name.</param>
/// <param name="Level">1 street, 2 community, 3 unit grid; 0 above.</param>
public sealed record GridRef(string Code, string Name, int Level);

/// <summary>A grid and who held its posts on a day.</summary>
static class GridPosts
{
    public static Task<GridRow?> Find(Tx tx, Actor actor, string code) =>
        tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, actor.ScopeOf(Capability.GridRead));

    public static Task<List<HolderRow>> ListHolders(Tx tx, string code, DateOnly day) =>
        tx.Query<HolderRow>(FindHolders, new { Code = code, Day = day });

    /// <summary>The head with a responsibility. There is one at a time.</summary>
    public static Holder? FindHead(this IEnumerable<HolderRow> holders, Responsibility responsibility) =>
        holders.FirstOrDefault(row => row.Post == PostKind.GridHead && row.Responsibility == responsibility)?.ToHolder();

    public static List<Holder> Filter(this IEnumerable<HolderRow> holders, PostKind post, string? role = null) =>
        [.. holders.Where(row => row.Post == post && row.Role == role).Select(row => row.ToHolder())];

    public sealed record GridRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
        public Instant? RetiredAt { get; init; }

        public GridRef ToRef() => new(Code, Name, Level);
    }

    public sealed record HolderRow
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public required string PersonName { get; init; }
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public Responsibility? Responsibility { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }

        public Holder ToHolder() => new(Id, new Appointment.PersonRef(PersonId, PersonName), FromDay, ToDay);
    }

    const string FindGrid = "SELECT code, name, level, retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindHolders = """
        SELECT a.id, a.person_id, p.name AS person_name, a.post, a.role, a.responsibility, a.from_day, a.to_day
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code = @Code AND a.post IN ('grid_head', 'grid_worker', 'service_officer', 'instructor')
           AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
         ORDER BY a.from_day, a.id
         LIMIT 1000
        """;
}
