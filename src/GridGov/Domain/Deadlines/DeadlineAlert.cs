using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines;

/// <summary>A passed deadline: its event and its recipients, who are looked up when it is sent.</summary>
sealed record DeadlineAlert(
    JournalEntry Event, NotificationKind Kind, Func<Tx, Task<List<Id>>> People, Dictionary<string, string?> Data, bool Urgent)
{
    /// <param name="before">The ticket before the processor acted.</param>
    /// <param name="after">The ticket with its current light.</param>
    public static List<DeadlineAlert> Of(TicketView before, TicketRow after, Tx tx) =>
        [.. ForLightChange(before.Row, after, tx), .. ForLate(before, tx)];

    public async Task Send(Tx tx, Id ticket) => await NotificationWriter.Write(tx, await People(tx), Kind, ticket, Data, Urgent);

    /// <summary>Changed lights: yellow for the handler and the head, red for the head of the next level, both for heads of zones.</summary>
    static IEnumerable<DeadlineAlert> ForLightChange(TicketRow before, TicketRow after, Tx tx)
    {
        if (after.Deadline is not { } deadline || after.AlertedLight == before.AlertedLight)
            yield break;
        var stage = ClockStages.Of(after.Status);
        var data = TicketNotifications.ToData(after, TicketNotifications.FormatInstant(tx, deadline.DueAt), stage: stage);
        // After an outage both may be due at once; each has its event.
        if (before.AlertedLight is null)
        {
            yield return new DeadlineAlert(
                Entry(after, "turn_yellow", new
                {
                    Stage = stage?.ToCode(), At = deadline.YellowAt.ToUtc(), DueAt = deadline.DueAt.ToUtc(),
                }),
                NotificationKind.Yellow,
                async each =>
                [
                    .. stage == ClockStage.Handle ? await Recipients.ListHandler(each, after) : [],
                    .. await Recipients.ListHeads(each, after.GridCode, after.HandlingLevel),
                    .. await Recipients.ListZoneHeads(each, after),
                ],
                data, after.Urgency != Urgency.Routine);
        }
        if (after.AlertedLight == Light.Red)
        {
            yield return new DeadlineAlert(
                Entry(after, "turn_red", new { Stage = stage?.ToCode(), At = deadline.RedAt.ToUtc(), DueAt = deadline.DueAt.ToUtc() }),
                NotificationKind.Red,
                async each =>
                [
                    .. await Recipients.ListHeads(each, after.GridCode, after.HandlingLevel - 1),
                    .. await Recipients.ListZoneHeads(each, after),
                ],
                data, after.Urgency != Urgency.Routine);
        }
    }

    /// <summary>Late replies and arrivals, for the late people and those who wait for them.</summary>
    static IEnumerable<DeadlineAlert> ForLate(TicketView ticket, Tx tx)
    {
        var row = ticket.Row;
        if (NextWakeUp.ReplyLate(row) is { } replyLate && replyLate <= tx.Now && ticket.Related.Supervision is { } order)
        {
            yield return new DeadlineAlert(
                Entry(row, "reply_late", new { Order = order.Id.ToString(), ReplyBy = row.ReplyDueAt?.ToUtc() }),
                NotificationKind.ReplyLate,
                async each =>
                    [.. await TicketNotifications.ListResponsible(each, row), .. await Recipients.ListActive(each, order.OrderedBy)],
                TicketNotifications.ToData(row, TicketNotifications.FormatInstant(tx, row.ReplyDueAt)), Urgent: true);
        }
        if (ticket.Related.JointAction is not { } joint)
            yield break;
        foreach (var late in joint.Participants.Where(participant => NextWakeUp.ArrivalLate(row, participant, tx.Now)))
        {
            yield return new DeadlineAlert(
                Entry(row, "arrival_late", new
                {
                    JointAction = joint.Id.ToString(), Person = late.PersonId.ToString(), late.PersonName, ArriveBy = late.ArriveBy.ToUtc(),
                }),
                NotificationKind.ArrivalLate,
                async each => await Recipients.ListActive(each, late.PersonId) is { Count: > 0 } active
                    ? [.. active, .. await Recipients.ListActive(each, joint.Action.SummonedBy)]
                    : [.. await Recipients.ListDispatchers(each, row), .. await Recipients.ListActive(each, joint.Action.SummonedBy)],
                TicketNotifications.ToData(row, TicketNotifications.FormatInstant(tx, late.ArriveBy), by: late.PersonName), Urgent: true);
        }
    }

    /// <summary>An event that keeps the ticket's version, so that pending changes by version still succeed.</summary>
    static JournalEntry Entry(TicketRow row, string action, object payload) =>
        new(Journal.Ticket, row.Id.ToString(), row.GridCode, action, Actor: null, row.Version) { Payload = payload };
}
