namespace GridGov.Host;

/// <summary>Compares the clocks before the first request and then every minute.</summary>
public sealed partial class ClockWorker(ClockComparison clocks, Engine engine, TimeProvider time, ILogger<ClockWorker> log)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryCompare(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryCompare(stoppingToken);
    }

    async Task TryCompare(CancellationToken ct)
    {
        try
        {
            await clocks.Compare(new Db(engine), ct);
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

    [LoggerMessage(1, LogLevel.Warning, "The comparison of the clocks is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
