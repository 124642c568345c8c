using GridGov.Domain.Statistics.GoingOut;
using GridGov.Domain.Statistics.Together;

namespace GridGov.Domain.Statistics;

/// <summary>
/// A question for counts of some grids and days. Statistics, assessments and other figures all ask <see cref="MeasureReader"/>, so
/// they agree. The days are those of the measure, such as the day of closing.
/// </summary>
/// <param name="Roots">Disjoint grids, counties or cities with their subtrees; the caller's right to them is checked before.</param>
public record CountQuery(IReadOnlyList<string> Roots, Period Period)
{
    /// <summary>Up to two dimensions, at most one of time and one of grid level. None: one figure per root.</summary>
    public IReadOnlyList<Dimension> By { get; init; } = [];

    public TicketCriteria Criteria { get; init; } = TicketCriteria.None;

    /// <summary>The filters of measures of going out.</summary>
    public RecordCriteria Records { get; init; } = RecordCriteria.None;

    /// <summary>The filters of measures of needs, meetings and points.</summary>
    public TogetherCriteria Together { get; init; } = TogetherCriteria.None;

    /// <summary>The figures as of this past instant; null for now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Whether stored counters answer it; otherwise tickets are counted.</summary>
    public bool IsStored => AsOf is null && By.All(dimension => dimension.IsStored()) && Criteria.IsStored;
}

/// <param name="Figures">One for each non-empty group, in no order.</param>
/// <param name="Total">The total, which may exceed the sum of the figures: a ticket filed to a street is in no community.</param>
public sealed record MeasureResult(IReadOnlyList<MeasureFigure> Figures, Rate Total);

/// <param name="Keys">
/// A key per dimension, in order: codes, ids, "none", <see cref="TimeBuckets"/>; without dimensions the root's code.
/// </param>
public sealed record MeasureFigure(IReadOnlyList<string> Keys, Rate Rate);

/// <param name="Figures">One for each non-empty group, in no order.</param>
public sealed record StatusResult(IReadOnlyList<StatusFigure> Figures, IReadOnlyDictionary<string, long> Total);

/// <param name="Statuses">Tickets in each status, without zeros.</param>
public sealed record StatusFigure(IReadOnlyList<string> Keys, IReadOnlyDictionary<string, long> Statuses);
