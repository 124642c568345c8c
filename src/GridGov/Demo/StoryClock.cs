namespace GridGov.Demo;

/// <summary>A clock that shows the moment of the story being played.</summary>
sealed class StoryClock(DateTimeOffset start) : TimeProvider
{
    DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void MoveTo(DateTimeOffset moment)
    {
        // The story is played in order; a clock that ran backwards would date an act before its cause.
        if (moment > now)
            now = moment;
    }
}
