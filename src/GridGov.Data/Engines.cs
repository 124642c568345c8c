using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;

namespace GridGov.Data;

public static class Engines
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    public static readonly IReadOnlyList<string> Known = [Sqlite, Postgres];

    /// <exception cref="StoreUnreachableException">The connection string cannot be used.</exception>
    public static Engine Create(
        string name, string connectionString, Clock clock, IdGenerator ids, ILogger log, StoreTimeouts? timeouts = null) => name switch
        {
            Sqlite => new SqliteEngine(connectionString, clock, ids, log: log),
            Postgres => new PostgresEngine(connectionString, clock, ids, log, timeouts: timeouts),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such engine."),
        };
}

/// <summary>The database cannot be reached or used with these settings; the message says why.</summary>
public sealed class StoreUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
