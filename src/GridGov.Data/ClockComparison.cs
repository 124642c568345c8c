namespace GridGov.Data;

/// <summary>
/// Compares the clock of this process with that of the database server, which all processes of a deployment share, and notices when
/// the machine's clock is set.
/// </summary>
public sealed partial class ClockComparison(Engine engine, TimeProvider time, ILogger<ClockComparison> log)
{
    /// <summary>A larger difference is logged.</summary>
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>With a larger difference the process is not ready and does no background work.</summary>
    static readonly TimeSpan MaxOffset = TimeSpan.FromSeconds(5);

    /// <summary>Half of a slower answer's time is more than the comparison may be wrong by.</summary>
    static readonly TimeSpan MaxRoundTrip = TimeSpan.FromSeconds(1);

    const int Attempts = 3;

    (long Timestamp, Instant Clock)? before;

    /// <summary>How much the clock of this process is ahead of the database server's; negative when it is behind.</summary>
    public TimeSpan Offset { get; private set; }

    public bool IsOff => Offset.Duration() > MaxOffset;

    /// <summary>Compares the clocks, and logs a difference of more than a second.</summary>
    public async Task Compare(Db db, CancellationToken ct)
    {
        LogIfSet();
        if (await Measure(ct) is { } offset)
        {
            if (offset.Duration() > Tolerance)
                LogOffset(log, Seconds(offset), offset > TimeSpan.Zero ? "ahead of" : "behind");
            Offset = offset;
        }
        if (await db.Read(tx => tx.QuerySingle<Instant?>(FindLastEvent), ct) is { } last && last - Now() is var ahead && ahead > Tolerance)
            LogBehindJournal(log, Seconds(ahead));
    }

    void LogIfSet()
    {
        var now = (Timestamp: time.GetTimestamp(), Clock: Now());
        if (before is { } earlier)
        {
            var step = now.Clock - earlier.Clock - time.GetElapsedTime(earlier.Timestamp, now.Timestamp);
            if (step.Duration() > Tolerance)
                LogSet(log, step > TimeSpan.Zero ? "forward" : "back", Seconds(step));
        }
        before = now;
    }

    /// <returns>Null if no answer was quick enough, or there is nothing to compare with.</returns>
    async Task<TimeSpan?> Measure(CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (began, from) = (time.GetTimestamp(), Now());
            if (await engine.ReadClock(ct) is not { } theirs)
                return null;
            var roundTrip = time.GetElapsedTime(began);
            if (roundTrip < MaxRoundTrip)
                return from + (roundTrip / 2) - theirs;
        }
        return null;
    }

    Instant Now() => Instant.Of(time.GetUtcNow());

    static double Seconds(TimeSpan span) => Math.Round(span.Duration().TotalSeconds, 1);

    const string FindLastEvent = "SELECT at FROM journal ORDER BY seq DESC LIMIT 1";

    [LoggerMessage(1, LogLevel.Warning, "The clock of this machine is {Seconds} s {Direction} the database server's")]
    private static partial void LogOffset(ILogger log, double seconds, string direction);

    [LoggerMessage(2, LogLevel.Warning, "The clock of this machine was set {Direction} by {Seconds} s")]
    private static partial void LogSet(ILogger log, string direction, double seconds);

    [LoggerMessage(3, LogLevel.Warning,
        "The clock of this machine is {Seconds} s behind the last event of the journal; until it has passed that, events carry its time")]
    private static partial void LogBehindJournal(ILogger log, double seconds);
}
