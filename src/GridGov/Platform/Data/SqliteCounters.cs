using GridGov.Platform.Measures;
using SQLitePCL;

namespace GridGov.Platform.Data;

/// <summary>
/// Writes a batch's counters. They are by far the most frequent statement (two dozen for one move of a ticket), and
/// through a command object each costs four times what SQLite itself needs; so this one statement is bound by hand.
/// </summary>
sealed class SqliteCounters(PreparedConnection connection) : IDisposable
{
    sqlite3_stmt? statement;

    public void Write(CounterBatch batch)
    {
        foreach (var (row, by) in batch.Sums)
            Write(row, by);
    }

    void Write(CounterBatch.Row row, int by)
    {
        statement ??= Prepare();
        Check(raw.sqlite3_bind_text(statement, 1, row.Counter.Code()));
        Check(raw.sqlite3_bind_text(statement, 2, row.Grain));
        Check(raw.sqlite3_bind_int(statement, 3, row.Digits));
        Check(raw.sqlite3_bind_text(statement, 4, row.Grid));
        Check(raw.sqlite3_bind_int(statement, 5, row.Day));
        Check(raw.sqlite3_bind_text(statement, 6, row.Category));
        Check(raw.sqlite3_bind_text(statement, 7, row.Programme.Code()));
        Check(raw.sqlite3_bind_text(statement, 8, row.Role));
        Check(raw.sqlite3_bind_int(statement, 9, by));
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
    }

    sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, Upsert, out var prepared));
        return prepared;
    }

    void Check(int result) => Microsoft.Data.Sqlite.SqliteException.ThrowExceptionForRC(result, connection.Handle);

    public void Dispose() => statement?.Dispose();

    const string Upsert = """
        INSERT INTO counters (counter, grain, digits, grid_code, day, category, programme, role, n)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (counter, grain, digits, grid_code, day, category, programme, role)
        DO UPDATE SET n = counters.n + excluded.n
        """;
}
