namespace GridGov.Data;

/// <summary>
/// Whether the store does its work. The engine reports every failure; an outage is logged when it begins and when it ends,
/// at most once a minute between, and never with a stack trace for each caller.
/// </summary>
public sealed partial class StoreHealth(ILogger log, Func<CancellationToken, Task> probe) : IAsyncDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    /// <summary>A probe writes to the disk, so a monitor that asks every second does not cause one each time.</summary>
    static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(3);

    /// <summary>A probe waits behind other writes; so long it counts as taken while reads are answered.</summary>
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

    /// <summary>Counts a call that was refused because of the store.</summary>
    public void Failed(StoreUnavailableException failure)
    {
        lock (gate)
        {
            Note(failure);
            outage!.Refused++;
            if (outage.Logged && Elapsed(lastLogged) >= LogEvery)
            {
                LogGoesOn(log, TextOf(outage.Condition), outage.Refused, (long)Elapsed(outage.Began).TotalSeconds);
                lastLogged = Now;
            }
        }
    }

    /// <summary>An action behind a commit failed; the commit stands.</summary>
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
        // To be refused for lack of a connection says less than a reason that is already known.
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

    /// <summary>A locked row now and then is no outage; and who closes the store knows that it takes no more.</summary>
    void LogBusyOnceAMinute(Outage begun, StoreUnavailableException failure)
    {
        if (stopping.IsCancellationRequested || (lastLogged != 0 && Elapsed(lastLogged) < LogEvery))
            return;
        LogBusy(log, failure.Message);
        (begun.Logged, lastLogged) = (true, Now);
    }

    /// <summary>What is wrong with the store, for a monitor: a probe write every few seconds, and the failures of other callers.</summary>
    /// <param name="read">Reads a little.</param>
    /// <param name="limit">How long this may take.</param>
    /// <returns>Null when it answers and takes writes.</returns>
    public async Task<StoreCondition?> Check(Func<Task> read, TimeSpan limit)
    {
        Task written;
        lock (gate)
        {
            if (outage is { Condition: not StoreCondition.Busy } known)
                return known.Condition;
            if (probing.IsCompleted && (probeStarted == 0 || !probing.IsCompletedSuccessfully || Elapsed(probeStarted) >= ProbeEvery))
            {
                probeStarted = Now;
                probing = Task.Run(Probe);
            }
            written = probing;
        }
        var started = Now;
        try
        {
            // An engine whose calls block does not block this one.
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

    /// <summary>Looks until nobody was refused for a while and a write is taken.</summary>
    async Task WatchForEnd()
    {
        using var timer = new PeriodicTimer(LookEvery);
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

    /// <summary>For how long nobody must have been refused before the outage counts as over.</summary>
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
        await Task.WhenAny(probing, Task.Delay(LookEvery));
    }

    sealed class Outage(StoreCondition condition, long began)
    {
        public StoreCondition Condition { get; set; } = condition;
        public long Began { get; } = began;
        public bool Logged { get; set; }
        public long LastFailure { get; set; }
        public long Refused { get; set; }
    }

    [LoggerMessage(1, LogLevel.Error, "The store is {Condition}: {Reason} What needs it is answered 503 until it is back")]
    private static partial void LogBegins(ILogger log, string condition, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The store is {Condition} still: {Refused} calls refused in {Seconds} s")]
    private static partial void LogGoesOn(ILogger log, string condition, long refused, long seconds);

    [LoggerMessage(3, LogLevel.Warning, "The store is back after being {Condition} for {Seconds} s: {Refused} calls were refused")]
    private static partial void LogEnds(ILogger log, string condition, long seconds, long refused);

    [LoggerMessage(5, LogLevel.Warning, "The store is busy and refuses calls: {Reason}")]
    private static partial void LogBusy(ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Error, "What follows a commit failed; the commit stands")]
    private static partial void LogAfterCommit(ILogger log, Exception exception);
}
