using GridGov.Data.Statements;

namespace GridGov.Domain.Statistics;

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

    static readonly IReadOnlyList<TicketStates> AsOfStates = [Unchanged, Former];

    /// <summary>What together are all tickets of that instant.</summary>
    public static IReadOnlyList<TicketStates> At(Instant? asOf) => asOf is null ? Now : AsOfStates;

    /// <summary>A condition on a ticket t of a list, said of the ticket as it was then.</summary>
    /// <param name="condition">Beginning with AND, given the expression for the ticket's id.</param>
    /// <param name="counting">All are looked for, and not the first in their order.</param>
    public static string ConditionAsOf(Func<string, string> condition, bool counting = false) => counting
        ? $" AND t.id IN ({string.Join(" UNION ALL ", AsOfStates.Select(state => state.Ids(condition)))})"
        : $" AND ((1 = 1{Unchanged.Condition}{condition(Unchanged.Ticket)}) OR t.id IN ({Former.Ids(condition)}))";

    string Ids(Func<string, string> condition) => $"SELECT {Ticket} FROM {From} WHERE @scope({Sql.WithoutIndex("t.grid_code")}){Condition}{condition(Ticket)}";
}
