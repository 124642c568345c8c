namespace GridGov.Domain.Boundaries;

/// <summary>Loads the boundaries at the start and after each change, here or in another process, so that no request waits for it.</summary>
public sealed class BoundaryWorker(Engine engine) : BackgroundService
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim changed = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        engine.CacheInvalidation.Subscribe(CacheTopic.Grids, _ => Signal());
        while (!stoppingToken.IsCancellationRequested)
        {
            // A boundary's first day begins without a signal, and a store that was not there may be back.
            try
            {
                await changed.WaitAsync(Longest, stoppingToken);
                await engine.Read(async tx => await BoundaryCache.Load(tx), stoppingToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                // The store logs its outage; the next request loads them.
            }
        }
    }

    void Signal()
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is going to load anyway.
        }
    }
}
