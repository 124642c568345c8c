using System.Numerics;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>Counts of some grids and days. Answered by <see cref="MeasureReader"/>.</summary>
/// <param name="Roots">Grids, counties or cities, none inside another: each with its whole subtree. The caller's right to them is asked before.</param>
/// <param name="Period">The days that count.</param>
public record CountQuestion(IReadOnlyList<string> Roots, Period Period)
{
    /// <summary>Up to two, of which at most one a time and one a level of grid. None: a figure for each root.</summary>
    public IReadOnlyList<Dimension> By { get; init; } = [];

    public MeasureFilter Filter { get; init; } = MeasureFilter.None;

    /// <summary>What would have been said at this instant, which must not lie in the future; null: what is so now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Whether counters that are kept answer it, whatever the number of tickets; else the tickets themselves are counted.</summary>
    public bool IsKept => AsOf is null && By.All(dimension => dimension.IsKept()) && Filter.IsKept;
}

/// <summary>
/// A measure of some grids and days: what statistics, assessments and whoever else shows figures ask, so that all of them
/// say the same: <c>await MeasureReader.Read(tx, new MeasureQuestion(Measure.Find("on_time_rate")!, ["410103003"], period) { By = [Dimension.Level2] })</c>.
/// The days are those that the measure goes by, such as the day of closing.
/// </summary>
public sealed record MeasureQuestion(Measure Measure, IReadOnlyList<string> Roots, Period Period) : CountQuestion(Roots, Period);

/// <summary>What a question is answered with.</summary>
/// <param name="Figures">One for each group that has something to count, in no order.</param>
/// <param name="Total">All that is counted. It may be more than the figures together: a ticket filed to a street is in no community.</param>
public sealed record MeasureAnswer(IReadOnlyList<MeasureFigure> Figures, Rate Total);

/// <summary>The figure of one group.</summary>
/// <param name="Keys">A key for each dimension of the question, in its order: codes, ids in their outside form, "none", <see cref="TimeBuckets"/>; without dimensions the root's code.</param>
public sealed record MeasureFigure(IReadOnlyList<string> Keys, Rate Rate);

/// <summary>Tickets by status, as a question for them is answered.</summary>
/// <param name="Figures">One for each group that has tickets, in no order.</param>
/// <param name="Total">Tickets in each status.</param>
public sealed record StatusAnswer(IReadOnlyList<StatusFigure> Figures, IReadOnlyDictionary<string, long> Total);

/// <summary>The tickets of one group.</summary>
/// <param name="Keys">As those of <see cref="MeasureFigure"/>.</param>
/// <param name="Statuses">Tickets in each status; statuses without any are absent.</param>
public sealed record StatusFigure(IReadOnlyList<string> Keys, IReadOnlyDictionary<string, long> Statuses);

/// <summary>Which tickets; of several values any, an empty list does not limit.</summary>
public sealed record MeasureFilter
{
    public static readonly MeasureFilter None = new();

    public IReadOnlyList<string> Programme { get; init; } = [];

    /// <summary>Codes; one of the first level means all below it.</summary>
    public IReadOnlyList<string> Category { get; init; } = [];
    public IReadOnlyList<string> Kind { get; init; } = [];

    /// <summary>Service roles in charge.</summary>
    public IReadOnlyList<string> Role { get; init; } = [];
    public IReadOnlyList<string> Source { get; init; } = [];
    public IReadOnlyList<string> Urgency { get; init; } = [];

    /// <summary>Ids of people, or none.</summary>
    public IReadOnlyList<string> Handler { get; init; } = [];

    /// <summary>Ids of handlers in the post of a department, or none for all others.</summary>
    public IReadOnlyList<string> Department { get; init; } = [];

    internal bool IsKept => Kind.Count + Source.Count + Urgency.Count + Handler.Count + Department.Count == 0;

    internal bool IsOfCategory => Category.Count + Role.Count > 0;

    /// <summary>Whether it lets all pass.</summary>
    internal bool IsNone => IsKept && !IsOfCategory && Programme.Count == 0;

    /// <summary>As SQL on rows that have a programme, a category and a role, beginning with AND.</summary>
    internal string OnCounters(string alias, DynamicParameters parameters) =>
        In(alias, "programme", Programme, parameters) + InCategories(alias, parameters) + In(alias, "role", Role, parameters);

    /// <summary>As SQL on counted rows, beginning with AND.</summary>
    internal string OnRows(CountedRows rows, DynamicParameters parameters) =>
        OnCounters("t", parameters) + In("t", "kind", Kind, parameters) + In("t", "source", Source, parameters) + In("t", "urgency", Urgency, parameters)
        + rows.HandledBy(Handler, Department, parameters);

    static string In(string alias, string column, IReadOnlyList<string> values, DynamicParameters parameters) =>
        values.Count == 0 ? "" : $" AND {alias}.{column} IN {InList.Of(parameters, column, values)}";

    string InCategories(string alias, DynamicParameters parameters)
    {
        if (Category.Count == 0)
            return "";
        // The last as often as fills a power of two, as with every list.
        var wanted = Category.ToList();
        while (!BitOperations.IsPow2(wanted.Count))
            wanted.Add(wanted[^1]);
        for (var i = 0; i < wanted.Count; i++)
        {
            parameters.Add($"category{i}", wanted[i]);
            parameters.Add($"category{i}End", wanted[i] + ":");
        }
        return $" AND ({string.Join(" OR ", wanted.Select((_, i) => $"({alias}.category >= @category{i} AND {alias}.category < @category{i}End)"))})";
    }
}
