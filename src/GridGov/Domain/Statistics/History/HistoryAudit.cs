namespace GridGov.Domain.Statistics.History;

/// <summary>Replays every ticket from its events, in portions with their own snapshots, and reports differences.</summary>
public static class HistoryAudit
{
    const int TicketsAtOnce = 200;

    public sealed record Result(long Tickets, long Differing);

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

    /// <summary>Visits all tickets, and runs an action after each portion.</summary>
    internal static async Task Walk(
        Db db, Action<long, long> progress, Action<Tx, StoredHistory> visit, Func<Task> afterPortion, CancellationToken ct)
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
                    visit(tx, ticket);
                return (portion.Count == 0 ? after : portion[^1].Id, portion.Count);
            }, ct);
            await afterPortion();
            more = read == TicketsAtOnce;
            done += read;
            progress(done, Math.Max(all, done));
        }
    }

    const string CountTickets = "SELECT count(*) FROM tickets";
}
