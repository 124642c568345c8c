using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

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

    /// <summary>Whether that is a department.</summary>
    public string OfDepartment { get; init; } = "coalesce(t.handler_post, '') = 'department_handler'";

    /// <summary>The handler, when that is a department; else null.</summary>
    public string Department => $"CASE WHEN {OfDepartment} THEN {Handler} END";

    /// <summary>The rows of the tickets.</summary>
    /// <param name="ticket">The ticket's id.</param>
    internal string Join(string ticket) => Table is null ? "" : $" JOIN {Table} k ON k.{TicketColumn} = {ticket}";

    /// <summary>What counts, beginning with AND.</summary>
    /// <param name="day">The day's column, or an expression of the same value.</param>
    internal string Conditions(string day, MeasurePart part, bool asOf) =>
        $" AND {day} >= @MeasureFrom AND {day} < @MeasureTo"
        + (InDenominator is "" ? "" : $" AND ({InDenominator})")
        + (At is not null && asOf ? $" AND {At} <= @AsOf" : "")
        + part switch
        {
            MeasurePart.Denominator => "",
            MeasurePart.Numerator => $" AND ({InNumerator})",
            MeasurePart.Complement => $" AND NOT ({InNumerator})",
        };

    /// <summary>Who has it in hand, beginning with AND.</summary>
    /// <param name="handlers">Ids in their outside form, or none.</param>
    /// <param name="departments">Such in the post of a department, or none for all others.</param>
    internal string HandledBy(IReadOnlyList<string> handlers, IReadOnlyList<string> departments, DynamicParameters parameters)
    {
        return Any("handler", handlers, Handler, $"{Handler} IS NULL") + Any("department", departments, Department, $"NOT ({OfDepartment})");

        string Any(string name, IReadOnlyList<string> values, string column, string none)
        {
            if (values.Count == 0)
                return "";
            var ids = values.Where(value => value != Dimensions.None).Select(value => Id.TryRead(value, out var id) ? id.Value : 0).ToList();
            return (ids.Count > 0, ids.Count < values.Count) switch
            {
                (true, true) => $" AND ({column} IN {InList.Of(parameters, name, ids)} OR {none})",
                (true, false) => $" AND {column} IN {InList.Of(parameters, name, ids)}",
                _ => $" AND {none}",
            };
        }
    }
}

/// <summary>The tickets behind a figure: those that count, or of which such a row does.</summary>
sealed record TicketsBehind
{
    /// <summary>What the measure counts; null for any ticket.</summary>
    public CountedRows? Rows { get; init; }
    public MeasurePart Part { get; init; }
    public Period Period { get; init; }

    /// <summary>Ids in their outside form, or none.</summary>
    public IReadOnlyList<string> Handlers { get; init; } = [];
    public IReadOnlyList<string> Departments { get; init; } = [];

    /// <summary>It is asked for an earlier instant.</summary>
    public bool AsOf { get; init; }

    /// <summary>As SQL on a ticket t, beginning with AND.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public string Lists(string ticket, DynamicParameters parameters)
    {
        if (Rows is null)
            return CountedRows.Filed.HandledBy(Handlers, Departments, parameters);
        parameters.Add("MeasureFrom", Days.Number(Period.From));
        parameters.Add("MeasureTo", Days.Number(Period.To));
        var conditions = Rows.Conditions(Rows.Day, Part, AsOf) + Rows.HandledBy(Handlers, Departments, parameters);
        return Rows.Table is null ? conditions : $" AND EXISTS (SELECT 1 FROM {Rows.Table} k WHERE k.{Rows.TicketColumn} = {ticket}{conditions})";
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

/// <summary>
/// The tickets as a relation t with all that measures look at: as they are, or as they were at the instant @AsOf, which
/// their own rows say of those that have not changed since, and <c>ticket_history</c> of the others.
/// </summary>
/// <param name="From">The relation.</param>
/// <param name="Ticket">Its ticket's id.</param>
/// <param name="Condition">What limits it to that instant, beginning with AND.</param>
sealed record TicketStates(string From, string Ticket, string Condition)
{
    static readonly IReadOnlyList<TicketStates> Now = [new("tickets t", "t.id", "")];

    static readonly TicketStates Unchanged = new("tickets t", "t.id", " AND coalesce(t.state_since, t.filed_at) <= @AsOf");
    static readonly TicketStates Former = new("ticket_history t", "t.ticket_id", " AND t.from_at <= @AsOf AND t.until_at > @AsOf");

    static readonly IReadOnlyList<TicketStates> Then = [Unchanged, Former];

    /// <summary>What together are all tickets of that instant.</summary>
    public static IReadOnlyList<TicketStates> At(Instant? asOf) => asOf is null ? Now : Then;

    /// <summary>A condition on a ticket t of a list, said of the ticket as it was then.</summary>
    /// <param name="condition">Beginning with AND, given the expression for the ticket's id.</param>
    public static string Was(Func<string, string> condition) => $"""
         AND ((1 = 1{Unchanged.Condition}{condition(Unchanged.Ticket)})
              OR t.id IN (SELECT {Former.Ticket} FROM {Former.From} WHERE @scope(t.grid_code){Former.Condition}{condition(Former.Ticket)}))
        """;
}
