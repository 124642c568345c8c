using System.Collections.Concurrent;
using System.Globalization;
using Dapper;

namespace GridGov.Platform.Data;

/// <summary>Inserts several rows by one statement: on PostgreSQL each statement of its own is a round trip.</summary>
/// <param name="table">Where.</param>
/// <param name="columns">The columns, and what a row has in each.</param>
public sealed class RowInsert<T>(string table, params (string Column, Func<T, object?> Value)[] columns)
{
    /// <summary>Rows of one statement; what is more goes into the next.</summary>
    const int MaxRows = 50;

    readonly ConcurrentDictionary<int, string> statements = new();

    public async Task Run(Tx tx, IEnumerable<T> rows)
    {
        foreach (var some in rows.Chunk(MaxRows))
            await tx.Run(statements.GetOrAdd(some.Length, Statement), Parameters(some));
    }

    string Statement(int rows) => $"""
        INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Column))})
        VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", columns.Select(column => "@" + Name(column.Column, row)))})"))}
        """;

    DynamicParameters Parameters(T[] rows)
    {
        var parameters = new DynamicParameters();
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var (column, value) in columns)
                parameters.Add(Name(column, row), value(rows[row]));
        }
        return parameters;
    }

    static string Name(string column, int row) => string.Create(CultureInfo.InvariantCulture, $"{column}{row}");
}
