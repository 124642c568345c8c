namespace GridGov.Domain.Statistics.Counters;

/// <summary>Folds counter changes every tick while few wait, and lets many gather for some seconds, which makes folding cheaper.</summary>
public sealed partial class CounterFoldingWorker(Engine engine, TimeProvider time, ILogger<CounterFoldingWorker> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Up to this many changes are folded at every tick.</summary>
    const int FoldAtOnce = 1_000;

    /// <summary>This many changes are folded at once; a reader sums them in some milliseconds.</summary>
    internal const int Many = 25_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var db = new Db(engine);
        using var timer = new PeriodicTimer(Every, time);
        var folded = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Most ticks find nothing, so they only read.
                var pending = await db.Read(tx => tx.QuerySingle<long?>(CountChanges), stoppingToken) ?? 0;
                if (pending is > FoldAtOnce and < Many && time.GetElapsedTime(folded) < LongestWait)
                    continue;
                if (pending > 0)
                    await CounterStore.Fold(db, stoppingToken);
                folded = time.GetTimestamp();
            }
            catch (StoreUnavailableException)
            {
                // Tried again; the outage is logged by the store.
            }
            catch (System.Data.Common.DbException e)
            {
                LogPostponed(log, e);
            }
        }
    }

    // By the first and last number, which need no count.
    const string CountChanges = "SELECT (SELECT max(seq) FROM counter_changes) - (SELECT min(seq) FROM counter_changes) + 1";

    [LoggerMessage(1, LogLevel.Warning, "Folding the counters is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
