using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Domain.Statistics.Together;
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
    /// <summary>目标场所: each target place in each cycle of a campaign.</summary>
    Place,
    /// <summary>走访巡查记录: each record.</summary>
    Record,
    /// <summary>需求: each need.</summary>
    Need,
    /// <summary>认领: each claim of a need.</summary>
    Claim,
    /// <summary>例会周期: each cycle of each series of meetings.</summary>
    MeetingCycle,
    /// <summary>议题: each point of a meeting.</summary>
    Point,
}

/// <summary>A counter, or the difference of two.</summary>
public sealed record CounterTerm(Counter Plus, Counter? Minus = null)
{
    public static implicit operator CounterTerm(Counter counter) => new(counter);

    /// <summary>The sign of a counter in the term: 1, -1 or 0.</summary>
    internal int WeightOf(Counter counter) => (Plus == counter ? 1 : 0) - (Minus == counter ? 1 : 0);
}

/// <summary>A published figure: a ratio of counted rows, which a list shows.</summary>
/// <param name="Formula">The formula in words.</param>
/// <param name="Version">Increases when the formula changes.</param>
public abstract record Measure(string Code, int Version, LocalizedText Formula)
{
    public LocalizedText Name => Labels.Measures[Code];

    public abstract MeasureUnit Unit { get; init; }

    public bool MoreIsBetter { get; init; } = true;

    public required LocalizedText Day { get; init; }

    /// <summary>Exclusions and other notes.</summary>
    public required LocalizedText Notes { get; init; }

    /// <summary>Whether counters are stored, so that the cost does not grow with the rows of the period.</summary>
    public virtual bool IsStored => false;

    /// <summary>Whether it is a number and no ratio: all its rows are in both parts.</summary>
    public bool IsCount { get; init; }

    public static IReadOnlyList<Measure> All => [.. MeasureDefinitions.All, .. GoingOutMeasures.All, .. TogetherMeasures.All];

    public static Measure? Find(string? code) =>
        (Measure?)TicketMeasure.Find(code) ?? GoingOutMeasures.Find(code) ?? TogetherMeasures.Find(code);
}

/// <summary>
/// A measure of tickets: a ratio as SQL on the counted rows, for lists of the counted tickets and for questions that counters do not
/// store; for most also a ratio of two stored counts.
/// </summary>
public sealed record TicketMeasure(string Code, int Version, LocalizedText Formula) : Measure(Code, Version, Formula)
{
    public override MeasureUnit Unit { get; init; }

    /// <summary>Null where it is counted from the tickets of the period.</summary>
    public CounterTerm? Numerator { get; init; }
    public CounterTerm? Denominator { get; init; }

    public override bool IsStored => Denominator is not null;

    internal IReadOnlyList<(Counter Counter, Weight Weight)> Counters =>
        [.. new[] { Numerator?.Plus, Numerator?.Minus, Denominator?.Plus, Denominator?.Minus }.OfType<Counter>().Distinct()
            .Select(counter => (counter, new Weight(Numerator!.WeightOf(counter), Denominator!.WeightOf(counter))))];

    public required CountedRows Rows { get; init; }

    public static new IReadOnlyList<TicketMeasure> All => MeasureDefinitions.All;

    public static readonly IReadOnlyCollection<string> Codes = [.. MeasureDefinitions.All.Select(measure => measure.Code)];

    public static new TicketMeasure? Find(string? code) => MeasureDefinitions.All.FirstOrDefault(measure => measure.Code == code);
}
