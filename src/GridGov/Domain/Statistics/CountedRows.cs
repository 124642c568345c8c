using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

/// <summary>
/// Which rows a measure counts, as SQL on a ticket t and, when the rows are no tickets, on a row k of the table that they
/// lie in. @Instant is the instant for which it is said, @AsOf the same when that is an earlier one.
/// </summary>
/// <param name="Day">The column by which a row belongs to a day: an integer yyyymmdd.</param>
/// <param name="InDenominator">Condition, beside that day; empty when every row of it counts.</param>
/// <param name="InNumerator">Further condition, never null, for those of the denominator that are in the numerator.</param>
public sealed record CountedRows(string Day, string InDenominator, string InNumerator)
{
    /// <summary>Tickets, by the day they were filed.</summary>
    internal static readonly CountedRows Filed = new("t.filed_day", "", "1 = 1");

    /// <summary>The table of the rows; null when they are the tickets.</summary>
    public string? Table { get; init; }

    /// <summary>The table's column that says of which ticket a row is.</summary>
    public string TicketColumn { get; init; } = "ticket_id";

    /// <summary>The instant at which the row came to be; null when it did with its ticket.</summary>
    public string? At { get; init; }

    /// <summary>Who has it in hand.</summary>
    public string Handler { get; init; } = "t.handler_id";

    /// <summary>The row has a handler of its own, not the ticket's.</summary>
    internal bool IsHandledByRow => Handler.StartsWith("k.", StringComparison.Ordinal);

    /// <summary>Whether that is a department.</summary>
    public string OfDepartment { get; init; } = "coalesce(t.handler_post, '') = 'department_handler'";

    /// <summary>The handler, when that is a department; else null.</summary>
    public string Department => $"CASE WHEN {OfDepartment} THEN {Handler} END";

    /// <summary>The rows of the tickets.</summary>
    /// <param name="ticket">The ticket's id.</param>
    internal string Join(string ticket) => Table is null ? "" : $" JOIN {Table} k ON k.{TicketColumn} = {ticket}";

    /// <summary>What counts, beginning with AND.</summary>
    /// <param name="day">The day's column, or an expression of the same value.</param>
    /// <param name="period">From @MeasureFrom to @MeasureTo. Of one day an index goes on with its next column.</param>
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

    /// <summary>Who has it in hand, beginning with AND.</summary>
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

/// <summary>Which of a measure's tickets.</summary>
public enum MeasurePart
{
    Denominator,
    Numerator,

    /// <summary>In the denominator and not in the numerator: what a rate lacks to 100 %.</summary>
    Complement,
}
