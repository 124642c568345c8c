using GridGov.Data.Statements;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Statistics;

/// <summary>
/// The measured state of tickets as a relation t, now or at @AsOf: rows of <c>tickets</c> that have not changed since, and of
/// <c>ticket_history</c> for the others.
/// </summary>
/// <param name="Condition">The limit to the instant, beginning with AND.</param>
sealed record TicketStates(string From, string Ticket, string Condition)
{
    static readonly IReadOnlyList<TicketStates> Now = [new("tickets t", "t.id", "")];

    static readonly TicketStates Unchanged = new("tickets t", "t.id", " AND coalesce(t.state_since, t.filed_at) <= @AsOf");
    static readonly TicketStates Former = new("ticket_history t", "t.ticket_id", " AND t.from_at <= @AsOf AND t.until_at > @AsOf");

    static readonly IReadOnlyList<TicketStates> AsOfStates = [Unchanged, Former];

    /// <summary>The relations that together have all tickets of the instant.</summary>
    public static IReadOnlyList<TicketStates> At(Instant? asOf) => asOf is null ? Now : AsOfStates;

    /// <summary>A list's condition on ticket t, applied to the ticket's state at @AsOf.</summary>
    /// <param name="condition">Begins with AND; receives the expression of the ticket's id.</param>
    /// <param name="counting">Whether all are needed, and not only the first.</param>
    public static string ConditionAsOf(Func<string, string> condition, bool counting = false) => counting
        ? $" AND t.id IN ({string.Join(" UNION ALL ", AsOfStates.Select(state => state.Ids(condition)))})"
        : $" AND ((1 = 1{Unchanged.Condition}{condition(Unchanged.Ticket)}) OR t.id IN ({Former.Ids(condition)}))";

    string Ids(Func<string, string> condition) =>
        $"SELECT {Ticket} FROM {From} "
        + $"WHERE {TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"), Ticket)}{Condition}{condition(Ticket)}";
}
