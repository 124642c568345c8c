using GridGov.Domain.Notifications;
using GridGov.Domain.Statistics.Counters;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>What a split into parts (子单) changes in the counts, and what the progress of a part means for its whole.</summary>
static class TicketParts
{
    /// <summary>Takes the checks and dispatches of a ticket that was split out of the counts, in which its parts count instead.</summary>
    public static async Task<IEnumerable<CounterDelta>> OnTransition(Tx tx, TicketForUpdate before, TicketForUpdate after)
    {
        if (!after.Row.HasParts || before.Row.HasParts)
            return [];
        var counted = before.Metrics.ToCounterKeys(before.Row);
        var ticket = new { before.Row.Id };
        var checks = await tx.Query(ListChecks, c => counted.ForCheck(c.Day(), passed: c.Text() == "pass"), ticket);
        var dispatches = await tx.Query(ListDispatches, c => (Day: c.Day(), Returned: c.InstantOrNull()), ticket);
        return checks.SelectMany(deltas => deltas)
            .Concat(dispatches.SelectMany(each => counted.ForDispatch(each.Day)))
            .Concat(dispatches.Where(each => each.Returned is not null).SelectMany(each => counted.ForReturnedDispatch(each.Day)))
            .Select(delta => delta with { By = -delta.By });
    }

    /// <summary>Notifies the handler of the whole when the last of its parts is done.</summary>
    public static async Task NotifyWhole(Tx tx, TicketView before, TicketView part, Actor? actor)
    {
        if (part.Row.PartOf is not { } id || Lifecycle.IsDone(before.Row.Status) || !Lifecycle.IsDone(part.Row.Status))
            return;
        // Two last parts that are done at once would each take the other for open.
        await tx.LockRow("tickets", id);
        if (await tx.QuerySingle<int?>(FindOpen, new { Whole = id, Part = part.Row.Id }) is not null)
            return;
        var whole = (await tx.QuerySingle(FindWhole, TicketRow.Read, new { Id = id }))!;
        if (!Lifecycle.HasEnded(whole.Status))
            await TicketNotifications.OnPartsDone(tx, whole, actor);
    }

    const string ListChecks = "SELECT day, action FROM ticket_checks WHERE ticket_id = @Id";

    const string ListDispatches = "SELECT day, returned_at FROM ticket_dispatches WHERE ticket_id = @Id";

    const string FindOpen = """
        SELECT 1
          FROM tickets
         WHERE part_of = @Whole AND id <> @Part
           AND status NOT IN ('resolved', 'closed', 'rejected', 'cancelled', 'merged', 'noted')
         LIMIT 1
        """;

    const string FindWhole = $"{TicketRow.Select} WHERE t.id = @Id";
}
