using Dapper;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>In which order tickets are listed, and how a list goes on behind its last one.</summary>
/// <param name="By">The SQL order of a ticket t.</param>
/// <param name="Condition">What it leaves out, beginning with AND, or nothing.</param>
/// <param name="Key">What a cursor keeps of the last ticket.</param>
sealed record TicketOrder(string By, string Condition, Func<Ticket, string> Key)
{
    static readonly TicketOrder Newest = new("t.id DESC", "", ticket => ticket.Id.ToString());
    static readonly TicketOrder Oldest = new("t.id ASC", "", ticket => ticket.Id.ToString());

    static readonly TicketOrder Due = new("t.due_at ASC, t.id ASC", " AND t.due_at IS NOT NULL",
        ticket => $"{ticket.Id}{ticket.DueAt!.Value.Milliseconds}");

    // A ticket whose clock runs has been told of or wakes the watch, and those are found by their indexes.
    static readonly TicketOrder DueOfMany = Due with
    {
        Condition = """
             AND t.due_at IS NOT NULL
             AND t.id IN (SELECT w.id FROM tickets w WHERE w.wake_at IS NOT NULL UNION ALL SELECT a.id FROM tickets a WHERE a.alerted IS NOT NULL)
            """,
    };

    /// <param name="many">The list is of more than some streets: what is open is less than what there is.</param>
    public static TicketOrder Of(string? sort, bool many) => sort switch
    {
        "oldest" => Oldest,
        "due" => many ? DueOfMany : Due,
        _ => Newest,
    };

    /// <summary>The SQL condition, beginning with AND, for what comes behind the key that a cursor kept.</summary>
    public string After(string? key, DynamicParameters parameters)
    {
        if (key is not { Length: >= Id.Length } || !Id.TryRead(key[..Id.Length], out var last))
            return "";
        parameters.Add("last", last.Value);
        if (this == Oldest)
            return " AND t.id > @last";
        if (this == Newest)
            return " AND t.id < @last";
        parameters.Add("lastDue", long.TryParse(key[Id.Length..], out var due) ? due : 0);
        return " AND (t.due_at > @lastDue OR (t.due_at = @lastDue AND t.id > @last))";
    }
}
