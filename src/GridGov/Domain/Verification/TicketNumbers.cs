namespace GridGov.Domain.Verification;

/// <summary>
/// Compares the running numbers of each street's days with its tickets: a ticket that is gone leaves a gap. A ticket that was amended
/// keeps the street of its filing in its number.
/// </summary>
static class TicketNumbers
{
    public static async Task<long> Run(Db db, Action<string> differs, CancellationToken ct)
    {
        var found = await db.Read(tx => tx.Query(
            FindDifferences, c => (Street: c.Text(), Day: c.Int(), Given: c.Long(), Tickets: c.Long())), ct);
        foreach (var (street, day, given, tickets) in found)
            differs($"street {street}, day {day}: {given:N0} numbers were given, and there are {tickets:N0} tickets");
        return found.Count;
    }

    const string FindDifferences = """
        SELECT coalesce(n.street_code, t.street_code), coalesce(n.day, t.day), coalesce(n.last_number, 0), coalesce(t.tickets, 0)
          FROM ticket_numbers n
          FULL JOIN (SELECT substr(number, 1, 9) AS street_code, filed_day AS day, count(*) AS tickets
                       FROM tickets
                      GROUP BY substr(number, 1, 9), filed_day) t
            ON t.street_code = n.street_code AND t.day = n.day
         WHERE coalesce(n.last_number, 0) <> coalesce(t.tickets, 0)
         ORDER BY 1, 2
         LIMIT 1000
        """;
}
