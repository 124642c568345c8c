using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// The appointments of a retired grid end today, and the same people hold the same posts in its successors from today on, so nothing
/// that they have in hand is left.
/// </summary>
static class FollowingAppointments
{
    /// <summary>A post of a retired grid, and the grids where it goes on.</summary>
    /// <param name="To">The grids where it is held from today on.</param>
    /// <param name="Pending">Those of them where it waits for a confirmation, because it reaches more than before.</param>
    /// <param name="NotHeld">The grids where it does not go on, because somebody else has this post or this responsibility.</param>
    public sealed record Followed(
        EndedRow Ended, IReadOnlyList<string> To, IReadOnlyList<string> Pending, IReadOnlyList<string> NotHeld);

    /// <summary>Ends the appointments on a grid that is retired; future ones end on their first day, so they were never held.</summary>
    public static async Task<List<EndedRow>> End(Tx tx, Actor actor, string grid, string reason)
    {
        var post = actor.PostsFor(Capability.GridManage, grid).First().Kind;
        var all = await tx.Query<EndedRow>(EndAppointments, new { Code = grid, Reason = reason, tx.Today });
        foreach (var ended in all)
        {
            await SealedRows.Seal(tx, SealedTable.Appointments, ended.Id);
            await Journal.Append(tx, new JournalEntry("appointment", ended.Id.ToString(), grid, "end", actor.Id, ended.Version)
            {
                Post = post,
                Reason = reason,
                Payload = new { Person = ended.PersonId.ToString(), ended.Post, To = ended.ToDay },
            });
        }
        tx.Invalidate(CacheTopic.Rights);
        return all;
    }

    /// <summary>Ends the appointments of a replaced grid and makes those that follow.</summary>
    /// <param name="targets">The grids in which an appointment goes on.</param>
    public static async Task<List<Followed>> Move(
        Tx tx, Actor actor, ReplacedGrid grid, string reason, Func<Id, IReadOnlyList<SuccessorGrid>> targets)
    {
        // Read before they end, because ending overwrites the last day.
        var present = await tx.Query<PresentRow>(ListPresent, new { grid.Code, tx.Today });
        var ended = (await End(tx, actor, grid.Code, reason)).ToDictionary(row => row.Id);
        var followed = new List<Followed>();
        foreach (var before in present)
        {
            List<string> to = [], pending = [], notHeld = [];
            foreach (var successor in targets(before.Id))
            {
                var asks = grid.ReachGrows && PostRights.NeedsConfirmation(before.Post);
                // What nobody has confirmed yet does not reach further; it is made anew.
                if ((asks && before.Status != AppointmentStatus.Effective)
                    || !await Appoint(tx, actor, before, successor.Code, asks ? AppointmentStatus.Pending : before.Status))
                {
                    notHeld.Add(successor.Code);
                    continue;
                }
                to.Add(successor.Code);
                if (asks || before.Status == AppointmentStatus.Pending)
                    pending.Add(successor.Code);
            }
            followed.Add(new Followed(ended[before.Id] with { PersonName = before.PersonName, Role = before.Role }, to, pending, notHeld));
        }
        return followed;
    }

    static async Task<bool> Appoint(Tx tx, Actor actor, PresentRow before, string grid, AppointmentStatus status)
    {
        var (id, from) = (tx.NewId(), before.FromDay > tx.Today ? before.FromDay : tx.Today);
        // Who made what awaits a confirmation does not confirm it because somebody else has divided the grid.
        var creator = before is { Status: AppointmentStatus.Pending, CreatedBy: { } maker } ? maker : actor.Id;
        if (await tx.Execute(InsertIfFree, new
        {
            Id = id, before.PersonId, before.Post, before.Role, before.Responsibility, GridCode = grid, FromDay = from, before.ToDay,
            Status = status, CreatedBy = creator, CreatedAt = tx.Now, RoleOrNone = before.Role ?? "",
            ResponsibilityOrNone = before.Responsibility?.ToCode() ?? "", Until = before.ToDay ?? DateOnly.MaxValue,
        }) == 0)
            return false;
        await SealedRows.Seal(tx, SealedTable.Appointments, id);
        if (status == AppointmentStatus.Pending)
        {
            await NotificationWriter.Write(
                tx, await Recipients.ListAdministrators(tx, grid, [before.PersonId, before.AccessGivenBy, creator]),
                NotificationKind.ConfirmationAsked, ticket: null,
                AppointmentNotices.ToData(before.PersonName, before.Post, grid, actor.Name));
        }
        await Journal.Append(tx, new JournalEntry("appointment", id.ToString(), grid, "appoint", actor.Id, Version: 1)
        {
            Post = actor.PostsFor(Capability.GridManage, grid).First().Kind,
            Payload = new
            {
                Person = before.PersonId.ToString(), Name = before.PersonName, before.Post, before.Role, before.Responsibility, From = from,
                To = before.ToDay, Status = status, Follows = before.Id.ToString(), CreatedBy = creator.ToString(),
            },
        });
        return true;
    }

    public sealed record EndedRow
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public string PersonName { get; init; } = "";
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public required string GridCode { get; init; }
        public required DateOnly ToDay { get; init; }
        public required long Version { get; init; }
    }

    sealed record PresentRow
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public required string PersonName { get; init; }
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public Responsibility? Responsibility { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }
        public required AppointmentStatus Status { get; init; }
        public Id? CreatedBy { get; init; }
        public Id? AccessGivenBy { get; init; }
    }

    const string EndAppointments = $"""
        UPDATE appointments
           SET to_day = CASE WHEN from_day > @Today THEN from_day ELSE @Today END, end_reason = @Reason, version = version + 1
         WHERE grid_code = @Code AND {NotEnded}
        RETURNING id, person_id, post, grid_code, to_day, version
        """;

    const string ListPresent = $"""
        SELECT a.id, a.person_id, p.name AS person_name, a.post, a.role, a.responsibility, a.from_day, a.to_day, a.status,
               a.created_by, p.access_given_by
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.grid_code = @Code AND {NotEnded}
         ORDER BY CASE a.status WHEN 'effective' THEN 0 ELSE 1 END, a.from_day, a.id
        """;

    const string NotEnded = "status <> 'refused' AND (to_day IS NULL OR (to_day > @Today AND to_day > from_day))";

    // As NewAppointment: one first and one direct head, and nobody twice in the same post.
    const string InsertIfFree = """
        INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, to_day, status, created_by, created_at,
                                  version)
        SELECT @Id, @PersonId, @Post, @Role, @Responsibility, @GridCode, @FromDay, @ToDay, @Status, @CreatedBy, @CreatedAt, 1
         WHERE NOT EXISTS (
           SELECT 1
             FROM appointments a
            WHERE a.grid_code = @GridCode AND a.post = @Post AND a.status <> 'refused'
              AND (a.responsibility = @ResponsibilityOrNone OR (a.person_id = @PersonId AND COALESCE(a.role, '') = @RoleOrNone))
              AND a.from_day < @Until AND (a.to_day IS NULL OR (a.to_day > @FromDay AND a.to_day > a.from_day)))
        """;
}
