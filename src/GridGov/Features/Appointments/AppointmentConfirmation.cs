using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>
/// The confirmation of appointments by another administrator: for one, for many, and for the command. Nobody who made an appointment,
/// holds it or gave access to its account confirms it, so no administrator makes their own confirmer alone.
/// </summary>
static class AppointmentConfirmation
{
    public const string Command = "appointments confirm";

    /// <returns>The refusal of confirming or refusing it; null when the caller may decide.</returns>
    public static ProblemHttpResult? Check(Actor actor, AppointmentRow row, DateOnly today)
    {
        if (!actor.PostsFor(Capability.PersonManage, row.GridCode).Any())
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
        if (CheckState(row, today) is { } state)
            return state;
        return Excluded(row).Contains(actor.Id)
            ? Problems.Of("confirmation-by-another")
            : null;
    }

    /// <returns>The refusal that holds for everybody, the command included; null when it can be decided.</returns>
    public static ProblemHttpResult? CheckState(AppointmentRow row, DateOnly today) =>
        !row.AwaitsConfirmation ? Problems.Of("appointment-not-pending")
        : row.ToDay <= today || row.ToDay <= row.FromDay ? Problems.Of("appointment-ended")
        : null;

    /// <param name="by">The administrator; null for the command on the machine.</param>
    /// <param name="from">Another first day.</param>
    /// <returns>The confirmed row; null when somebody else changed it meanwhile.</returns>
    public static async Task<AppointmentRow?> Confirm(Tx tx, AppointmentRow before, Actor? by, DateOnly? from = null)
    {
        var after = before with
        {
            FromDay = from ?? before.FromDay,
            Status = AppointmentStatus.Effective,
            ConfirmedBy = by?.Id,
            ConfirmerName = by?.Name,
            ConfirmedAt = tx.Now,
            Version = before.Version + 1,
        };
        if (await tx.Execute(SetConfirmed, new
        {
            after.Id, after.FromDay, after.ConfirmedBy, After = after.Version, before.Version, tx.Now,
        }) == 0)
            return null;
        await SealedRows.Seal(tx, SealedTable.Appointments, after.Id);
        await Append(tx, "confirm", after, by);
        await Notify(tx, NotificationKind.AppointmentConfirmed, after, by, after.CreatedBy, after.PersonId);
        tx.Invalidate(CacheTopic.Rights);
        return after;
    }

    /// <returns>The refused row, which ends on its first day; null when somebody else changed it meanwhile.</returns>
    public static async Task<AppointmentRow?> Refuse(Tx tx, AppointmentRow before, Actor by, string reason)
    {
        var after = before with
        {
            Status = AppointmentStatus.Refused,
            ToDay = before.FromDay,
            EndReason = reason,
            Version = before.Version + 1,
        };
        if (await tx.Execute(SetRefused, new { after.Id, after.ToDay, Reason = reason, After = after.Version, before.Version }) == 0)
            return null;
        await SealedRows.Seal(tx, SealedTable.Appointments, after.Id);
        await Append(tx, "refuse", after, by, reason);
        await Notify(tx, NotificationKind.AppointmentRefused, after, by, after.CreatedBy, null, reason);
        return after;
    }

    /// <summary>Notifies those who may confirm it.</summary>
    public static async Task Ask(Tx tx, AppointmentRow row) => await NotificationWriter.Write(
        tx, await ListConfirmers(tx, row), NotificationKind.ConfirmationAsked, ticket: null, ToData(row, row.CreatorName));

    /// <summary>The appointment; while it awaits a confirmation, with what has to be done next.</summary>
    public static async Task<Appointment> WithNext(Tx tx, AppointmentRow row)
    {
        if (!row.AwaitsConfirmation || CheckState(row, tx.Today) is not null)
            return row.ToAppointment();
        var command = $"{Command} {row.Id}";
        return row.ToAppointment() with
        {
            Next = (await ListConfirmers(tx, row)).Count > 0
                ? new("须由另一名同级或上级管理员确认后生效：" + $"POST /v1/appointments/{row.Id}/confirm。",
                    $"Another administrator of the same or a wider scope has to confirm it: POST /v1/appointments/{row.Id}/confirm.")
                : new($"没有其他管理员可以确认；请在服务器上运行命令：{command}。",
                    $"No other administrator can confirm it; run this command on the server's machine: {command}."),
        };
    }

    static Task<List<Id>> ListConfirmers(Tx tx, AppointmentRow row) =>
        Recipients.ListAdministrators(tx, row.GridCode, Excluded(row));

    /// <summary>Those who do not decide. Who made an appointment may confirm it again after access was given by somebody else.</summary>
    static List<Id?> Excluded(AppointmentRow row) =>
        [row.PersonId, row.AccessGivenBy, row.Status == AppointmentStatus.Suspended ? null : row.CreatedBy];

    static async Task Notify(
        Tx tx, NotificationKind kind, AppointmentRow row, Actor? by, Id? maker, Id? appointee, string? reason = null)
    {
        Id?[] people = [maker, appointee];
        await NotificationWriter.Write(
            tx, people.OfType<Id>().Where(person => person != by?.Id), kind, ticket: null, ToData(row, by?.Name, reason));
    }

    static Dictionary<string, string?> ToData(AppointmentRow row, string? by, string? reason = null) =>
        AppointmentNotices.ToData(row.PersonName, row.Post, row.GridName ?? row.GridCode, by, reason);

    static Task Append(Tx tx, string action, AppointmentRow row, Actor? by, string? reason = null) => Journal.Append(
        tx, new JournalEntry("appointment", row.Id.ToString(), row.GridCode, action, by?.Id, row.Version)
        {
            Post = by?.PostsFor(Capability.PersonManage, row.GridCode).First().Kind,
            Reason = reason,
            Payload = new
            {
                Person = row.PersonId.ToString(),
                Name = row.PersonName,
                row.Post,
                row.Role,
                row.Status,
                From = row.FromDay,
                To = row.ToDay,
                // The program does not know who runs a command, but the operating system does.
                Command = by is null ? Command : null,
                MachineUser = by is null ? Environment.UserName : null,
            },
        });

    const string SetConfirmed = """
        UPDATE appointments
           SET status = 'effective', from_day = @FromDay, effective_at = coalesce(effective_at, @Now), confirmed_at = @Now,
               confirmed_by = @ConfirmedBy, version = @After
         WHERE id = @Id AND version = @Version
        """;

    const string SetRefused = """
        UPDATE appointments
           SET status = 'refused', to_day = @ToDay, end_reason = @Reason, version = @After
         WHERE id = @Id AND version = @Version
        """;
}
