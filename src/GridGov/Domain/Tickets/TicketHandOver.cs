using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Domain.Statistics.Counters;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>
/// Gives an open ticket to another handler, who carries on where the former one stopped (移交): status, level and clocks stay. It is
/// neither a dispatch nor a return in the measures.
/// </summary>
static class TicketHandOver
{
    public const string Action = "hand_over";

    /// <param name="before">The ticket, read in an exclusive write that locked it.</param>
    public static async Task Write(Tx tx, Actor actor, TicketForUpdate before, Post post, CurrentPost handler, FreeText reason)
    {
        var row = TicketTransition.WithNextVersion(before.Row, tx.Now).WithHandler(handler);
        row = CascadingEnds.Of(before.View, row, out var ends);
        var metrics = await TicketHistory.SaveFormerState(tx, before, row, before.Metrics);
        var entry = new JournalEntry(Journal.Ticket, row.Id.ToString(), row.GridCode, Action, actor.Id, row.Version)
        {
            Post = post.Kind,
            Reason = reason,
            Payload = PayloadOf(before.Row, handler),
        };
        if (await TicketEvents.Append(tx, before, [entry], head => TicketUpdate.Run(tx, before.Row, row, metrics, head)) is null)
            throw new InvalidOperationException("A ticket changed within an exclusive transaction.");
        await CounterStore.AppendChanges(
            tx, [.. CounterKeys.ForTransition(before.Metrics.ToCounterKeys(before.Row), metrics.ToCounterKeys(row))]);
        await ends.Write(tx);
    }

    /// <summary>The details of an event that replaces the handler.</summary>
    public static object PayloadOf(TicketRow former, CurrentPost handler) => new
    {
        Handler = handler.PersonId.ToString(), handler.Name, Post = handler.Post.ToCode(), handler.Role,
        Former = former.HandlerId?.ToString(), FormerName = former.HandlerName,
    };
}
