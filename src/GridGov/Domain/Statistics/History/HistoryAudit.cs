namespace GridGov.Domain.Statistics.History;

/// <summary>
/// Tells every ticket from its events and names what the store keeps otherwise. In portions, each in a snapshot of its own,
/// so that it needs little memory, holds nobody up, and can look at a store that is in use.
/// </summary>
public static class HistoryAudit
{
    const int TicketsAtOnce = 200;

    /// <param name="Tickets">How many there are.</param>
    /// <param name="Differing">Of how many something is kept that their events do not tell, or not kept that they do.</param>
    public sealed record Result(long Tickets, long Differing);

    /// <param name="differs">Told the ticket's number and one thing in which it differs.</param>
    /// <param name="progress">Told how many tickets were looked at, of how many.</param>
    public static async Task<Result> Run(Db db, Action<string, string> differs, Action<long, long> progress, CancellationToken ct)
    {
        long tickets = 0, differing = 0;
        await Walk(db, progress, (tx, ticket) =>
        {
            tickets++;
            var differences = Differences(ticket, ticket.Replay(tx.DayOf)).ToList();
            differing += differences.Count > 0 ? 1 : 0;
            foreach (var difference in differences)
                differs(ticket.Head.Number, difference);
        }, () => Task.CompletedTask, ct);
        return new Result(tickets, differing);
    }

    internal static IEnumerable<string> Differences(StoredHistory ticket, ReplayedHistory replayed) =>
        replayed.Timeline is { } timeline ? TicketTimeline.Differences(ticket.Stored, timeline) : [replayed.Fault!];

    /// <summary>Goes through all tickets, and after each portion does what is to be done then.</summary>
    internal static async Task Walk(Db db, Action<long, long> progress, Action<Tx, StoredHistory> look, Func<Task> then, CancellationToken ct)
    {
        var all = await db.Read(tx => tx.QuerySingle<long>(CountTickets), ct);
        var (after, done) = (Id.None, 0L);
        for (var more = true; more;)
        {
            ct.ThrowIfCancellationRequested();
            (after, var read) = await db.Read(async tx =>
            {
                var portion = await StoredHistory.Load(tx, after, new Id(long.MaxValue), TicketsAtOnce);
                foreach (var ticket in portion)
                    look(tx, ticket);
                return (portion.Count == 0 ? after : portion[^1].Id, portion.Count);
            }, ct);
            await then();
            more = read == TicketsAtOnce;
            done += read;
            progress(done, Math.Max(all, done));
        }
    }

    const string CountTickets = "SELECT count(*) FROM tickets";
}
