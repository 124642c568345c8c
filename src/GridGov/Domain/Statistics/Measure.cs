using GridGov.Domain.Statistics.Counters;
using GridGov.Text;

namespace GridGov.Domain.Statistics;

/// <summary>The unit that a measure counts.</summary>
public enum MeasureUnit
{
    /// <summary>案卷: a ticket counts once.</summary>
    Ticket,
    /// <summary>核查: each check of a ticket.</summary>
    Check,
    /// <summary>派遣: each dispatch of a ticket.</summary>
    Dispatch,
    /// <summary>回访: each valid call-back about a ticket.</summary>
    CallBack,
}

/// <summary>A counter, or the difference of two.</summary>
public sealed record CounterTerm(Counter Plus, Counter? Minus = null)
{
    public static implicit operator CounterTerm(Counter counter) => new(counter);

    /// <summary>The sign of a counter in the term: 1, -1 or 0.</summary>
    internal int WeightOf(Counter counter) => (Plus == counter ? 1 : 0) - (Minus == counter ? 1 : 0);
}

/// <summary>
/// A published figure: a ratio as SQL on the counted rows, for lists of the counted tickets and for questions that counters do not
/// store; for most also a ratio of two stored counts.
/// </summary>
/// <param name="Formula">The formula in words.</param>
/// <param name="Version">Increases when the formula changes.</param>
public sealed record Measure(string Code, int Version, LocalizedText Formula)
{
    public LocalizedText Name => Labels.Measures[Code];

    public MeasureUnit Unit { get; init; }

    public bool MoreIsBetter { get; init; } = true;

    public required LocalizedText Day { get; init; }

    /// <summary>Exclusions and other notes.</summary>
    public required LocalizedText Notes { get; init; }

    /// <summary>Null where it is counted from the tickets of the period.</summary>
    public CounterTerm? Numerator { get; init; }
    public CounterTerm? Denominator { get; init; }

    /// <summary>Whether counters are stored, so that the cost does not grow with the tickets of the period.</summary>
    public bool IsStored => Denominator is not null;

    /// <summary>Whether it is a number and no ratio: all its tickets are in both parts.</summary>
    public bool IsCount { get; init; }

    internal IReadOnlyList<(Counter Counter, Weight Weight)> Counters =>
        [.. new[] { Numerator?.Plus, Numerator?.Minus, Denominator?.Plus, Denominator?.Minus }.OfType<Counter>().Distinct()
            .Select(counter => (counter, new Weight(Numerator!.WeightOf(counter), Denominator!.WeightOf(counter))))];

    public required CountedRows Rows { get; init; }

    public static readonly IReadOnlyList<Measure> All = MeasureDefinitions.All;

    public static readonly IReadOnlyCollection<string> Codes = [.. All.Select(measure => measure.Code)];

    public static Measure? Find(string? code) => All.FirstOrDefault(measure => measure.Code == code);
}
