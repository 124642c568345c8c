using GridGov.Encryption;
using GridGov.Encryption.Seals;

namespace GridGov.Host;

/// <summary>Seals the heads of journal and audit: at the start, every five minutes while there is something new, and at the stop.</summary>
public sealed partial class SealWorker(Engine engine, TimeProvider time, ILogger<SealWorker> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>A little less than the period, so that a timer that fires early still seals.</summary>
    static readonly TimeSpan MinAge = Every - TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What a process left when it was killed.
        await Make(TimeSpan.Zero, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await Make(MinAge, stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Make(TimeSpan.Zero, cancellationToken);
    }

    async Task Make(TimeSpan every, CancellationToken ct)
    {
        try
        {
            await SealChain.Make(new Db(engine), every, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The next start seals what is left.
        }
        catch (StoreUnavailableException)
        {
            // Tried again; the outage is logged by the store.
        }
        catch (Exception e) when (e is System.Data.Common.DbException or KeyException or ObjectDisposedException)
        {
            LogPostponed(log, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The sealing of journal and audit is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
