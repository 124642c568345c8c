using System.Collections.Concurrent;

namespace GridGov.Security;

/// <summary>Stores the last use of API keys once a minute, so that a use costs no write.</summary>
public sealed partial class ApiKeyUsage(Engine engine, TimeProvider time, ILogger<ApiKeyUsage> log) : BackgroundService
{
    readonly ConcurrentDictionary<Id, bool> used = new();

    public void Record(Id key) => used.TryAdd(key, true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryFlush();
        }
        catch (OperationCanceledException)
        {
            await TryFlush();
        }
    }

    async Task TryFlush()
    {
        try
        {
            await Flush();
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

    public async Task Flush()
    {
        var keys = used.Keys.ToList();
        if (keys.Count == 0)
            return;
        await new Db(engine).Write(async tx =>
        {
            foreach (var key in keys)
                await tx.Execute(SetUsed, new { Id = key, At = tx.Now });
        });
        foreach (var key in keys)
            used.TryRemove(key, out _);
    }

    const string SetUsed = "UPDATE api_keys SET used_at = @At WHERE id = @Id";

    [LoggerMessage(1, LogLevel.Warning, "The last use of API keys could not be stored yet")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
