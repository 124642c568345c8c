namespace GridGov.Domain.Statistics.Counters;

/// <summary>
/// Folds counter changes while the server runs: few of them at once, so that readers have next to none to add up. When
/// many come together they are left to gather for some seconds, because folding twice as many costs far less than twice.
/// </summary>
public sealed partial class CounterFoldingWorker(Engine engine, TimeProvider time, ILogger<CounterFoldingWorker> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>So many changes at most are folded at every tick.</summary>
    const int Few = 1_000;

    /// <summary>So many wait no longer: a reader adds them up in some milliseconds.</summary>
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
                // Most ticks of a quiet day find nothing, and ask no writer.
                var waiting = await db.Read(tx => tx.QuerySingle<long?>(CountChanges), stoppingToken) ?? 0;
                if (waiting is > Few and < Many && time.GetElapsedTime(folded) < LongestWait)
                    continue;
                if (waiting > 0)
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

    // By the numbers of the first and the last, which are found without counting.
    const string CountChanges = "SELECT (SELECT max(seq) FROM counter_changes) - (SELECT min(seq) FROM counter_changes) + 1";

    [LoggerMessage(1, LogLevel.Warning, "Folding the counters is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
