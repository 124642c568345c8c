using GridGov.Data.Journal;
using GridGov.Domain.Events;

namespace GridGov.Domain.Tickets;

/// <summary>
/// Appends events to a ticket's chain, whose head is written by the statement that changes the ticket. What changes nothing
/// else of the ticket is appended by <see cref="Journal"/>.
/// </summary>
static class TicketEvents
{
    /// <param name="write">
    /// Writes the ticket with the new head, if version and head still are those that were read; gives the rows that it changed.
    /// </param>
    /// <returns>The new head; null, and nothing is written, when somebody else has changed the ticket.</returns>
    public static async Task<ChainHead?> Append(
        Tx tx, TicketForUpdate ticket, IReadOnlyList<JournalEntry> entries, Func<(ChainHead Read, ChainHead New), Task<int>> write)
    {
        var head = ticket.Head;
        while (true)
        {
            var events = await Linked(tx, entries, head, ticket.Row.Confidential);
            if (await write((head, ChainHead.Of(events))) == 1)
            {
                foreach (var row in events)
                    await Journal.Append(tx, row);
                return ChainHead.Of(events);
            }
            // A comment leaves the version as it is: when one was committed since the ticket was read, its hash comes in between.
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
