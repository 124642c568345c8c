namespace GridGov.Domain.Statistics;

/// <summary>
/// Counts of some grids and days: what statistics, assessments and whatever else shows figures ask of <see cref="MeasureReader"/>, so that
/// all agree. The days are those that a measure goes by, such as the day of closing.
/// </summary>
/// <param name="Roots">Grids, counties or cities, none inside another: each with its whole subtree. The caller's right to them is asked before.</param>
/// <param name="Period">The days that count.</param>
public record CountQuery(IReadOnlyList<string> Roots, Period Period)
{
    /// <summary>Up to two, of which at most one a time and one a level of grid. None: a figure for each root.</summary>
    public IReadOnlyList<Dimension> By { get; init; } = [];

    public TicketCriteria Criteria { get; init; } = TicketCriteria.None;

    /// <summary>What would have been said at this instant, which must not lie in the future; null: what is so now.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Whether counters that are kept answer it, whatever the number of tickets; else the tickets themselves are counted.</summary>
    public bool IsStored => AsOf is null && By.All(dimension => dimension.IsStored()) && Criteria.IsStored;
}

/// <summary>What a question is answered with.</summary>
/// <param name="Figures">One for each group that has something to count, in no order.</param>
/// <param name="Total">All that is counted. It may be more than the figures together: a ticket filed to a street is in no community.</param>
public sealed record MeasureResult(IReadOnlyList<MeasureFigure> Figures, Rate Total);

/// <summary>The figure of one group.</summary>
/// <param name="Keys">A key for each dimension of the question, in its order: codes, ids in their outside form, "none", <see cref="TimeBuckets"/>; without dimensions the root's code.</param>
public sealed record MeasureFigure(IReadOnlyList<string> Keys, Rate Rate);

/// <summary>Tickets by status, as a question for them is answered.</summary>
/// <param name="Figures">One for each group that has tickets, in no order.</param>
/// <param name="Total">Tickets in each status.</param>
public sealed record StatusResult(IReadOnlyList<StatusFigure> Figures, IReadOnlyDictionary<string, long> Total);

/// <summary>The tickets of one group.</summary>
/// <param name="Keys">As those of <see cref="MeasureFigure"/>.</param>
/// <param name="Statuses">Tickets in each status; statuses without any are absent.</param>
public sealed record StatusFigure(IReadOnlyList<string> Keys, IReadOnlyDictionary<string, long> Statuses);
