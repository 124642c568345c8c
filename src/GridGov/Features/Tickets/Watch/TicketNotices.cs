using System.Globalization;
using GridGov.Platform.Data;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>Who is told of what is done to a ticket. Nobody is told of what they did themselves.</summary>
static class TicketNotices
{
    /// <param name="actor">Null when the program did it by itself.</param>
    public static async Task OnTransition(Tx tx, TicketView before, TicketView ticket, TicketAction action, Actor? actor, string? reason)
    {
        var after = ticket.Row;
        var (kind, people, at, text) = action switch
        {
            TicketAction.Dispatch => (NotificationKind.Assigned, One(after.HandlerId), Shown(tx, after.DueAt), null),
            TicketAction.Verify => (NotificationKind.VerificationAsked, One(after.VerifierId), null, after.VerifyQuestion),
            TicketAction.Return => (NotificationKind.Returned, await Recipients.Dispatcher(tx, after.Id), null, reason),
            TicketAction.Fail => (NotificationKind.CheckFailed, One(after.HandlerId), Shown(tx, after.DueAt), reason),
            TicketAction.Escalate => (NotificationKind.Escalated, await Recipients.Heads(tx, after.GridCode, after.HandlingLevel), null, reason),
            TicketAction.Suspend => (NotificationKind.Suspended, One(after.HandlerId), after.SuspendedUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reason),
            TicketAction.Resume => (NotificationKind.Resumed, One(after.HandlerId), Shown(tx, after.DueAt), null),
            TicketAction.RequestExtension or TicketAction.RequestSuspension =>
                (NotificationKind.RequestMade, await Recipients.Deciders(tx, after.GridCode, after.HandlingLevel), null, reason),
            TicketAction.ApproveRequest => (NotificationKind.RequestApproved, One(before.Related.Request?.RequestedBy), null, reason),
            TicketAction.RefuseRequest => (NotificationKind.RequestRefused, One(before.Related.Request?.RequestedBy), null, reason),
            TicketAction.Summon when ticket.Related.JointAction is { } joint =>
                (NotificationKind.Summoned, Called(joint), Shown(tx, joint.Participants.Max(called => called.ArriveBy)), joint.Action.Purpose),
            TicketAction.CancelJointAction when before.Related.JointAction is { } joint =>
                (NotificationKind.JointActionCancelled, Called(joint), null, reason),
            TicketAction.Supervise or TicketAction.Remind when ticket.Related.Supervision is { } order =>
                (action == TicketAction.Supervise ? NotificationKind.Supervised : NotificationKind.Reminded,
                    await InHand(tx, after), Shown(tx, after.ReplyDue), order.Instruction),
            TicketAction.Reply => (NotificationKind.Replied, One(ticket.Related.Supervision?.OrderedBy), null, null),
            _ => default((NotificationKind Kind, List<Id>? People, string? At, string? Text)),
        };
        if (people is null)
            return;
        people = people.FindAll(person => person != actor?.Id);
        await Notices.Tell(tx, people, kind, after.Id, Data(after, at, text, actor?.Name));
    }

    /// <summary>Who has the ticket in hand: its handler, and the heads of its level.</summary>
    public static async Task<List<Id>> InHand(Tx tx, TicketRow row) => [.. One(row.HandlerId), .. await Recipients.Heads(tx, row.GridCode, row.HandlingLevel)];

    public static Dictionary<string, string?> Data(TicketRow row, string? at, string? text = null, string? by = null, ClockStage? stage = null) => new(StringComparer.Ordinal)
    {
        ["number"] = row.Number,
        ["category"] = row.CategoryName,
        ["at"] = at,
        ["text"] = row.Masked(text),
        ["by"] = by,
        ["stage"] = stage?.Code(),
    };

    /// <summary>An instant in the deployment's time.</summary>
    public static string? Shown(Tx tx, Instant? instant) =>
        instant is { } at ? TimeZoneInfo.ConvertTime(at.ToUtc(), tx.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;

    public static List<Id> One(Id? person) => person is { } id ? [id] : [];

    static List<Id> Called(JointActionRow joint) => [.. joint.Participants.Where(participant => !participant.Finished).Select(participant => participant.PersonId)];
}
