namespace GridGov.Demo;

/// <summary>A clock that shows the moment of the story being played.</summary>
sealed class ScenarioClock(DateTimeOffset start) : TimeProvider
{
    DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void MoveTo(DateTimeOffset moment) => now = moment;
}

/// <summary>
/// Dates each write by the story's clock as it stood when the write was asked for: by the time it is its turn the clock
/// has moved on, because the story goes on while writes wait to be committed together.
/// </summary>
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
