using System.Globalization;

namespace GridGov.Tests;

/// <summary>A clock that the test moves: forward time passes, back the clock is set. Timers run by the system's clock.</summary>
public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    long ticks = now.UtcTicks;
    long passed;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref passed)).TotalSeconds * TimestampFrequency);

    public void MoveTo(DateTimeOffset moment) => Pass(moment.UtcTicks - Interlocked.Exchange(ref ticks, moment.UtcTicks));

    public void Move(TimeSpan span)
    {
        Interlocked.Add(ref ticks, span.Ticks);
        Pass(span.Ticks);
    }

    void Pass(long span)
    {
        if (span > 0)
            Interlocked.Add(ref passed, span);
    }

    /// <summary>Parses China's local time, such as "2026-02-13 16:00".</summary>
    public static DateTimeOffset At(string local) => new(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    public static TestClock Starting(string local) => new(At(local));

    public void MoveTo(string local) => MoveTo(At(local));
}
