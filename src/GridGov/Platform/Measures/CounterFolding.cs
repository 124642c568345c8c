using GridGov.Platform.Data;

namespace GridGov.Platform.Measures;

/// <summary>
/// Folds counter changes while the server runs. Often, so that readers have few of them to add up and one folding holds
/// up other writes for a few milliseconds only; not after every write, because the gain is in folding many at once.
/// </summary>
public sealed partial class CounterFolding(Engine engine, TimeProvider time, ILogger<CounterFolding> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var db = new Db(engine);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Most ticks of a quiet day find nothing, and ask no writer.
                if (await db.Read(tx => tx.One<int?>(AnyChange), stoppingToken) is not null)
                    await Counters.Fold(db, stoppingToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or StoreBusyException)
            {
                Postponed(log, e);
            }
        }
    }

    const string AnyChange = "SELECT 1 FROM counter_changes LIMIT 1";

    [LoggerMessage(1, LogLevel.Warning, "Folding the counters is postponed")]
    private static partial void Postponed(ILogger log, Exception exception);
}
