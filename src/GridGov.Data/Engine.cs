using GridGov.Data.Migrations;

namespace GridGov.Data;

/// <summary>A database engine behind <see cref="Db"/>. Only this project knows which one runs.</summary>
public abstract class Engine : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    /// <summary>Engine, version and place, for the log.</summary>
    public abstract string Description { get; }

    public abstract Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct);

    public abstract Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct);

    /// <summary>A write that may run beside other shared writes, where the engine has several writers.</summary>
    public virtual Task<T> WriteShared<T>(Func<Tx, Task<T>> work, CancellationToken ct) => Write(work, ct);

    /// <summary>Applies the pending migrations. Several processes may start at once.</summary>
    /// <exception cref="SchemaException">An applied migration was edited, or the store is newer than the program.</exception>
    public abstract Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken ct);

    /// <summary>Checks that the database has this program's schema; changes nothing.</summary>
    /// <exception cref="StoreUnreachableException">The database is missing or does not answer; the message says which.</exception>
    public abstract Task RequireSchema(IReadOnlyList<Migration> migrations, CancellationToken ct);

    public CacheInvalidation CacheInvalidation { get; } = new();

    public Action<Tx, string>? OnStatement { get; set; }

    /// <summary>Starts receiving other processes' changes. A server calls it once the schema exists.</summary>
    public abstract void Listen();

    /// <summary>
    /// Rewrites tables so that deleted and overwritten content is in no database file. SQLite rewrites its whole file and blocks
    /// other writers meanwhile.
    /// </summary>
    /// <exception cref="StoreBusyException">The database was in use for too long; old content may remain.</exception>
    public abstract Task Vacuum(IReadOnlyList<string> tables, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The SQL fragments that differ between engines.</summary>
/// <param name="Code">A text column compared bytewise, for ASCII codes.</param>
/// <param name="ClusteredByKey">The suffix of a table whose rows are stored in primary-key order.</param>
/// <param name="SequenceKey">A 64-bit integer primary key that the engine increments.</param>
public sealed record Dialect(string Name, string IdKey, string Code, string ClusteredByKey, string SequenceKey = "INTEGER PRIMARY KEY")
{
    public string Render(string sql) => sql
        .Replace("{id_key}", IdKey, StringComparison.Ordinal)
        .Replace("{sequence_key}", SequenceKey, StringComparison.Ordinal)
        .Replace("{code}", Code, StringComparison.Ordinal)
        .Replace("{clustered_by_key}", ClusteredByKey, StringComparison.Ordinal);
}
