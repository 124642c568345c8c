using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Domain;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Tests.Data;

/// <summary>The plans of PostgreSQL for the tickets of a party, on a district's number of tickets.</summary>
public sealed class PartyPlanTests : PostgresStoreTest
{
    static readonly Id Person = new(7);

    [Fact]
    public async Task The_tickets_of_a_party_are_found_by_the_party_also_beside_another_post()
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        await db.Write(async tx =>
        {
            foreach (var statement in Fill)
                await tx.Execute(statement);
        });
        await db.Write(tx => tx.Execute("ANALYZE"));
        foreach (var reading in new[] { TicketReading.Page, TicketReading.Count, TicketReading.Export })
        {
            var plan = await Plan(reading, Scope.Of([], ["410103"], Person));
            plan.ShouldContain("ticket_parties_by_person", customMessage: plan);
            plan.ShouldNotContain("Seq Scan on tickets", customMessage: plan);
        }
        var both = await Plan(TicketReading.Count, Scope.Of(["410103009"], ["410103"], Person));
        both.ShouldContain("ticket_parties", customMessage: both);
        both.ShouldNotContain("Seq Scan on ticket_parties", customMessage: both);
    }

    async Task<string> Plan(TicketReading reading, Scope scope) => await db.Read(async tx =>
    {
        var where = new TicketWhere(new TicketQuery { Statuses = [TicketStatus.Processing] }, scope, tx.Now, reading);
        var (what, order) = reading == TicketReading.Count ? ("count(*)", "") : ("t.description", " ORDER BY t.id DESC");
        var limit = reading == TicketReading.Page ? " LIMIT 51" : "";
        return string.Join('\n', await tx.Query(
            $"EXPLAIN SELECT {what} FROM tickets t WHERE {where}{order}{limit}", c => c.Text(), where.Parameters, where.Scope));
    });

    static readonly string[] Fill =
    [
        "ALTER TABLE tickets DISABLE TRIGGER ALL",
        "ALTER TABLE ticket_parties DISABLE TRIGGER ALL",
        """
        INSERT INTO tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency, source,
                             filed_by, filed_at, filed_day, description, updated_at, version)
        SELECT n, 'number-' || n, 'processing', 3, '410103003005006', '410103003', 'event', '0107', 'seven_fields', 'urban_management',
               'routine', 'patrol', 1, n, 20261116, 'x', n, 1
          FROM generate_series(10001, 40000) AS n
        """,
        """
        INSERT INTO ticket_parties (ticket_id, person_id, kind)
        SELECT n, CASE WHEN n % 300 = 0 THEN 7 ELSE 8 + n % 50 END, 'handler' FROM generate_series(10001, 40000) AS n
        """,
    ];
}
