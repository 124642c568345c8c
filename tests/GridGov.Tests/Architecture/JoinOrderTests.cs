using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using GridGov.Features.Assessments.Reports;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests.Architecture;

/// <summary>
/// No statement reads a whole table to join it with the few rows of a subquery, on SQLite with the statistics of the demo.
/// The planner of SQLite 3.53 does that when it cannot tell how many rows a recursive subquery has; CROSS JOIN keeps the order.
/// </summary>
public sealed partial class JoinOrderTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-plans-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task No_statement_makes_an_index_of_its_own()
    {
        var source = $"Data Source={Path.Combine(folder, "store.db")}";
        await using var engine = new SqliteEngine(source, new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));
        await engine.Migrate(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        await using var connection = new SqliteConnection(source);
        await connection.OpenAsync();
        await Run(connection, "ANALYZE");
        await Run(connection, Statistics);
        await Run(connection, "ANALYZE sqlite_schema");
        (await Plan(connection, WithoutFixedOrder))
            .ShouldContain(line => OwnIndex().IsMatch(line), "the plan of a statement that does");
        var faults = new List<string>();
        // These join one subquery of posts with another, and neither is a table.
        foreach (var (field, sql) in SqlTests.Statements(engine.Dialect.Name).Where(one => one.Field.DeclaringType != typeof(CountedPosts)))
        {
            faults.AddRange((await Plan(connection, Scope.Of("410103003").Expand(sql)))
                .Where(line => OwnIndex().IsMatch(line))
                .Select(line => $"{field.DeclaringType!.FullName}.{field.Name}: {line}"));
        }
        faults.ShouldBeEmpty();
    }

    static async Task<List<string>> Plan(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in Parameter().Matches(sql).Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, DBNull.Value);
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync())
            plan.Add(rows.GetString(3));
        return plan;
    }

    static async Task Run(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    const string WithoutFixedOrder = """
        WITH RECURSIVE chain (id, next) AS (
          SELECT t.id, t.merged_into FROM tickets t WHERE t.id = @Id
          UNION ALL
          SELECT t.id, t.merged_into FROM chain JOIN tickets t ON t.id = chain.next
        )
        SELECT t.number FROM chain JOIN tickets t ON t.id = chain.id
        """;

    // As ANALYZE counts the demo. Of more tickets the planner takes the scan for dearer, and keeps the order by itself.
    const string Statistics = """
        DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
          ('tickets', 'tickets_by_street', '12000 1700 1 1'),
          ('tickets', 'tickets_by_grid', '12000 300 1'),
          ('tickets', 'tickets_by_survivor', '1 1 1'),
          ('people', 'people_by_grid', '180 45 1')
        """;

    [GeneratedRegex(@"\bAUTOMATIC\b|\bBLOOM FILTER\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnIndex();

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
