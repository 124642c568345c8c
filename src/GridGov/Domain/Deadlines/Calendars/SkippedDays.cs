namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>The reason why a day counts or does not count.</summary>
public enum DayReason
{
    /// <summary>周末</summary>
    Weekend,
    /// <summary>节假日: by the national calendar.</summary>
    Holiday,
    /// <summary>本地休息日: by a local exception.</summary>
    LocalDayOff,
    /// <summary>调休上班: a day off that is worked to make up for a holiday.</summary>
    MakeUpDay,
    /// <summary>本地上班日: worked by a local exception.</summary>
    LocalWorkingDay,
}

/// <summary>Consecutive days off, or worked, for one reason.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The number of days.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Name">The name of the holiday or exception; null for a weekend.</param>
/// <param name="Grid">The grid of the exception.</param>
public sealed record ExplainedDays(DateOnly From, DateOnly To, int Days, DayReason Reason, string? Name, string? Grid);

/// <summary>The working hours of consecutive days, and the rule that they follow.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Hours">The hours, such as 08:30-12:00.</param>
/// <param name="Grid">The grid whose rule it is; null for the deployment's hours.</param>
/// <param name="SeasonFrom">The first day of the rule's season, MM-dd; null for hours of the whole year.</param>
/// <param name="SeasonTo">The last day of the rule's season, MM-dd.</param>
/// <param name="ValidFrom">The first day on which the rule applies; null for always.</param>
public sealed record ExplainedHours(
    DateOnly From, DateOnly To, IReadOnlyList<string> Hours, string? Grid, string? SeasonFrom, string? SeasonTo, DateOnly? ValidFrom)
{
    internal static ExplainedHours Of(WorkingHours rule, DateOnly from, DateOnly to) => new(
        from, to, [.. rule.Spans.Select(span => span.ToString())], rule.Grid, SeasonDay.Format(rule.SeasonFrom),
        SeasonDay.Format(rule.SeasonTo), rule.ValidFrom);
}

/// <summary>The days that explain a deadline on working days.</summary>
/// <param name="Skipped">Days between start and end that did not count.</param>
/// <param name="MadeUp">Days that counted although their weekday or the national calendar has them off.</param>
/// <param name="UnpublishedYears">Years without a published calendar, in which Monday to Friday are working days.</param>
/// <param name="Hours">The working hours of the days.</param>
public sealed record SkippedDays(
    IReadOnlyList<ExplainedDays> Skipped, IReadOnlyList<ExplainedDays> MadeUp, IReadOnlyList<int> UnpublishedYears,
    IReadOnlyList<ExplainedHours> Hours)
{
    public static readonly SkippedDays None = new([], [], [], []);

    /// <summary>The days between two instants, both days included; none for limits that count every day.</summary>
    public static SkippedDays Between(WorkingCalendar calendar, Limit limit, Instant from, Instant to)
    {
        if (!limit.OnWorkingDays)
            return None;
        var (skipped, madeUp) = (new List<ExplainedDays>(), new List<ExplainedDays>());
        var hours = new List<(WorkingHours Rule, DateOnly From, DateOnly To)>();
        var (first, last) = (calendar.DayOf(from), calendar.DayOf(to));
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var rule = calendar.HoursOn(day);
            if (hours.Count > 0 && ReferenceEquals(hours[^1].Rule, rule))
                hours[^1] = hours[^1] with { To = day };
            else
                hours.Add((rule, day, day));
            if (Explain(calendar, day) is { } explained)
                Add(explained.Reason is DayReason.MakeUpDay or DayReason.LocalWorkingDay ? madeUp : skipped, explained);
        }
        return new SkippedDays(skipped, madeUp,
            [.. Enumerable.Range(first.Year, last.Year - first.Year + 1).Where(year => !calendar.IsPublished(year))],
            hours.ConvertAll(each => ExplainedHours.Of(each.Rule, each.From, each.To)));
    }

    static ExplainedDays? Explain(WorkingCalendar calendar, DateOnly day)
    {
        var exception = calendar.ExceptionOn(day);
        DayReason? reason = exception switch
        {
            null => WorkingCalendar.IsWeekend(day) ? DayReason.Weekend : null,
            { Working: false, Grid: null } => DayReason.Holiday,
            { Working: false } => DayReason.LocalDayOff,
            { Grid: null } => DayReason.MakeUpDay,
            _ => DayReason.LocalWorkingDay,
        };
        return reason is { } known ? new ExplainedDays(day, day, 1, known, exception?.Name, exception?.Grid) : null;
    }

    static void Add(List<ExplainedDays> list, ExplainedDays day)
    {
        if (list.Count > 0 && list[^1] is var last && last.To.AddDays(1) == day.From
            && last with { From = day.From, To = day.To, Days = 1 } == day)
        {
            list[^1] = last with { To = day.To, Days = last.Days + 1 };
        }
        else
        {
            list.Add(day);
        }
    }
}
