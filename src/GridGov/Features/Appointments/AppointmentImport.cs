using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.People;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Appointments;

/// <summary>
/// Imports a file of people with their posts: all rows, or none if one is invalid. Each row is written by the code of the single
/// operations, and all of them are rolled back when one is refused, so that rows are also checked against one another.
/// </summary>
sealed class AppointmentImport(Tx tx, Actor? actor, RosterPeople people, IReadOnlyDictionary<string, string> roles)
{
    public const string Command = "import appointments";

    const int MaxReported = 100;

    /// <summary>The number of rows between two reports of progress.</summary>
    const int ProgressEvery = 20;

    readonly Scope scope = NewAppointment.ScopeOf(actor);
    readonly Dictionary<(Id, string, PostKind, string?, Responsibility?), long> lines = [];
    int added, made, pending, unchanged;

    /// <param name="People">The number of added people.</param>
    /// <param name="Appointments">The number of new appointments.</param>
    /// <param name="Pending">Those of them that another administrator has to confirm.</param>
    /// <param name="Unchanged">The number of rows that were there already.</param>
    /// <param name="Rejected">The first hundred invalid rows, ordered by line; if there is one, nothing was written.</param>
    public sealed record Outcome(int People, int Appointments, int Pending, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

    /// <param name="actor">The importer, whose scope limits the rows; null for the command line, which has no limit.</param>
    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(Tx tx, AppointmentFile file, Actor? actor, bool dryRun, Action<int>? progress = null)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in await tx.Query<RoleRow>(ListRoles))
        {
            var withoutPost = role.NameZh.Replace(Labels.Of(PostKind.ServiceOfficer).Zh, "", StringComparison.Ordinal);
            foreach (var name in new[] { role.Code, role.NameZh, role.NameEn, withoutPost })
                roles[TableCells.Word(name)] = role.Code;
        }
        var people = await RosterPeople.Load(tx, file, NewAppointment.ScopeOf(actor));
        var import = new AppointmentImport(tx, actor, people, roles);
        var rejected = file.Rejected.ToList();
        foreach (var (done, row) in file.Rows.Index())
        {
            if (await import.Apply(row) is { } error)
                rejected.Add(error);
            if (done % ProgressEvery == 0)
                progress?.Invoke(done);
        }
        progress?.Invoke(file.Rows.Count);
        if (dryRun || rejected.Count > 0)
            tx.Rollback();
        return rejected.Count > 0
            ? new Outcome(0, 0, 0, 0, [.. rejected.OrderBy(row => row.Line).Take(MaxReported)])
            : new Outcome(import.added, import.made, import.pending, import.unchanged, []);
    }

    async Task<RejectedRow?> Apply(AppointmentFile.Row row)
    {
        if (await NewAppointment.FindGrid(tx, row.Grid, scope) is null)
            return Rejected(row, new Refusal("unknown-grid", "/grid", row.Grid));
        string? role = null;
        if (row.Role is not null && !roles.TryGetValue(TableCells.Word(row.Role), out role))
            return Rejected(row, new Refusal("unknown-role", "/role", row.Role));
        var (person, error) = await people.Find(row);
        if (error is not null)
            return error;
        if (person is null)
        {
            // The record belongs to the street, or to as much of it as the importer manages.
            var grid = RecordGrid(row.Grid);
            var (id, refusal) = await new NewPerson(row.Name, row.Username, row.Phone, grid)
                .Add(tx, actor, actor is null ? Command : null);
            if (refusal is not null)
                return Rejected(row, refusal);
            added++;
            person = people.Add(id, row);
        }
        if (!lines.TryAdd((person.Value, row.Grid, row.Post, role, row.Responsibility), row.Cells.Line))
        {
            var line = lines[(person.Value, row.Grid, row.Post, role, row.Responsibility)];
            return row.Cells.Reject(RosterColumns.Name, "duplicate_row", new(
                $"第 {line} 行已有此人的该岗位。", $"Line {line} has this person in this post already."));
        }
        return await Appoint(row, person.Value, role);
    }

    async Task<RejectedRow?> Appoint(AppointmentFile.Row row, Id person, string? role)
    {
        var held = await tx.Query<HeldRow>(FindHeld, new
        {
            PersonId = person, row.Grid, row.Post, Role = role ?? "", Responsibility = row.Responsibility?.ToCode() ?? "",
        });
        if (held.Exists(one => row.From is { } from
            ? one.FromDay == from && one.ToDay == row.To
            : (one.ToDay is null || one.ToDay > tx.Today) && (row.To is null || one.ToDay == row.To)))
        {
            unchanged++;
            return null;
        }
        var (made, refusal) = await new NewAppointment(
            person, row.Post, row.Grid, role, row.Responsibility, row.From ?? tx.Today, row.To).Make(
            tx, actor, actor is null ? Command : null);
        if (refusal is not null)
            return Rejected(row, refusal);
        this.made++;
        pending += made!.Status == AppointmentStatus.Pending ? 1 : 0;
        return null;
    }

    string RecordGrid(string grid)
    {
        var street = GridCode.Level(grid) > 0 ? GridCode.Ancestor(grid, 1)! : grid;
        return scope.Covers(street) ? street : scope.Roots.First(root => GridCode.Covers(root, grid));
    }

    /// <summary>The refusal of the single operation, as that of a row.</summary>
    static RejectedRow Rejected(AppointmentFile.Row row, Refusal refusal) => row.Cells.Reject(
        refusal.Pointer switch
        {
            "/grid" => RosterColumns.Grid,
            "/role" => RosterColumns.Role,
            "/from" => RosterColumns.From,
            "/username" => RosterColumns.Username,
            "/personId" => RosterColumns.Name,
            _ => RosterColumns.Post,
        }, refusal.Code, refusal.Detail);

    sealed record RoleRow
    {
        public required string Code { get; init; }
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
    }

    sealed record HeldRow
    {
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
    }

    const string ListRoles = "SELECT code, name_zh, name_en FROM service_roles ORDER BY position LIMIT 100";

    const string FindHeld = """
        SELECT a.from_day, a.to_day
          FROM appointments a
         WHERE a.person_id = @PersonId AND a.grid_code = @Grid AND a.post = @Post AND COALESCE(a.role, '') = @Role
           AND COALESCE(a.responsibility, '') = @Responsibility AND a.status <> 'refused'
         ORDER BY a.from_day, a.id
         LIMIT 1000
        """;
}
