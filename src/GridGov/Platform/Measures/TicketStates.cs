using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

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
    /// <param name="counting">All are looked for, and not the first in their order.</param>
    public static string Was(Func<string, string> condition, bool counting = false) => counting
        ? $" AND t.id IN ({string.Join(" UNION ALL ", Then.Select(state => state.Ids(condition)))})"
        : $" AND ((1 = 1{Unchanged.Condition}{condition(Unchanged.Ticket)}) OR t.id IN ({Former.Ids(condition)}))";

    string Ids(Func<string, string> condition) => $"SELECT {Ticket} FROM {From} WHERE @scope({Sql.WithoutIndex("t.grid_code")}){Condition}{condition(Ticket)}";
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

    /// <summary>What else has to be so of the ticket t as it is, or as it was; beginning with AND.</summary>
    public string Otherwise { get; init; } = "";

    /// <summary>As SQL on a ticket t of a list, beginning with AND.</summary>
    /// <param name="counting">
    /// To count them all, their days are the way to find them. For the first of many in the order of filing each is looked at
    /// in that order, and the engine is kept from sorting all of them instead.
    /// </param>
    public string Conditions(DynamicParameters parameters, bool counting = false) =>
        AsOf ? TicketStates.Was(ticket => Lists(ticket, parameters, counting), counting) : Lists("t.id", parameters, counting);

    /// <summary>As SQL on a state t of a ticket, beginning with AND.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public string Lists(string ticket, DynamicParameters parameters, bool counting = false)
    {
        var rows = Rows ?? CountedRows.Filed;
        var handled = rows.HandledBy(Handlers, Departments, parameters);
        if (Rows is null)
            return Otherwise + handled;
        parameters.Add("MeasureFrom", Days.Number(Period.From));
        parameters.Add("MeasureTo", Days.Number(Period.To));
        if (rows.Table is null)
            return Otherwise + rows.Conditions(counting ? rows.Day : Sql.NumberWithoutIndex(rows.Day), Period, Part, AsOf) + handled;
        var ofTicket = rows.IsHandledByRow ? "" : handled;
        var ofRow = rows.Conditions(rows.Day, Period, Part, AsOf) + (rows.IsHandledByRow ? handled : "");
        return Otherwise + ofTicket + (counting
            ? $" AND {ticket} IN (SELECT k.{rows.TicketColumn} FROM {rows.Table} k WHERE 1 = 1{ofRow})"
            : $" AND EXISTS (SELECT 1 FROM {rows.Table} k WHERE k.{rows.TicketColumn} = {ticket}{ofRow})");
    }
}
