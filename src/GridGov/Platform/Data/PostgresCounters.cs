using GridGov.Platform.Measures;
using Npgsql;

namespace GridGov.Platform.Data;

/// <summary>
/// Writes a transaction's counters in one statement, in the order of their keys: two transactions that share rows then
/// take them in the same order, so one waits for the other and neither can hold what the other needs.
/// </summary>
static class PostgresCounters
{
    public static async Task Write(NpgsqlConnection connection, IReadOnlyList<CounterDelta> deltas, CancellationToken ct)
    {
        if (deltas.Count == 0)
            return;
        var batch = new CounterBatch();
        batch.Add(deltas);
        var rows = batch.Sums
            // The city's rows last: those that most others wait for are held the shortest.
            .OrderByDescending(sum => sum.Key.Digits)
            .ThenBy(sum => sum.Key.Counter)
            .ThenBy(sum => sum.Key.Grain, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Grid, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Day)
            .ThenBy(sum => sum.Key.Category, StringComparer.Ordinal)
            .ThenBy(sum => sum.Key.Programme)
            .ThenBy(sum => sum.Key.Role, StringComparer.Ordinal)
            .ToList();
        if (rows.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Upsert, connection);
        Column("counter", row => row.Key.Counter.Code());
        Column("grain", row => row.Key.Grain);
        Column("digits", row => row.Key.Digits);
        Column("grid", row => row.Key.Grid);
        Column("day", row => row.Key.Day);
        Column("category", row => row.Key.Category);
        Column("programme", row => row.Key.Programme.Code());
        Column("role", row => row.Key.Role);
        Column("n", row => (long)row.Value);
        await command.ExecuteNonQueryAsync(ct);

        void Column<T>(string name, Func<KeyValuePair<CounterBatch.Row, int>, T> value) =>
            command.Parameters.Add(new NpgsqlParameter<T[]>(name, [.. rows.Select(value)]));
    }

    const string Upsert = """
        INSERT INTO counters (counter, grain, digits, grid_code, day, category, programme, role, n)
        SELECT counter, grain, digits, grid_code, day, category, programme, role, n
          FROM unnest(@counter::text[], @grain::text[], @digits::integer[], @grid::text[], @day::integer[],
                      @category::text[], @programme::text[], @role::text[], @n::bigint[])
            AS moved (counter, grain, digits, grid_code, day, category, programme, role, n)
        ON CONFLICT (counter, grain, digits, grid_code, day, category, programme, role)
        DO UPDATE SET n = counters.n + excluded.n
        """;
}
