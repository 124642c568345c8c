using System.Globalization;
using System.Text;
using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics;

/// <summary>Addresses of the lists of counted rows, as of the instant of the figures, so that both always agree.</summary>
/// <param name="head">The first parameters of every address, such as the measure.</param>
sealed class FigureLinks(CountQuery query, StatisticsScope scope, Instant now, string head = "", string tail = "&count=true")
{
    /// <summary>The list that shows the rows.</summary>
    public string Path { get; init; } = "/v1/tickets";

    string End => $"&asOf={(query.AsOf ?? now).ToQueryValue()}{tail}";

    readonly string allDays = Days(query.Period);

    public string ForTotal(Period? period = null) => Make(period is { } days ? Days(days) : allDays, scope.IsAll ? [] : scope.Roots, "");

    /// <param name="period">The days of the group if they differ from those of the query.</param>
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
        $"{Path}?{head}{days}{string.Concat(grids.Select(grid => $"&grid={grid}"))}{Filters(groups)}{groups}{End}";

    static string Days(Period period) => $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}";

    string Group(Dimension dimension, string key) => dimension switch
    {
        // The address of a category group names only the requested categories.
        Dimension.CategoryGroup when query.Criteria.Categories is { Count: > 0 } wanted && !wanted.Contains(key) =>
            Parameters("category", wanted.Where(code => code.StartsWith(key, StringComparison.Ordinal))),
        Dimension.CategoryGroup => Parameters("category", [key]),
        Dimension.NeedKind => Parameters("needKind", [key]),
        Dimension.MeetingKind => Parameters("meetingKind", [key]),
        _ => Parameters(dimension.ToCode(), [key]),
    };

    /// <summary>Returns the criteria that the group does not narrow already.</summary>
    string Filters(string groups)
    {
        var (criteria, records, together) = (query.Criteria, query.Records, query.Together);
        if (criteria.IsEmpty && records.IsEmpty && together.IsEmpty)
            return "";
        return Unless("campaign", People(records.Campaigns)) + Unless("person", records.People.Select(person => person.ToString()))
            + Unless("cycle", records.Cycles.Select(day => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Dimensions.None))
            + Unless("group", People(together.Groups)) + Unless("needKind", Codes(together.NeedKinds))
            + Unless("meetingKind", Codes(together.MeetingKinds))
            + Unless("programme", Codes(criteria.Programmes)) + Unless("category", criteria.Categories)
            + Unless("kind", Codes(criteria.Kinds)) + Unless("role", criteria.Roles) + Unless("source", Codes(criteria.Sources))
            + Unless("urgency", Codes(criteria.Urgencies)) + Unless("handler", People(criteria.Handlers))
            + Unless("department", People(criteria.Departments)) + Unless("zone", criteria.Zones.Select(zone => zone.ToString()));

        string Unless(string name, IEnumerable<string> values) =>
            groups.Contains($"&{name}=", StringComparison.Ordinal) ? "" : Parameters(name, values);

        static IEnumerable<string> Codes<T>(IReadOnlyList<T> values)
            where T : struct, Enum => values.Select(value => value.ToCode());

        static IEnumerable<string> People(IReadOnlyList<Id?> ids) => ids.Select(id => id?.ToString() ?? Dimensions.None);
    }

    static string Parameters(string name, IEnumerable<string> values) =>
        string.Concat(values.Select(value => $"&{name}={Uri.EscapeDataString(value)}"));
}
