using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

/// <summary>
/// The rows that a measure counts, as SQL on a ticket t and, for other rows, a row k of their table. @Instant is the instant of the
/// question, @AsOf the same for an earlier instant.
/// </summary>
/// <param name="Day">The column of a row's day, yyyymmdd.</param>
/// <param name="InDenominator">The condition besides the day; empty when every row counts.</param>
/// <param name="InNumerator">The further condition of the numerator; never null.</param>
public sealed record CountedRows(string Day, string InDenominator, string InNumerator)
{
    internal static readonly CountedRows Filed = new("t.filed_day", "", "1 = 1");

    /// <summary>The table of the rows; null for tickets.</summary>
    public string? Table { get; init; }

    public string TicketColumn { get; init; } = "ticket_id";

    /// <summary>A further condition on the ticket t, apart from those on a row of another table, which has indexes of its own.</summary>
    public string OfTicket { get; init; } = "";

    internal string TicketCondition => OfTicket is "" ? "" : $" AND {OfTicket}";

    /// <summary>The instant of the row; null when it is the ticket's.</summary>
    public string? At { get; init; }

    public string Handler { get; init; } = "t.handler_id";

    internal bool IsHandledByRow => Handler.StartsWith("k.", StringComparison.Ordinal);

    /// <summary>Whether the handler is a department.</summary>
    public string OfDepartment { get; init; } = "coalesce(t.handler_post, '') = 'department_handler'";

    /// <summary>The handler if it is a department, else null.</summary>
    public string Department => $"CASE WHEN {OfDepartment} THEN {Handler} END";

    internal string Join(string ticket) => Table is null ? "" : $" JOIN {Table} k ON k.{TicketColumn} = {ticket}";

    /// <param name="day">The day's column, or an expression of the same value.</param>
    /// <param name="period">From @MeasureFrom to @MeasureTo. For one day equality lets an index use its next column.</param>
    internal string Conditions(string day, Period period, MeasurePart part, bool asOf) =>
        (period.Length == 1 ? $" AND {day} = @MeasureFrom" : $" AND {day} >= @MeasureFrom AND {day} < @MeasureTo")
        + (InDenominator is "" ? "" : $" AND ({InDenominator})")
        + (At is not null && asOf ? $" AND {At} <= @AsOf" : "")
        + part switch
        {
            MeasurePart.Denominator => "",
            MeasurePart.Numerator => $" AND ({InNumerator})",
            MeasurePart.Complement => $" AND NOT ({InNumerator})",
        };

    internal string HandledBy(TicketCriteria criteria, DynamicParameters parameters)
    {
        return Any("handler", criteria.Handlers, Handler, $"{Handler} IS NULL")
            + Any("department", criteria.Departments, Department, $"NOT ({OfDepartment})");

        string Any(string name, IReadOnlyList<Id?> people, string column, string none)
        {
            if (people.Count == 0)
                return "";
            var ids = people.OfType<Id>().ToList();
            return (ids.Count > 0, ids.Count < people.Count) switch
            {
                (true, true) => $" AND ({column} IN {InList.Of(parameters, name, ids)} OR {none})",
                (true, false) => $" AND {column} IN {InList.Of(parameters, name, ids)}",
                _ => $" AND {none}",
            };
        }
    }
}

/// <summary>A part of a measure's tickets.</summary>
public enum MeasurePart
{
    Denominator,
    Numerator,

    /// <summary>In the denominator but not in the numerator: what a rate lacks to 100 %.</summary>
    Complement,
}
