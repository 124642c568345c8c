using System.Collections.Concurrent;
using System.Globalization;
using Dapper;

namespace GridGov.Data.Statements;

/// <summary>Inserts several rows per statement, which costs less than one statement per row.</summary>
public sealed class RowInsert<T>(string table, params (string Column, Func<T, object?> Value)[] columns)
{
    const int MaxRows = 50;

    readonly ConcurrentDictionary<int, string> statements = new();
    readonly string[] names =
    [
        .. Enumerable.Range(0, MaxRows).SelectMany(row =>
            columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Column}{row}"))),
    ];

    public async Task Execute(Tx tx, IEnumerable<T> rows)
    {
        foreach (var portion in rows.Chunk(MaxRows))
            await tx.Execute(statements.GetOrAdd(portion.Length, Statement), Parameters(portion));
    }

    string Statement(int rows) => $"""
        INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Column))})
        VALUES {string.Join(", ", names.Take(rows * columns.Length).Chunk(columns.Length).Select(row => $"(@{string.Join(", @", row)})"))}
        """;

    DynamicParameters Parameters(T[] rows)
    {
        var parameters = new DynamicParameters();
        for (var i = 0; i < rows.Length * columns.Length; i++)
            parameters.Add(names[i], columns[i % columns.Length].Value(rows[i / columns.Length]));
        return parameters;
    }
}
