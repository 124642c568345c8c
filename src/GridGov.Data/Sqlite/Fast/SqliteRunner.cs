using System.Runtime.CompilerServices;
using GridGov.Data.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Data.Sqlite.Fast;

/// <summary>Runs statements on a SQLite connection and keeps them prepared, because compiling one costs more than most runs.</summary>
sealed class SqliteRunner(SqliteConnection connection) : StatementRunner, IAsyncDisposable
{
    const int MaxStatements = 256;

    readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    long uses;

    /// <summary>Rows changed since the connection was opened, including rolled-back changes.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(connection.Handle);

    /// <summary>A number that changes with every commit of another connection, in this or any other process.</summary>
    public long DataVersion => Statement("PRAGMA data_version").Rows(columns => columns.Long(), args: null, scope: null)[0];

    /// <summary>The time of the last event in the journal; null if there is none, or no journal.</summary>
    public Instant? LastEventAt =>
        Statement("SELECT 1 FROM sqlite_master WHERE name = 'journal'").Rows(columns => columns.Long(), args: null, scope: null).Count > 0
            ? Statement("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").Rows(c => c.Instant(), args: null, scope: null) is [var at]
                ? at
                : null
            : null;

    public bool IsInTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    public void Run(string sql) => Statement(sql).Run(args: null, scope: null);

    public override Task<List<T>> Query<T>(string sql, object? args, Scope? scope) => Task.FromResult(Statement(sql).Rows<T>(args, scope));

    public override Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args, Scope? scope) =>
        Task.FromResult(Statement(sql).Rows(read, args, scope));

    public override async IAsyncEnumerable<List<T>> QueryBatches<T>(
        string sql, Func<Columns, T> read, object? args, Scope? scope, int size, [EnumeratorCancellation] CancellationToken ct)
    {
        // Not a cached statement, because it stays open for long.
        using var statement = SqliteStatement.Prepare(connection, sql);
        foreach (var portion in statement.Portions(read, args, scope, size))
        {
            ct.ThrowIfCancellationRequested();
            yield return portion;
        }
    }

    public override Task<int> Execute(string sql, object? args, Scope? scope) => Task.FromResult(Statement(sql).Run(args, scope));

    public override Task<int> ExecuteEach(string sql, IEnumerable<object> args, Scope? scope) =>
        Task.FromResult(args.Sum(each => Statement(sql).Run(each, scope)));

    SqliteStatement Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            if (statements.Count >= MaxStatements)
                EvictLeastUsed();
            statements.Add(sql, statement = SqliteStatement.Prepare(connection, sql));
        }
        statement.LastUsed = ++uses;
        return statement;
    }

    /// <summary>Drops the less recently used half: filters build more statements than the cache holds.</summary>
    void EvictLeastUsed()
    {
        foreach (var (sql, statement) in statements.OrderBy(pair => pair.Value.LastUsed).Take(MaxStatements / 2).ToList())
        {
            statement.Dispose();
            statements.Remove(sql);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        statements.Clear();
        return connection.DisposeAsync();
    }
}
