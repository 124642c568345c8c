using System.Globalization;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Domain.Notifications;

/// <summary>The notifications of a ticket's transitions. People are not notified of their own actions.</summary>
static class TicketNotifications
{
    public static async Task OnTransition(Tx tx, TicketView before, TicketView ticket, TicketAction action, Actor? actor, FreeText? reason)
    {
        var after = ticket.Row;
        var (kind, people, at, text) = action switch
        {
            TicketAction.Dispatch or TicketAction.Reassign =>
                (NotificationKind.Assigned, ListOf(after.HandlerId), FormatInstant(tx, after.DueAt), reason),
            TicketAction.Split when before.Row.HandlerId != after.HandlerId =>
                (NotificationKind.Assigned, ListOf(after.HandlerId), FormatInstant(tx, after.DueAt), reason),
            TicketAction.Recall => (NotificationKind.Recalled, await ListFormer(tx, before), null, reason),
            TicketAction.Verify => (NotificationKind.VerificationAsked, ListOf(after.VerifierId), null, after.VerifyQuestion),
            TicketAction.Return => (NotificationKind.Returned, await Recipients.ListDispatcher(tx, after), null, reason),
            TicketAction.Fail =>
                (NotificationKind.CheckFailed, await Recipients.ListHandler(tx, after), FormatInstant(tx, after.DueAt), reason),
            TicketAction.Escalate =>
                (NotificationKind.Escalated,
                    [.. await Recipients.ListHeads(tx, after.GridCode, after.HandlingLevel), .. await Recipients.ListZoneHeads(tx, after)],
                    null, reason),
            TicketAction.Suspend =>
                (NotificationKind.Suspended, await Recipients.ListHandler(tx, after),
                    after.SuspendedUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reason),
            TicketAction.Resume =>
                (NotificationKind.Resumed, await Recipients.ListHandler(tx, after), FormatInstant(tx, after.DueAt), null),
            TicketAction.RequestExtension or TicketAction.RequestSuspension =>
                (NotificationKind.RequestMade, await Recipients.ListDeciders(tx, after.GridCode, after.HandlingLevel), null, reason),
            // Only the handler asks, and a request lapses with the handler.
            TicketAction.ApproveRequest => (NotificationKind.RequestApproved, await Recipients.ListHandler(tx, after), null, reason),
            TicketAction.RefuseRequest => (NotificationKind.RequestRefused, await Recipients.ListHandler(tx, after), null, reason),
            TicketAction.Summon when ticket.Related.JointAction is { } joint =>
                (NotificationKind.Summoned, ListSummoned(joint),
                    FormatInstant(tx, joint.Participants.Max(called => called.ArriveBy)), joint.Action.Purpose),
            TicketAction.CancelJointAction when before.Related.JointAction is { } joint =>
                (NotificationKind.JointActionCancelled, ListSummoned(joint), null, reason),
            TicketAction.Supervise or TicketAction.Remind when ticket.Related.Supervision is { } order =>
                (action == TicketAction.Supervise ? NotificationKind.Supervised : NotificationKind.Reminded,
                    await ListResponsible(tx, after), FormatInstant(tx, after.ReplyDueAt), order.Instruction),
            TicketAction.Reply => (NotificationKind.Replied, ListOf(ticket.Related.Supervision?.OrderedBy), null, null),
            _ => default((NotificationKind Kind, List<Id>? People, string? At, FreeText? Text)),
        };
        if (people is null)
            return;
        await Write(people, kind, at, text);
        if (action is TicketAction.Reassign or TicketAction.Split)
            await Write(await ListFormer(tx, before), NotificationKind.Reassigned, at: null, reason);

        Task Write(List<Id> to, NotificationKind what, string? at, FreeText? text) => NotificationWriter.Write(
            tx, to.FindAll(person => person != actor?.Id), what, after.Id, ToData(after, at, text, actor?.Name),
            urgent: after.Urgency != Urgency.Routine);
    }

    /// <summary>For the handler and, in another grid, its heads; a replaced handler is notified as by a reassignment.</summary>
    public static async Task OnAmendment(Tx tx, TicketView before, TicketView ticket, Actor actor, FreeText reason)
    {
        var after = ticket.Row;
        if (Lifecycle.HasEnded(after.Status))
            return;
        var (due, notified) = (FormatInstant(tx, after.DueAt), new HashSet<Id> { actor.Id });
        if (before.Row.HandlerId != after.HandlerId)
        {
            await Write(ListOf(after.HandlerId), NotificationKind.Assigned, due);
            await Write(await ListFormer(tx, before), NotificationKind.Reassigned, at: null);
        }
        await Write(await Recipients.ListHandler(tx, after), NotificationKind.Amended, due);
        if (before.Row.GridCode != after.GridCode)
            await Write(await Recipients.ListHeads(tx, after.GridCode, after.HandlingLevel), NotificationKind.Amended, due);

        Task Write(List<Id> to, NotificationKind kind, string? at) => NotificationWriter.Write(
            tx, to.FindAll(notified.Add), kind, after.Id, ToData(after, at, reason, actor.Name), urgent: after.Urgency != Urgency.Routine);
    }

    /// <summary>For the handler of a ticket all of whose parts are done, or who may dispatch it where nobody handles it.</summary>
    public static async Task OnPartsDone(Tx tx, TicketRow whole, Actor? actor)
    {
        var people = whole.HandlerId is null ? await Recipients.ListDispatchers(tx, whole) : await Recipients.ListHandler(tx, whole);
        await NotificationWriter.Write(
            tx, people.FindAll(person => person != actor?.Id), NotificationKind.PartsDone, whole.Id,
            ToData(whole, FormatInstant(tx, whole.DueAt)), urgent: whole.Urgency != Urgency.Routine);
    }

    static async Task<List<Id>> ListFormer(Tx tx, TicketView before) =>
        before.Row.HandlerId is { } former ? await Recipients.ListActive(tx, former) : [];

    /// <summary>The people responsible for a ticket: its handler, and the heads of its level.</summary>
    public static async Task<List<Id>> ListResponsible(Tx tx, TicketRow row) =>
        [.. await Recipients.ListHandler(tx, row), .. await Recipients.ListHeads(tx, row.GridCode, row.HandlingLevel)];

    public static Dictionary<string, string?> ToData(
        TicketRow row, string? at, FreeText? text = null, string? by = null, ClockStage? stage = null) => new(StringComparer.Ordinal)
        {
            ["number"] = row.Number,
            ["category"] = row.CategoryName,
            ["at"] = at,
            ["text"] = row.MaskText(text),
            ["by"] = by,
            ["stage"] = stage?.ToCode(),
        };

    public static string? FormatInstant(Tx tx, Instant? instant) =>
        instant is { } at ? TimeZoneInfo.ConvertTime(at.ToUtc(), tx.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;

    public static List<Id> ListOf(Id? person) => person is { } id ? [id] : [];

    static List<Id> ListSummoned(JointActionRow joint) =>
        [.. joint.Participants.Where(participant => !participant.Finished).Select(participant => participant.PersonId)];
}
