using System.Text;
using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics;

/// <summary>Addresses that list the tickets behind the figures of a question: as of the instant of the figures, so that both agree later, too.</summary>
/// <param name="head">What every address begins its parameters with, such as the measure.</param>
/// <param name="tail">What every one ends with.</param>
sealed class FigureLinks(CountQuery query, StatisticsScope scope, Instant now, string head = "", string tail = "&count=true")
{
    readonly string end = $"&asOf={(query.AsOf ?? now).ToQueryValue()}{tail}";
    readonly string allDays = Days(query.Period);

    /// <summary>Of all that is counted.</summary>
    public string ForTotal(Period? period = null) => Make(period is { } days ? Days(days) : allDays, scope.IsAll ? [] : scope.Roots, "");

    /// <summary>Of one group.</summary>
    /// <param name="keys">As the answer has them.</param>
    /// <param name="period">The days of the group, when they are not all of the question's.</param>
    public string ForGroup(IReadOnlyList<string> keys, Period? period = null)
    {
        var (by, days) = (query.By, period);
        var (grids, groups) = (by.Count == 0 ? [keys[0]] : scope.IsAll ? [] : scope.Roots, new StringBuilder());
        for (var i = 0; i < by.Count; i++)
        {
            if (by[i].Digits() is not null)
                grids = [keys[i]];
            else if (by[i].IsTime())
                days ??= TimeBuckets.Split(by[i], query.Period).First(bucket => bucket.Key == keys[i]).Days;
            else
                groups.Append(Group(by[i], keys[i]));
        }
        return Make(days is { } some ? Days(some) : allDays, grids, groups.ToString());
    }

    string Make(string days, IReadOnlyList<string> grids, string groups) =>
        $"/v1/tickets?{head}{days}{string.Concat(grids.Select(grid => $"&grid={grid}"))}{Filters(groups)}{groups}{end}";

    static string Days(Period period) => $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}";

    string Group(Dimension dimension, string key) => dimension switch
    {
        // Of a group of categories only those that were asked for.
        Dimension.CategoryGroup when query.Criteria.Categories is { Count: > 0 } wanted && !wanted.Contains(key) =>
            Parameters("category", wanted.Where(code => code.StartsWith(key, StringComparison.Ordinal))),
        Dimension.CategoryGroup => Parameters("category", [key]),
        _ => Parameters(dimension.ToCode(), [key]),
    };

    /// <summary>The criteria by which it is grouped too: the group says it more narrowly.</summary>
    string Filters(string groups)
    {
        var asked = query.Criteria;
        return asked.IsEmpty ? "" : Unless("programme", Codes(asked.Programmes)) + Unless("category", asked.Categories) + Unless("kind", Codes(asked.Kinds))
            + Unless("role", asked.Roles) + Unless("source", Codes(asked.Sources)) + Unless("urgency", Codes(asked.Urgencies))
            + Unless("handler", People(asked.Handlers)) + Unless("department", People(asked.Departments));

        string Unless(string name, IEnumerable<string> values) =>
            groups.Contains($"&{name}=", StringComparison.Ordinal) ? "" : Parameters(name, values);

        static IEnumerable<string> Codes<T>(IReadOnlyList<T> values)
            where T : struct, Enum => values.Select(value => value.ToCode());

        static IEnumerable<string> People(IReadOnlyList<Id?> ids) => ids.Select(id => id?.ToString() ?? Dimensions.None);
    }

    static string Parameters(string name, IEnumerable<string> values) => string.Concat(values.Select(value => $"&{name}={Uri.EscapeDataString(value)}"));
}
