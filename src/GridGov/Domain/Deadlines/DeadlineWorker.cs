using GridGov.Domain.Deadlines.Clocks;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// The watch of this process: sleeps until the next instant at which something comes due, is woken when an earlier one is
/// committed, and looks at least so often as <see cref="Longest"/> says, for what other processes committed and did not
/// live to see, and for a clock that was set.
/// </summary>
public sealed partial class DeadlineWorker(Engine engine, TimeProvider time, ILogger<DeadlineWorker> log) : BackgroundService
{
    /// <summary>One look at one entry of an index.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>After something went wrong.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var db = new Db(engine);
        var signal = engine.CacheInvalidation.Cache<DeadlineSignal>();
        // Open deadlines are worked out anew.
        engine.CacheInvalidation.Subscribe(CacheTopic.Calendars, _ => signal.Raise(default));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                signal.Listen();
                var faults = await TryRecalculate(db, stoppingToken) ? 0 : 1;
                await DeadlineProcessor.Run(db, (id, fault) =>
                {
                    faults++;
                    if (fault is not StoreBusyException)
                        LogCannotProcess(log, id, fault);
                }, stoppingToken);
                var now = Instant.Of(time.GetUtcNow());
                // What could not be acted on is still the next; it is tried again, but not at once.
                var next = faults > 0 ? now + Pause : await DeadlineProcessor.FindNext(db, stoppingToken);
                var until = signal.SleepUntil(next, now + Longest, out var raised);
                if (until > now)
                    await Sleep(until - now, raised, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // Tried again; the outage is logged by the store.
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                LogPostponed(log, e);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False when a ticket of it is locked by somebody else: what has come due of the others does not wait for that.</returns>
    static async Task<bool> TryRecalculate(Db db, CancellationToken ct)
    {
        try
        {
            await CalendarRecalculation.Run(db, ct);
            return true;
        }
        catch (StoreBusyException)
        {
            return false;
        }
    }

    async Task Sleep(TimeSpan span, Task raised, CancellationToken ct)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A timer may end a moment early, and the next look then finds nothing to do.
        await Task.WhenAny(Task.Delay(span + TimeSpan.FromMilliseconds(1), time, awake.Token), raised);
        await awake.CancelAsync();
    }

    [LoggerMessage(1, LogLevel.Error, "What has come due of ticket {Id} could not be done; it is tried again")]
    private static partial void LogCannotProcess(ILogger log, Id id, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The watch is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
