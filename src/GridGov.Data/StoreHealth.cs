namespace GridGov.Data;

/// <summary>
/// Whether the database answers and takes writes. The engine reports every failure; an outage is logged when it begins, when it
/// ends, and at most once a minute between, without stack traces.
/// </summary>
public sealed partial class StoreHealth(ILogger log, Func<CancellationToken, Task> probe) : IAsyncDisposable
{
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    /// <summary>A probe writes to the disk, so not every readiness check makes one.</summary>
    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(3);

    /// <summary>How long a probe may wait behind other writes while reads are answered.</summary>
    static readonly TimeSpan SlowWrite = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly CancellationTokenSource stopping = new();
    Outage? outage;
    Task watching = Task.CompletedTask;
    Task probing = Task.CompletedTask;
    long probeStarted;
    long probeSucceeded;
    long lastLogged;
    long unlogged;

    /// <summary>Counts a call that failed because of the database.</summary>
    public void Failed(StoreUnavailableException failure)
    {
        lock (gate)
        {
            Note(failure);
            outage!.Refused++;
            if (outage.Logged && Elapsed(lastLogged) >= LogInterval)
            {
                LogGoesOn(log, TextOf(outage.Condition), outage.Refused, (long)Elapsed(outage.Began).TotalSeconds);
                lastLogged = Now;
            }
        }
    }

    /// <summary>Logs the failure of an after-commit action; the commit stands.</summary>
    public void AfterCommitFailed(Exception exception) => LogAfterCommit(log, exception);

    void Note(StoreUnavailableException failure)
    {
        if (outage is null)
        {
            outage = new Outage(failure.Condition, Now);
            if (failure.Condition == StoreCondition.Busy)
                LogBusyOnceAMinute(outage, failure);
            watching = Task.Run(WatchForEnd);
        }
        // Busy is often a consequence of another condition, so it does not replace a known one.
        if (failure.Condition != StoreCondition.Busy)
        {
            if (!outage.Logged || outage.Condition == StoreCondition.Busy)
            {
                LogBegins(log, TextOf(failure.Condition), failure.Message);
                (outage.Logged, lastLogged) = (true, Now);
            }
            outage.Condition = failure.Condition;
        }
        outage.LastFailure = Now;
    }

    /// <summary>A locked row now and then is no outage, and a closing engine refuses by design.</summary>
    void LogBusyOnceAMinute(Outage begun, StoreUnavailableException failure)
    {
        if (stopping.IsCancellationRequested || (lastLogged != 0 && Elapsed(lastLogged) < LogInterval))
            return;
        LogBusy(log, failure.Message);
        (begun.Logged, lastLogged) = (true, Now);
    }

    /// <summary>The condition of the database by a read, a probe write every few seconds, and the failures of other callers.</summary>
    /// <param name="read">A small read.</param>
    /// <param name="limit">How long this may take.</param>
    /// <returns>Null when it answers and takes writes.</returns>
    public async Task<StoreCondition?> Check(Func<Task> read, TimeSpan limit)
    {
        Task written;
        lock (gate)
        {
            if (outage is { Condition: not StoreCondition.Busy } known)
                return known.Condition;
            if (probing.IsCompleted && (probeStarted == 0 || !probing.IsCompletedSuccessfully || Elapsed(probeStarted) >= ProbeInterval))
            {
                probeStarted = Now;
                probing = Task.Run(Probe);
            }
            written = probing;
        }
        var started = Now;
        try
        {
            // SQLite calls block, so the read runs on another thread.
            await Task.Run(read).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            return Found(new StoreUnavailableException(StoreCondition.Unreachable, $"No answer within {limit.TotalSeconds:0.#} s."));
        }
        catch (StoreUnavailableException failure)
        {
            return Found(failure);
        }
        try
        {
            var left = limit - Elapsed(started);
            await written.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            return null;
        }
        catch (TimeoutException)
        {
            return probeSucceeded != 0 && Elapsed(probeSucceeded) < SlowWrite
                ? null
                : Found(new StoreUnavailableException(StoreCondition.Unreachable, "No write was committed for some seconds."));
        }
        catch (StoreUnavailableException failure)
        {
            return Found(failure);
        }
    }

    StoreCondition Found(StoreUnavailableException failure)
    {
        lock (gate)
            Note(failure);
        return failure.Condition;
    }

    async Task Probe()
    {
        await probe(stopping.Token);
        lock (gate)
            probeSucceeded = Now;
    }

    /// <summary>Polls until no call has failed for a while and a probe succeeds.</summary>
    async Task WatchForEnd()
    {
        using var timer = new PeriodicTimer(PollInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                long started;
                lock (gate)
                {
                    started = Now;
                    if (Elapsed(outage!.LastFailure) < QuietTime(outage.Condition))
                        continue;
                }
                var failure = await TryProbe();
                lock (gate)
                {
                    if (failure is not null)
                        Note(failure);
                    else if (outage.LastFailure < started)
                    {
                        End(outage);
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The engine is closed.
        }
    }

    async Task<StoreUnavailableException?> TryProbe()
    {
        try
        {
            await probe(stopping.Token).WaitAsync(ProbeLimit, stopping.Token);
            return null;
        }
        catch (StoreUnavailableException failure)
        {
            return failure;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new StoreUnavailableException(StoreCondition.Unreachable, "A write was not committed.", e);
        }
    }

    void End(Outage ended)
    {
        unlogged += ended.Refused;
        if (ended.Logged)
        {
            LogEnds(log, TextOf(ended.Condition), (long)Elapsed(ended.Began).TotalSeconds, unlogged);
            (unlogged, lastLogged) = (0, Now);
        }
        outage = null;
    }

    /// <summary>How long no call may have failed before the outage counts as over.</summary>
    static TimeSpan QuietTime(StoreCondition condition) => condition switch
    {
        StoreCondition.Busy or StoreCondition.Unreachable => TimeSpan.FromSeconds(2),
        // Small writes still succeed on a full disk, and other pages than the damaged ones can be read.
        StoreCondition.Full or StoreCondition.ReadOnly or StoreCondition.Failing => TimeSpan.FromSeconds(10),
        _ => TimeSpan.FromMinutes(10),
    };

    static string TextOf(StoreCondition condition) => condition switch
    {
        StoreCondition.Busy => "busy",
        StoreCondition.Unreachable => "unreachable",
        StoreCondition.Full => "full",
        StoreCondition.ReadOnly => "read-only",
        StoreCondition.Damaged => "damaged",
        _ => "failing",
    };

    static long Now => TimeProvider.System.GetTimestamp();

    static TimeSpan Elapsed(long since) => TimeProvider.System.GetElapsedTime(since);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        await Task.WhenAny(probing, Task.Delay(PollInterval));
    }

    sealed class Outage(StoreCondition condition, long began)
    {
        public StoreCondition Condition { get; set; } = condition;
        public long Began { get; } = began;
        public bool Logged { get; set; }
        public long LastFailure { get; set; }
        public long Refused { get; set; }
    }

    [LoggerMessage(1, LogLevel.Error, "The database is {Condition}: {Reason} Requests that need it are answered 503")]
    private static partial void LogBegins(ILogger log, string condition, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The database is still {Condition}: {Refused} calls failed in {Seconds} s")]
    private static partial void LogGoesOn(ILogger log, string condition, long refused, long seconds);

    [LoggerMessage(3, LogLevel.Warning,
        "The database is available again after being {Condition} for {Seconds} s: {Refused} calls were refused")]
    private static partial void LogEnds(ILogger log, string condition, long seconds, long refused);

    [LoggerMessage(5, LogLevel.Warning, "The database is busy and refuses calls: {Reason}")]
    private static partial void LogBusy(ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Error, "An action after a commit failed; the commit stands")]
    private static partial void LogAfterCommit(ILogger log, Exception exception);
}
