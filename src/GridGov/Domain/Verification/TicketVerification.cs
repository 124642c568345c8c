using GridGov.Domain.Statistics.History;
using GridGov.Domain.Verification.Replays;

namespace GridGov.Domain.Verification;

/// <summary>
/// Compares every ticket with its events, in portions with their own snapshots. What the measures read is derived from the events, and
/// <c>rebuild</c> repairs it; everything else is evidence, which nothing repairs.
/// </summary>
static class TicketVerification
{
    /// <param name="Differing">Tickets whose derived data differ.</param>
    /// <param name="Falsified">Tickets of which anything else differs.</param>
    public sealed record Result(long Tickets, long Differing, long Falsified);

    /// <param name="derived">Receives the ticket's number and what differs.</param>
    /// <param name="evidence">The same for what <c>rebuild</c> does not repair.</param>
    /// <param name="hidden">Receives the number of a hidden ticket, and how many of its first events keep their words readable.</param>
    public static async Task<Result> Run(
        Db db, Action<string, string>? derived, Action<string, string> evidence, Action<string, long> hidden,
        Action<long, long> progress, CancellationToken ct)
    {
        var result = new Result(0, 0, 0);
        await HistoryAudit.Walk(db, progress, (tx, ticket) =>
        {
            var differing = derived is not null && Report(derived, ticket, HistoryAudit.Differences(ticket, ticket.Replay(tx.DayOf)));
            var falsified = Report(evidence, ticket, TicketImageReplay.Differences(ticket));
            if (AmendedCodes.LastHiding(ticket.Events) is { Position: > 1 and var position })
                hidden(ticket.Head.Number, position - 1);
            result = new Result(result.Tickets + 1, result.Differing + (differing ? 1 : 0), result.Falsified + (falsified ? 1 : 0));
        }, () => Task.CompletedTask, ct);
        return result;
    }

    static bool Report(Action<string, string> found, StoredHistory ticket, IEnumerable<string> differences)
    {
        var any = false;
        foreach (var difference in differences)
        {
            any = true;
            found(ticket.Head.Number, difference);
        }
        return any;
    }
}
