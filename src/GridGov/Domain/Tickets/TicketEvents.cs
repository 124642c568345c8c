using GridGov.Data.Journal;
using GridGov.Domain.Events;

namespace GridGov.Domain.Tickets;

/// <summary>
/// Appends events to a ticket's chain together with the update of the ticket, which writes the new head. <see cref="Journal"/>
/// appends events without an update.
/// </summary>
static class TicketEvents
{
    /// <param name="write">Updates the ticket and its head, if both are unchanged since they were read; returns the changed rows.</param>
    /// <param name="encrypted">Whether the events are encrypted as those of a confidential ticket.</param>
    /// <returns>The new head; null, without any write, when the ticket was changed meanwhile.</returns>
    public static async Task<ChainHead?> Append(
        Tx tx, TicketForUpdate ticket, IReadOnlyList<JournalEntry> entries, Func<(ChainHead Read, ChainHead New), Task<int>> write,
        bool encrypted = false)
    {
        var head = ticket.Head;
        while (true)
        {
            var events = await Linked(tx, entries, head, encrypted || ticket.Row.Confidential);
            if (await write((head, ChainHead.Of(events))) == 1)
            {
                foreach (var row in events)
                    await Journal.Append(tx, row);
                return ChainHead.Of(events);
            }
            // A comment keeps the version, so the chain may have grown since the ticket was read; then the events are linked again.
            var newer = await tx.QuerySingle<ChainHead?>(FindHead, c => ChainHead.Read(c), new { ticket.Row.Id, ticket.Row.Version });
            if (newer is not { } moved || moved == head)
                return null;
            head = moved;
        }
    }

    static async Task<List<JournalRow>> Linked(Tx tx, IReadOnlyList<JournalEntry> entries, ChainHead head, bool confidential)
    {
        var events = new List<JournalRow>(entries.Count);
        foreach (var entry in entries)
        {
            events.Add(await Journal.Linked(tx, entry, head.EventCount + 1, head.Hash, confidential));
            head = ChainHead.Of(events);
        }
        return events;
    }

    const string FindHead = $"SELECT {ChainHead.ColumnList} FROM tickets t WHERE t.id = @Id AND t.version = @Version";
}
