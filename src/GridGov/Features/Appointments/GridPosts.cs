using GridGov.Domain.Posts;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>A person in a post of a grid on the requested day.</summary>
/// <param name="AppointmentId">The appointment's id.</param>
/// <param name="Person">The person.</param>
/// <param name="From">The first day in the post, yyyy-MM-dd.</param>
/// <param name="To">The first day after the post, yyyy-MM-dd; null while it is open.</param>
/// <param name="Disabled">Whether the account was disabled at the end of the day, or is now; the post then counts as vacant.</param>
public sealed record Holder(Id AppointmentId, Appointment.PersonRef Person, DateOnly From, DateOnly? To, bool Disabled);

/// <summary>An appointment for the requested day that another administrator has to confirm first.</summary>
/// <param name="AppointmentId">The appointment's id.</param>
/// <param name="Person">The appointee, who has no rights of the post yet.</param>
/// <param name="Post">The kind of post.</param>
/// <param name="Role">The service role; of service officers and instructors only.</param>
/// <param name="Responsibility">The responsibility, first or direct; of grid heads only.</param>
/// <param name="From">The first day in the post, yyyy-MM-dd.</param>
/// <param name="To">The first day after the post, yyyy-MM-dd; null while it is open.</param>
/// <param name="CreatedBy">The person who made it; null for the program.</param>
public sealed record PendingHolder(
    Id AppointmentId, Appointment.PersonRef Person, PostKind Post, string? Role, Responsibility? Responsibility, DateOnly From,
    DateOnly? To, Appointment.PersonRef? CreatedBy);

/// <summary>A grid, as named in heads, rosters and vacancies.</summary>
/// <param name="Code">The grid's code.</param>
/// <param name="Name">The grid's name.</param>
/// <param name="Level">1 street, 2 community, 3 unit grid; 0 above.</param>
public sealed record GridRef(string Code, string Name, int Level);

static class GridPosts
{
    public static Task<GridRow?> Find(Tx tx, Actor actor, string code) =>
        tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, actor.ScopeOf(Capability.GridRead));

    /// <summary>The holders of a grid's posts; <see cref="AppointmentRow.PersonDisabled"/> is that of the day.</summary>
    public static async Task<List<AppointmentRow>> ListHolders(Tx tx, string code, DateOnly day)
    {
        var holders = await tx.Query<AppointmentRow>(FindHolders, new { Code = code, Day = day });
        var disabled = (await tx.Query<Id>(FindDisabled, new
        {
            Code = code, Day = day, UsableAt = VacantPosts.UsableAt(day, tx.Now, tx.Zone),
        })).ToHashSet();
        return holders.ConvertAll(row => row with { PersonDisabled = disabled.Contains(row.PersonId) });
    }

    public static Task<List<AppointmentRow>> ListPending(Tx tx, string code, DateOnly day) =>
        tx.Query<AppointmentRow>(FindPending, new { Code = code, Day = day });

    public static Holder? FindHead(this IEnumerable<AppointmentRow> holders, Responsibility responsibility) =>
        holders.FirstOrDefault(row => row.Post == PostKind.GridHead && row.Responsibility == responsibility)?.ToHolder();

    public static List<Holder> Filter(this IEnumerable<AppointmentRow> holders, PostKind post, string? role = null) =>
        [.. holders.Where(row => row.Post == post && row.Role == role).Select(row => row.ToHolder())];

    public sealed record GridRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
        public Instant? RetiredAt { get; init; }

        public GridRef ToRef() => new(Code, Name, Level);
    }

    const string FindGrid = "SELECT code, name, level, retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindHolders = AppointmentRow.Select + """

         WHERE a.grid_code = @Code AND a.post IN ('grid_head', 'grid_worker', 'service_officer', 'instructor')
           AND a.status IN ('effective', 'suspended')
           AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
         ORDER BY a.from_day, a.id
         LIMIT 1000
        """;

    const string FindDisabled = """
        SELECT DISTINCT d.person_id
          FROM appointments a
          JOIN disabled_periods d ON d.person_id = a.person_id
         WHERE a.grid_code = @Code AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
           AND d.from_at <= @UsableAt AND (d.until_at IS NULL OR d.until_at > @UsableAt)
        """;

    const string FindPending = AppointmentRow.Select + """

         WHERE a.grid_code = @Code AND a.status = 'pending' AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
         ORDER BY a.from_day, a.id
         LIMIT 1000
        """;
}
