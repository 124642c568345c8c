using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Tests.Data;

/// <summary>The plans of PostgreSQL for a search, on a district's number of tickets.</summary>
public sealed class SearchPlanTests : PostgresStoreTest
{
    [Theory]
    [InlineData("井盖")]
    [InlineData("盖")]
    [InlineData("井盖 路灯 a7")]
    public async Task A_word_that_few_tickets_have_is_found_by_the_index(string words)
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
            var plan = await db.Read(async tx =>
            {
                var query = await new TicketQuery { Text = words }.WithSearch(tx);
                var where = new TicketWhere(query, Scope.Of("4101"), tx.Now, reading);
                var (what, order) = reading == TicketReading.Count ? ("count(*)", "") : ("t.description", $" ORDER BY {where.TicketId} DESC");
                var limit = reading == TicketReading.Page ? " LIMIT 51" : "";
                return string.Join('\n', await tx.Query(
                    $"EXPLAIN SELECT {what} FROM {where.From} WHERE {where}{order}{limit}", c => c.Text(), where.Parameters, where.Scope));
            });
            plan.ShouldContain("search_words_by_gram", customMessage: plan);
            plan.ShouldNotContain("Seq Scan", customMessage: plan);
        }
    }

    static readonly string[] Fill =
    [
        "ALTER TABLE tickets DISABLE TRIGGER ALL",
        "ALTER TABLE search_words DISABLE TRIGGER ALL",
        """
        INSERT INTO tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency, source,
                             filed_by, filed_at, filed_day, description, updated_at, version)
        SELECT n, 'number-' || n, 'processing', 3, '410103003005006', '410103003', 'event', '0107', 'seven_fields', 'urban_management',
               'routine', 'patrol', 1, n, 20261116, 'x', n, 1
          FROM generate_series(10001, 40000) AS n
        """,
        """
        INSERT INTO search_words (id, number, filed, category, grams)
        SELECT n, n::text, 'x', '0107', ARRAY[n % 500, n % 499, n % 7] FROM generate_series(10001, 40000) AS n
        """,
    ];
}
