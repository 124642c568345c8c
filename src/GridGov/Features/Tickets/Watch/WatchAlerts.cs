using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What the watch writes into histories and tells people.</summary>
static class WatchAlerts
{
    /// <summary>The lights that have turned: yellow for the handler and the head, red for the head of the next level.</summary>
    public static async Task Turned(Tx tx, TicketRow before, TicketRow after)
    {
        if (after.Deadline is not { } deadline || after.Alerted == before.Alerted)
            return;
        var stage = ClockStages.Of(Codes<TicketStatus>.Read(after.Status));
        var data = TicketNotices.Data(after, TicketNotices.Shown(tx, deadline.DueAt), stage: stage);
        // After a time in which nobody watched both may be due at once: each has its event.
        if (before.Alerted is null)
        {
            await Event(tx, after, "turn_yellow", new { Stage = stage?.Code(), At = deadline.YellowAt.ToUtc(), DueAt = deadline.DueAt.ToUtc() });
            var handler = stage == ClockStage.Handle ? TicketNotices.One(after.HandlerId) : [];
            await Notices.Tell(tx, [.. handler, .. await Recipients.Heads(tx, after.GridCode, after.HandlingLevel)], NotificationKind.Yellow, after.Id, data);
        }
        if (after.Alerted == 2)
        {
            await Event(tx, after, "turn_red", new { Stage = stage?.Code(), At = deadline.RedAt.ToUtc(), DueAt = deadline.DueAt.ToUtc() });
            await Notices.Tell(tx, await Recipients.Heads(tx, after.GridCode, after.HandlingLevel - 1), NotificationKind.Red, after.Id, data);
        }
    }

    /// <summary>Who owes a reply or was called and has not come: they and whoever waits for them are told.</summary>
    /// <param name="row">As it was before the watch acted.</param>
    public static async Task Late(Tx tx, TicketRow row)
    {
        if (ComesDue.ReplyLate(row) is { } replyLate && replyLate <= tx.Now && row.SupervisionId is { } order)
        {
            await Event(tx, row, "reply_late", new { Order = order.ToString(), ReplyBy = row.ReplyDue?.ToUtc() });
            await Notices.Tell(tx, [.. await TicketNotices.InHand(tx, row), .. await Recipients.OrderedBy(tx, order)],
                NotificationKind.ReplyLate, row.Id, TicketNotices.Data(row, TicketNotices.Shown(tx, row.ReplyDue)));
        }
        if (row.Parts.JointAction is not { } joint)
            return;
        foreach (var late in joint.Participants.Where(participant => ComesDue.ArrivalLate(row, participant, tx.Now)))
        {
            await Event(tx, row, "arrival_late", new { JointAction = joint.Id.ToString(), Person = late.PersonId.ToString(), late.PersonName, ArriveBy = late.ArriveBy.ToUtc() });
            await Notices.Tell(tx, [late.PersonId, joint.SummonedBy], NotificationKind.ArrivalLate, row.Id,
                TicketNotices.Data(row, TicketNotices.Shown(tx, late.ArriveBy), by: late.PersonName));
        }
    }

    /// <summary>An event that leaves the ticket's version as it is: whoever has read the ticket can still act on it.</summary>
    static Task Event(Tx tx, TicketRow row, string action, object payload) =>
        Journal.Append(tx, new JournalEntry("ticket", row.Id.ToString(), row.GridCode, action, Actor: null, row.Version) { Payload = payload });
}
