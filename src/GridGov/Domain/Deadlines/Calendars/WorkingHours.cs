using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GridGov.Text;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>Hours of a day in minutes after midnight, such as 08:30 to 12:00.</summary>
public readonly record struct WorkSpan(int From, int To)
{
    /// <summary>The stored and sent form: "08:30-12:00"; the last end of a day is 24:00.</summary>
    public override string ToString() => $"{TimeOfDay.Format(From)}-{TimeOfDay.Format(To)}";

    public static bool TryParse(string? text, out WorkSpan span)
    {
        span = default;
        if (text is not { Length: 11 } || text[5] != '-' || !TimeOfDay.TryParse(text[..5], out var from)
            || !TimeOfDay.TryParse(text[6..], out var to))
            return false;
        span = new WorkSpan(from, to);
        return from < to;
    }
}

/// <summary>A day of every year: MMdd inside, "MM-dd" outside.</summary>
public static class SeasonDay
{
    [return: NotNullIfNotNull(nameof(day))]
    public static string? Format(int? day) =>
        day is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number / 100:00}-{number % 100:00}") : null;

    /// <summary>February has 29 days here.</summary>
    public static bool TryParse(string? text, out int day)
    {
        day = 0;
        if (!DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return false;
        day = (date.Month * 100) + date.Day;
        return true;
    }
}

/// <summary>Working hours of a grid's subtree, all year or in a season.</summary>
/// <param name="Grid">Null for the deployment.</param>
/// <param name="SeasonFrom">The first day of each year's season as MMdd; null with <paramref name="SeasonTo"/> for all year.</param>
/// <param name="SeasonTo">The last day; before the first one the season ends in the next year.</param>
/// <param name="ValidFrom">The first day on which the rule applies; null for always.</param>
public sealed record WorkingHours(string? Grid, int? SeasonFrom, int? SeasonTo, DateOnly? ValidFrom, IReadOnlyList<WorkSpan> Spans)
{
    /// <summary>08:00 to 12:00 and 14:00 to 18:00.</summary>
    public static readonly WorkingHours Default = new(null, null, null, null, [new(8 * 60, 12 * 60), new(14 * 60, 18 * 60)]);

    public int Minutes => Spans.Sum(span => span.To - span.From);

    /// <summary>The stored and sent form of the hours: "08:30-12:00 14:00-18:00".</summary>
    public string Hours => string.Join(' ', Spans);

    public bool AppliesOn(DateOnly day)
    {
        if (day < (ValidFrom ?? DateOnly.MinValue))
            return false;
        if (this is not { SeasonFrom: { } from, SeasonTo: { } to })
            return true;
        var number = (day.Month * 100) + day.Day;
        return from <= to ? number >= from && number <= to : number >= from || number <= to;
    }

    /// <summary>The order in which rules win: the lower grid, then a season, then the later first day.</summary>
    public static IReadOnlyList<WorkingHours> InOrder(IEnumerable<WorkingHours> rules) =>
    [
        .. rules.OrderByDescending(rule => rule.Grid?.Length ?? 0).ThenByDescending(rule => rule.SeasonFrom is not null)
            .ThenByDescending(rule => rule.ValidFrom ?? DateOnly.MinValue),
    ];
}
