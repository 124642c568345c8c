namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>A pause of a clock (挂账); <c>To</c> is null while it lasts.</summary>
public readonly record struct Pause(Instant From, Instant? To);

/// <summary>The used part of a limit.</summary>
public enum Light
{
    /// <summary>绿灯: below 80 %.</summary>
    Green,
    /// <summary>黄灯: from 80 % to 100 %.</summary>
    Yellow,
    /// <summary>红灯: beyond.</summary>
    Red,
}

/// <summary>The instants at which a clock turns yellow and runs out.</summary>
/// <param name="YellowAt">The first instant of yellow, at 80 %.</param>
/// <param name="DueAt">The last instant in time; the light is red afterwards.</param>
public readonly record struct Deadline(Instant YellowAt, Instant DueAt)
{
    public Instant RedAt => new(DueAt.Milliseconds + 1);

    public Light LightAt(Instant now) => now > DueAt ? Light.Red : now >= YellowAt ? Light.Yellow : Light.Green;
}

/// <summary>
/// A run of a clock against a limit, without its pauses; each extension adds the original limit. Time that does not count does not
/// advance it: started at 12:00 it begins at 14:00, at 18:00 on the next working day.
/// </summary>
/// <param name="Pauses">Ordered and disjoint; only the last may be open.</param>
public sealed record StageClock(Limit Limit, Instant Start, int Extensions = 0, IReadOnlyList<Pause>? Pauses = null)
{
    /// <summary>The allowed counted time in milliseconds.</summary>
    public long Allowed => Limit.Milliseconds * (1 + Extensions);

    long YellowAfter => (Allowed * 4 + 4) / 5;

    /// <summary>The deadline; null while paused, unless it ran out before.</summary>
    public Deadline? DeadlineIn(WorkingCalendar calendar) =>
        At(calendar, Allowed) is { } due ? new Deadline(At(calendar, YellowAfter)!.Value, due) : null;

    public long UsedAt(Instant now, WorkingCalendar calendar)
    {
        long used = 0;
        var from = Start;
        foreach (var pause in Pauses ?? [])
        {
            if (pause.From >= now)
                break;
            used += CountedTime(calendar, from, pause.From);
            if (pause.To is not { } to)
                return used;
            from = Latest(from, to);
        }
        return used + CountedTime(calendar, from, now);
    }

    /// <summary>The first counted instant.</summary>
    public Instant CountsFrom(WorkingCalendar calendar) =>
        Limit.OnWorkingDays ? new(calendar.For(Limit).After(Start, 1).Milliseconds - 1) : Start;

    /// <summary>The earliest instant with this much time used.</summary>
    Instant? At(WorkingCalendar calendar, long used)
    {
        var from = Start;
        foreach (var pause in Pauses ?? [])
        {
            var before = CountedTime(calendar, from, pause.From);
            if (before >= used)
                break;
            used -= before;
            if (pause.To is not { } to)
                return null;
            from = Latest(from, to);
        }
        return Limit.OnWorkingDays ? calendar.For(Limit).After(from, used) : new(from.Milliseconds + used);
    }

    long CountedTime(WorkingCalendar calendar, Instant from, Instant to) =>
        Limit.OnWorkingDays ? calendar.For(Limit).Between(from, to) : Math.Max(0, to.Milliseconds - from.Milliseconds);

    static Instant Latest(Instant one, Instant other) => one > other ? one : other;
}
