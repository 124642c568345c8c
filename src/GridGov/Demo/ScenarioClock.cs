namespace GridGov.Demo;

sealed class ScenarioClock(DateTimeOffset start) : TimeProvider
{
    DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void MoveTo(DateTimeOffset moment) => now = moment;
}

/// <summary>Dates each write by the time when it was requested, because the clock moves on while writes wait.</summary>
sealed class ScenarioDb(Engine engine, Clock clock) : Db(engine)
{
    public override Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Exclusive)
    {
        var moment = clock.Now;
        var day = clock.DayOf(moment);
        return base.Write(tx =>
        {
            tx.SetTime(moment, day);
            return work(tx);
        }, ct, mode);
    }
}
