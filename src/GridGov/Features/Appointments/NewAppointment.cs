using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>An appointment to be made, alone or with a file.</summary>
sealed record NewAppointment(
    Id PersonId, PostKind Post, string Grid, string? Role, Responsibility? Responsibility, DateOnly From, DateOnly? To)
{
    /// <param name="actor">Null for a command on the machine, which no scope limits.</param>
    /// <param name="command">The command, for the event.</param>
    /// <returns>The appointment, or the refusal; nothing was written then.</returns>
    public async Task<(AppointmentRow? Row, Refusal? Refusal)> Make(Tx tx, Actor? actor, string? command = null)
    {
        var scope = ScopeOf(actor);
        var grid = await FindGrid(tx, Grid, scope);
        if (grid is null)
            return Refused("unknown-grid", "/grid", Grid);
        if (grid.RetiredAt is not null)
            return Refused("grid-retired", "/grid", Grid);
        if (!PostRights.IsHeldAt(Post, grid.Level))
            return Refused("post-not-at-level", "/grid");
        if (Role is not null && !await RoleCodes.Exists(tx, Role))
            return Refused("unknown-role", "/role", Role);
        if (From < tx.Today && actor is not null && !PostRules.MayBackdate(actor, Grid))
            return Refused("backdating-not-allowed", "/from");
        var person = await tx.QuerySingle<PersonRow>(FindPerson, new { Id = PersonId }, scope);
        if (person is null)
            return Refused("unknown-person", "/personId");
        if (person.DisabledAt is not null)
            return Refused("person-disabled", "/personId");

        var row = new AppointmentRow
        {
            Id = tx.NewId(),
            PersonId = PersonId,
            PersonName = person.Name,
            Post = Post,
            Role = Role,
            Responsibility = Responsibility,
            GridCode = Grid,
            GridName = grid.Name,
            FromDay = From,
            ToDay = To,
            Status = PostRights.NeedsConfirmation(Post) ? AppointmentStatus.Pending : AppointmentStatus.Effective,
            CreatedBy = actor?.Id,
            CreatorName = actor?.Name,
            CreatedAt = tx.Now,
            AccessGivenBy = person.AccessGivenBy,
            GiverName = person.GiverName,
            Version = 1,
        };
        if (await FindHolder(tx, row) is { } holder)
            return Refused(
                "post-already-held", null, holder.Name, holder.FromDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await Write(tx, row, actor, command);
        return (row, Refusal: null);
    }

    public static Scope ScopeOf(Actor? actor) => actor?.ScopeOf(Capability.PersonManage) ?? Scope.Everywhere;

    /// <summary>Finds the grid of a post if the caller may appoint there. The whole deployment is no grid and has no name.</summary>
    public static async Task<GridRow?> FindGrid(Tx tx, string code, Scope scope) =>
        code == GridCode.Everywhere
            ? scope.Covers(code) ? new GridRow { Level = 0 } : null
            : await tx.QuerySingle<GridRow>(FindGridInScope, new { Code = code }, scope);

    /// <summary>Another appointment, effective or pending, that does not go together with this one.</summary>
    public static Task<HolderRow?> FindHolder(Tx tx, AppointmentRow row) => tx.QuerySingle<HolderRow>(FindOverlap, new
    {
        row.Id,
        row.PersonId,
        row.Post,
        Role = row.Role ?? "",
        Responsibility = row.Responsibility?.ToCode() ?? "",
        row.GridCode,
        row.FromDay,
        ToDay = row.ToDay ?? DateOnly.MaxValue,
    });

    static (AppointmentRow?, Refusal?) Refused(string code, string? pointer, params object?[] about) =>
        (null, new Refusal(code, pointer, about));

    static async Task Write(Tx tx, AppointmentRow row, Actor? actor, string? command)
    {
        await tx.Execute(InsertAppointment, new
        {
            row.Id,
            row.PersonId,
            row.Post,
            row.Role,
            row.Responsibility,
            row.GridCode,
            row.FromDay,
            row.ToDay,
            row.Status,
            row.CreatedBy,
            row.CreatedAt,
        });
        await SealedRows.Seal(tx, SealedTable.Appointments, row.Id);
        await Journal.Append(tx, new JournalEntry("appointment", row.Id.ToString(), row.GridCode, "appoint", actor?.Id, row.Version)
        {
            Post = actor?.PostsFor(Capability.PersonManage, row.GridCode).First().Kind,
            Payload = new
            {
                Person = row.PersonId.ToString(),
                Name = row.PersonName,
                row.Post,
                row.Role,
                row.Responsibility,
                From = row.FromDay,
                To = row.ToDay,
                row.Status,
                Command = command,
                MachineUser = command is null ? null : Environment.UserName,
            },
        });
        tx.Invalidate(CacheTopic.Rights);
        if (row.Status == AppointmentStatus.Pending)
            await AppointmentConfirmation.Ask(tx, row);
    }

    public sealed record GridRow
    {
        public string? Name { get; init; }
        public required int Level { get; init; }
        public Instant? RetiredAt { get; init; }
    }

    sealed record PersonRow
    {
        public required string Name { get; init; }
        public Instant? DisabledAt { get; init; }
        public Id? AccessGivenBy { get; init; }
        public string? GiverName { get; init; }
    }

    public sealed record HolderRow
    {
        public required string Name { get; init; }
        public required DateOnly FromDay { get; init; }
    }

    const string FindGridInScope = "SELECT name, level, retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindPerson = """
        SELECT p.name, p.disabled_at, p.access_given_by, s.name AS giver_name
          FROM people p
          LEFT JOIN people s ON s.id = p.access_given_by
         WHERE p.id = @Id AND @scope(p.grid_code)
        """;

    // An appointment that was refused, or ended on its first day, was never held, so it does not overlap.
    const string FindOverlap = """
        SELECT p.name, a.from_day
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code = @GridCode AND a.post = @Post AND a.status <> 'refused' AND a.id <> @Id
           AND (a.responsibility = @Responsibility OR (a.person_id = @PersonId AND COALESCE(a.role, '') = @Role))
           AND a.from_day < @ToDay AND (a.to_day IS NULL OR (a.to_day > @FromDay AND a.to_day > a.from_day))
         ORDER BY a.from_day, a.id
         LIMIT 1
        """;

    const string InsertAppointment = """
        INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, to_day, status, created_by, created_at,
                                  version)
        VALUES (@Id, @PersonId, @Post, @Role, @Responsibility, @GridCode, @FromDay, @ToDay, @Status, @CreatedBy, @CreatedAt, 1)
        """;
}
