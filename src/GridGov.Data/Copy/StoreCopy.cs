using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;

namespace GridGov.Data.Copy;

/// <summary>
/// Copies a SQLite database to PostgreSQL: every row of every table, unchanged. Schema, rows and comparison are one transaction of
/// the target, so an interrupted or differing copy leaves it empty and can be run again.
/// </summary>
public static class StoreCopy
{
    public sealed record Table(string Name, long Rows, UInt128 Checksum);

    /// <summary>Rows done of all tables' rows, and the current table.</summary>
    public readonly record struct Progress(Step Step, string Table, long Done, long Total);

    public enum Step
    {
        Copying,
        Comparing,
    }

    const int ProgressEvery = 2_000;

    /// <param name="sqlite">Connection string of the source, which no other process may have open.</param>
    /// <param name="postgres">Connection string of the target, which must be empty.</param>
    /// <exception cref="StoreUnreachableException">A database cannot be opened or used.</exception>
    /// <exception cref="StoreCopyException">The copy failed and was rolled back; the message names the table.</exception>
    public static Task<List<Table>> Run(string sqlite, string postgres, Clock clock, ILogger log, Action<Progress> progress,
        CancellationToken ct) =>
        Run(sqlite, postgres, clock, log, progress, Migration.BuiltIn, ct);

    internal static async Task<List<Table>> Run(string sqlite, string postgres, Clock clock, ILogger log, Action<Progress> progress,
        Func<Dialect, IReadOnlyList<Migration>> migrations, CancellationToken ct)
    {
        await using var source = await SqliteSource.Open(sqlite, migrations(SqliteEngine.Sqlite));
        await using var target = await PostgresTarget.Open(postgres, log, ct);
        await target.Create(migrations(PostgresEngine.Postgres), clock.Now, ct);
        var tables = RequireSameSchema(await source.Tables(), await target.Tables());
        var total = 0L;
        foreach (var table in tables)
            total += await source.Count(table.Name);

        await target.DropIndexes();
        var copied = new List<Table>();
        foreach (var table in tables)
            copied.Add(await Copy(source, target, table, ProgressReporter(Step.Copying, table, copied, total, progress), ct));
        await target.RestoreIndexes(tables);
        var compared = new List<Table>();
        for (var i = 0; i < tables.Count; i++)
        {
            var report = ProgressReporter(Step.Comparing, tables[i], compared, total, progress);
            compared.Add(await Compare(target, tables[i], copied[i], report, ct));
        }
        await target.Commit();
        return compared;
    }

    static Action<long> ProgressReporter(Step step, PostgresTarget.Table table, List<Table> before, long total, Action<Progress> progress)
    {
        var begun = before.Sum(done => done.Rows);
        progress(new(step, table.Name, begun, total));
        return rows =>
        {
            if (rows % ProgressEvery == 0 || begun + rows == total)
                progress(new(step, table.Name, begun + rows, total));
        };
    }

    /// <summary>Whether a database can be reached and is empty.</summary>
    public static async Task<bool> IsEmptyTarget(string postgres, ILogger log, CancellationToken ct) =>
        (await PostgresTarget.ListRelations(postgres, log, ct)).Count == 0;

    static List<PostgresTarget.Table> RequireSameSchema(
        IReadOnlyDictionary<string, IReadOnlyList<string>> source, IReadOnlyList<PostgresTarget.Table> target)
    {
        var differences = source.Keys.Except(target.Select(table => table.Name)).Select(name => $"{name} is in SQLite only")
            .Concat(target.Select(table => table.Name).Except(source.Keys).Select(name => $"{name} is in PostgreSQL only"))
            .Concat(target.Where(table => source.ContainsKey(table.Name)).SelectMany(table => Differences(table, source[table.Name])))
            .ToList();
        return differences.Count == 0
            ? [.. target]
            : throw new StoreCopyException($"The two schemas differ, so not everything would be copied: {string.Join(", ", differences)}.");
    }

    static IEnumerable<string> Differences(PostgresTarget.Table table, IReadOnlyList<string> source) =>
        table.Columns.Select(column => column.Name).Except(source).Concat(source.Except(table.Columns.Select(column => column.Name)))
            .Select(column => $"column {table.Name}.{column} is in one of them only");

    static async Task<Table> Copy(
        SqliteSource source, PostgresTarget target, PostgresTarget.Table table, Action<long> progress, CancellationToken ct)
    {
        var checksum = new RowChecksum();
        try
        {
            await target.Load(table, source.Rows(table.Name, [.. table.Columns.Select(column => column.Name)]), checksum, progress, ct);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidCastException or OverflowException)
        {
            throw new StoreCopyException($"{table.Name} cannot be copied, {checksum.Rows:N0} rows were sent: {e.Message}", e);
        }
        return new Table(table.Name, checksum.Rows, checksum.Sum);
    }

    static async Task<Table> Compare(
        PostgresTarget target, PostgresTarget.Table table, Table copied, Action<long> progress, CancellationToken ct)
    {
        var checksum = new RowChecksum();
        await target.Read(table, checksum, progress, ct);
        if (checksum.Rows != copied.Rows)
        {
            throw new StoreCopyException(
                $"{table.Name} differs: {copied.Rows:N0} rows were read from SQLite, PostgreSQL has {checksum.Rows:N0}.");
        }
        if (checksum.Sum != copied.Checksum)
        {
            throw new StoreCopyException(
                $"{table.Name} differs: {copied.Rows:N0} rows on both sides, but their checksums are {copied.Checksum:x32} and "
                + $"{checksum.Sum:x32}.");
        }
        return copied;
    }
}

/// <summary>A copy failed and was rolled back; the message names the table.</summary>
public sealed class StoreCopyException(string message, Exception? inner = null) : Exception(message, inner);
