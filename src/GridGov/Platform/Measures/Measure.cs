namespace GridGov.Platform.Measures;

/// <summary>
/// A published figure: a ratio of two counters, and the same ratio said as conditions on tickets, so that whoever doubts
/// the figure can list what was counted.
/// </summary>
/// <param name="Formula">The formula in words.</param>
/// <param name="Version">Grows when the formula changes.</param>
/// <param name="InDenominator">SQL condition on a ticket t and the period @MeasureFrom (inclusive) to @MeasureTo (exclusive).</param>
/// <param name="InNumerator">Further condition, for those of the denominator that are in the numerator.</param>
public sealed record Measure(
    string Code, string Chinese, string Formula, int Version, Counter Numerator, Counter Denominator,
    string InDenominator, string InNumerator)
{
    public static readonly IReadOnlyList<Measure> All =
    [
        new("resolution_rate", "办结率",
            "closed ÷ established; established: accepted (or handled on the spot) in the period and not rejected, cancelled, merged or noted since", 1,
            Counter.EstablishedClosed, Counter.Established,
            "t.accepted_day >= @MeasureFrom AND t.accepted_day < @MeasureTo AND t.status NOT IN ('rejected', 'cancelled', 'merged', 'noted')",
            "t.status = 'closed'"),
        new("street_resolution_rate", "街道内解决率",
            "closed with handling level 1, 2 or 3 ÷ closed; closed: in the period, and not reopened since", 1,
            Counter.ClosedAtStreet, Counter.ClosedOnDay,
            "t.closed_day >= @MeasureFrom AND t.closed_day < @MeasureTo AND t.status = 'closed'",
            "t.handling_level >= 1"),
        new("rework_rate", "返工率",
            "failed checks ÷ checks made in the period; the links list the tickets that were checked", 1,
            Counter.FailedChecks, Counter.Checks,
            CheckedWith("'pass', 'fail'"),
            CheckedWith("'fail'")),
    ];

    public static Measure? Find(string? code) => All.FirstOrDefault(measure => measure.Code == code);

    static string CheckedWith(string actions) => $"""
        EXISTS (SELECT 1 FROM ticket_checks k
                 WHERE k.ticket_id = t.id AND k.day >= @MeasureFrom AND k.day < @MeasureTo AND k.action IN ({actions}))
        """;
}

/// <summary>Which of a measure's tickets.</summary>
public enum MeasurePart
{
    Denominator,
    Numerator,

    /// <summary>In the denominator and not in the numerator: what a rate lacks to 100 %.</summary>
    Complement,
}
