using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Features.Tickets.Search;

/// <summary>In which order tickets are listed, and how a list goes on behind its last one.</summary>
/// <param name="By">The SQL order of a ticket t.</param>
/// <param name="Condition">What it leaves out; null for nothing.</param>
/// <param name="Key">What a cursor keeps of the last ticket.</param>
sealed record TicketOrder(string By, string? Condition, Func<Ticket, string> Key)
{
    static readonly TicketOrder Newest = new("t.id DESC", null, ticket => ticket.Id.ToString());
    static readonly TicketOrder Oldest = new("t.id ASC", null, ticket => ticket.Id.ToString());

    static readonly TicketOrder Due = new("t.due_at ASC, t.id ASC", "t.due_at IS NOT NULL",
        ticket => $"{ticket.Id}{ticket.DueAt!.Value.Milliseconds}");

    // A ticket whose clock runs has been told of or wakes the watch, and those are found by their indexes.
    static readonly TicketOrder DueOfMany = Due with
    {
        Condition = """
            t.due_at IS NOT NULL
             AND t.id IN (SELECT w.id FROM tickets w WHERE w.next_wake_up_at IS NOT NULL UNION ALL SELECT a.id FROM tickets a WHERE a.alerted_light IS NOT NULL)
            """,
    };

    /// <param name="scope">Of a county or more, what is open is far less than all tickets.</param>
    public static TicketOrder For(TicketSort sort, Scope scope) => sort switch
    {
        TicketSort.Newest => Newest,
        TicketSort.Oldest => Oldest,
        TicketSort.Due => scope.Roots.Any(root => GridCode.Level(root) == 0) ? DueOfMany : Due,
    };

    /// <summary>Leaves out what has no place in this order.</summary>
    public void Limit(TicketWhere where)
    {
        if (Condition is not null)
            where.And(Condition);
    }

    /// <summary>Leaves out what does not come behind the key that a cursor kept.</summary>
    public void GoOn(TicketWhere where, string? key)
    {
        if (key is not { Length: >= Id.Length } || !Id.TryParseExact(key[..Id.Length], out var last))
            return;
        if (this == Oldest)
            where.And("t.id > @last", ("last", last));
        else if (this == Newest)
            where.And("t.id < @last", ("last", last));
        else
        {
            where.And("(t.due_at > @lastDue OR (t.due_at = @lastDue AND t.id > @last))",
                ("last", last), ("lastDue", long.TryParse(key[Id.Length..], out var due) ? due : 0));
        }
    }
}
