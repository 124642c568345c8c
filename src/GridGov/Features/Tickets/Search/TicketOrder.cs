using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Features.Tickets.Search;

/// <summary>The order of a list of tickets, and its continuation after a ticket.</summary>
/// <param name="Condition">The condition of tickets in this order; null for all.</param>
/// <param name="Key">The key of a ticket, which a cursor keeps.</param>
sealed record TicketOrder(string By, string? Condition, Func<Ticket, string> Key)
{
    static readonly TicketOrder Newest = new("t.id DESC", null, ticket => ticket.Id.ToString());
    static readonly TicketOrder Oldest = new("t.id ASC", null, ticket => ticket.Id.ToString());

    static readonly TicketOrder Due = new("t.due_at ASC, t.id ASC", "t.due_at IS NOT NULL",
        ticket => $"{ticket.Id}{ticket.DueAt!.Value.Milliseconds}");

    static readonly TicketOrder Updated = new("t.updated_at DESC, t.id DESC", null, KeyOfUpdate);
    static readonly TicketOrder OldestUpdated = new("t.updated_at ASC, t.id ASC", null, KeyOfUpdate);

    // A ticket with a running clock has a wake-up time or was alerted, and both have an index.
    static readonly TicketOrder DueOfMany = Due with
    {
        Condition = """
            t.due_at IS NOT NULL
             AND t.id IN (SELECT w.id FROM tickets w WHERE w.next_wake_up_at IS NOT NULL
                          UNION ALL
                          SELECT a.id FROM tickets a WHERE a.alerted_light IS NOT NULL)
            """,
    };

    /// <param name="scope">A scope with a county or a city has far fewer open tickets than tickets.</param>
    public static TicketOrder For(TicketSort sort, Scope scope) => sort switch
    {
        TicketSort.Newest => Newest,
        TicketSort.Oldest => Oldest,
        TicketSort.Updated => Updated,
        TicketSort.OldestUpdated => OldestUpdated,
        TicketSort.Due => scope.Roots.Any(root => GridCode.Level(root) == 0) ? DueOfMany : Due,
    };

    public void Limit(TicketWhere where)
    {
        if (Condition is not null)
            where.And(Condition);
    }

    /// <summary>Leaves out tickets up to the key of a cursor.</summary>
    public void GoOn(TicketWhere where, string? key)
    {
        if (key is not { Length: >= Id.Length } || !Id.TryParseExact(key[..Id.Length], out var last))
            return;
        if (this == Oldest)
            where.And("t.id > @last", ("last", last));
        else if (this == Newest)
            where.And("t.id < @last", ("last", last));
        else if (this == Updated || this == OldestUpdated)
            where.And($"(t.updated_at, t.id) {(this == Updated ? "<" : ">")} (@lastAt, @last)", ("last", last), ("lastAt", InstantOf(key)));
        else
            where.And("(t.due_at > @lastAt OR (t.due_at = @lastAt AND t.id > @last))", ("last", last), ("lastAt", InstantOf(key)));
    }

    static string KeyOfUpdate(Ticket ticket) => $"{ticket.Id}{ticket.UpdatedAt.Milliseconds}";

    static long InstantOf(string key) => long.TryParse(key[Id.Length..], out var at) ? at : 0;
}
