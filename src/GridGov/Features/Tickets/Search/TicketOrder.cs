using System.Globalization;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Features.Tickets.Search;

enum TicketSort
{
    Newest,
    Oldest,
    Due,
    Updated,
    OldestUpdated,
    Relevance,
    Distance,
}

/// <summary>The order of a list of tickets, and its continuation after a ticket.</summary>
/// <param name="Condition">The condition of tickets in this order; null for all.</param>
/// <param name="Key">The key of a ticket, which a cursor keeps.</param>
sealed record TicketOrder(string By, string? Condition, Func<Ticket, string> Key)
{
    const string Nearest = TicketWhere.SquaredDistance + " ASC, t.id ASC";

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

    /// <param name="where">A scope with a county or a city has far fewer open tickets than tickets.</param>
    public static TicketOrder For(TicketSort sort, TicketWhere where) => sort switch
    {
        TicketSort.Newest => new(where.TicketId + " DESC", null, ticket => ticket.Id.ToString()),
        TicketSort.Oldest => new(where.TicketId + " ASC", null, ticket => ticket.Id.ToString()),
        TicketSort.Updated => Updated,
        TicketSort.OldestUpdated => OldestUpdated,
        TicketSort.Due => where.Scope.Roots.Any(root => GridCode.Level(root) == 0) ? DueOfMany : Due,
        TicketSort.Relevance =>
            new($"{where.Rank} DESC, {where.TicketId} DESC", null, ticket => ticket.Id.ToString()) { Value = where.Rank },
        TicketSort.Distance => new(Nearest, null, ticket => ticket.Id.ToString()) { Value = TicketWhere.SquaredDistance },
    };

    /// <summary>The expression of a number by which tickets are ordered and that their answer does not have; null for none.</summary>
    public string? Value { get; private init; }

    /// <summary>The key with the value that the statement has read.</summary>
    public string KeyOf(Ticket ticket, double? value) =>
        Key(ticket) + (Value is null ? "" : value!.Value.ToString("R", CultureInfo.InvariantCulture));

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
        if (Value is not null)
            GoOnByValue(where, last, key);
        else if (By == where.TicketId + " ASC")
            where.And($"{where.TicketId} > @last", ("last", last));
        else if (By == where.TicketId + " DESC")
            where.And($"{where.TicketId} < @last", ("last", last));
        else if (this == Updated || this == OldestUpdated)
            where.And($"(t.updated_at, t.id) {(this == Updated ? "<" : ">")} (@lastAt, @last)", ("last", last), ("lastAt", InstantOf(key)));
        else
            where.And("(t.due_at > @lastAt OR (t.due_at = @lastAt AND t.id > @last))", ("last", last), ("lastAt", InstantOf(key)));
    }

    /// <summary>Limits to one rank of a search, after the key of a cursor; false when the cursor is beyond this rank.</summary>
    public static bool GoOnInRank(TicketWhere where, int rank, string? key)
    {
        if (key is { Length: > Id.Length } && Id.TryParseExact(key[..Id.Length], out var last)
            && int.TryParse(key[Id.Length..], out var of))
        {
            if (rank > of)
                return false;
            if (rank == of)
                where.And($"{where.TicketId} < @last", ("last", last));
        }
        where.And($"{where.Rank} = @rank", ("rank", rank));
        return true;
    }

    void GoOnByValue(TicketWhere where, Id last, string key)
    {
        _ = double.TryParse(key[Id.Length..], CultureInfo.InvariantCulture, out var value);
        var after = By == Nearest ? ">" : "<";
        where.And($"({Value} {after} @lastValue OR ({Value} = @lastValue AND {where.TicketId} {after} @last))",
            ("last", last), ("lastValue", value));
    }

    static string KeyOfUpdate(Ticket ticket) => $"{ticket.Id}{ticket.UpdatedAt.Milliseconds}";

    static long InstantOf(string key) => long.TryParse(key[Id.Length..], out var at) ? at : 0;
}
