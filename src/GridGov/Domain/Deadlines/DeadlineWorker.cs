using GridGov.Domain.Campaigns;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// Processes deadlines: sleeps until the next one or until a commit has an earlier one, at most <see cref="Longest"/>, to notice
/// other processes' commits and clock changes. What a new day brings to campaigns, rounds, meetings and needs is done on the way.
/// </summary>
public sealed partial class DeadlineWorker(Engine engine, TimeProvider time, ClockComparison clocks, ILogger<DeadlineWorker> log)
    : BackgroundService
{
    /// <summary>Short, because a check reads one index entry.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var db = new Db(engine);
        var signal = engine.CacheInvalidation.Cache<DeadlineSignal>();
        engine.CacheInvalidation.Subscribe(CacheTopic.Calendars, _ => signal.Raise(default));
        while (!stoppingToken.IsCancellationRequested)
        {
            if (clocks.IsOff)
            {
                // By a wrong clock a deadline would come early or late; another process acts on it.
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
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
                await CampaignDays.Run(db, stoppingToken);
                await SeriesDays.Run(db, stoppingToken);
                await NeedAlerts.Run(db, stoppingToken);
                var now = Instant.Of(time.GetUtcNow());
                // A failed ticket is still the next, so it is retried after a delay.
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
        // A timer may end slightly early, and the next check would then find nothing.
        await Task.WhenAny(Task.Delay(span + TimeSpan.FromMilliseconds(1), time, awake.Token), raised);
        await awake.CancelAsync();
    }

    [LoggerMessage(1, LogLevel.Error, "A deadline of ticket {Id} could not be processed; it is tried again")]
    private static partial void LogCannotProcess(ILogger log, Id id, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Processing deadlines is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
