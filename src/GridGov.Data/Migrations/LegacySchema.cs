using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GridGov.Data.Migrations;

/// <summary>
/// Takes over a complete database of an earlier series of migrations: renames what the baseline renamed, compares the
/// schema with the baseline's, and replaces the record of migrations. Any other database is refused.
/// </summary>
static class LegacySchema
{
    /// <summary>The last file of the baseline. Later migrations are applied to such a database like to any other.</summary>
    public const int LastOfBaseline = 16;

    /// <summary>An earlier series, which ended with the schema that <see cref="LegacyNames"/> renames.</summary>
    /// <param name="First">Checksum of its 0001_grids.sql, by which it is recognised.</param>
    /// <param name="Sqlite">Fingerprint of its complete record on SQLite.</param>
    /// <param name="Postgres">The same on PostgreSQL.</param>
    /// <param name="LastCommit">The last commit with these files.</param>
    sealed record Series(string First, string Sqlite, string Postgres, string LastCommit)
    {
        public string Complete(Dialect dialect) => dialect == SqliteEngine.Sqlite ? Sqlite : Postgres;

        public string LastBuild => $"the last build with its migrations (commit {LastCommit})";
    }

    static readonly IReadOnlyList<Series> All =
    [
        // The 41 files before the baseline.
        new("4cfdb489fd87837b5d3348ea24cc81d6ec0b9d90e282b28e66e6b4023e52ddc8",
            "a476293b1de68770ba2cbb84c2c67360fd3f94ae1b9362b41c661b184a84b142",
            "314307ca8f3289f4742cf036ad0009ea088b3290adf65c18867bc107941b9ee4", "f5942cb"),
        // The baseline with the old names.
        new("cbb9b97b8072e388eefaa439159ec96391521a0c9dc8faec140778b40bbf75d1",
            "41092565fd00eca5a37ce030ca0a15e5cfde46a39f5413f2d7c63dd09772d173",
            "2ab9cd7a5c2c4a5bd3456aff5f7d925bf657033cdc7faac2ef577a1dfad7b292", "d1cfb42"),
    ];

    /// <param name="applied">Number and checksum of each applied migration.</param>
    public static bool Made(IReadOnlyDictionary<int, string> applied) => SeriesOf(applied) is not null;

    static Series? SeriesOf(IReadOnlyDictionary<int, string> applied) =>
        All.FirstOrDefault(series => series.First == applied.GetValueOrDefault(1));

    /// <summary>Renames and replaces the record, in the transaction that the engine has begun.</summary>
    /// <exception cref="SchemaException">The database is not complete, or holds what this program cannot read.</exception>
    public static async Task TakeOver(DbConnection connection, Dialect dialect,
        IReadOnlyDictionary<int, string> applied, IReadOnlyList<Migration> migrations, Instant now)
    {
        var series = SeriesOf(applied)!;
        if (Fingerprint(applied) != series.Complete(dialect))
            throw new SchemaException("The database was made by an unfinished pre-release version of GridGov. "
                + $"Start {series.LastBuild} on it once, then this one; or begin with a new database.");
        try
        {
            await RequireReadable(connection, series);
            await SchemaMigrator.Run(connection, LegacyNames.Replace);
            if (dialect == PostgresEngine.Postgres)
                await SchemaMigrator.Run(connection, LegacyNames.ReplaceOnPostgres);
        }
        catch (DbException e) when (IsSchemaError(e))
        {
            throw Changed(e.Message);
        }
        var baseline = migrations.Where(migration => migration.Number <= LastOfBaseline).ToList();
        await RequireSchema(connection, dialect, baseline);
        await connection.ExecuteAsync(Forget);
        foreach (var migration in baseline)
            await SchemaMigrator.Record(connection, migration, now);
    }

    static async Task RequireReadable(DbConnection connection, Series series)
    {
        if (await connection.ExecuteScalarAsync<long>(LegacyNames.FindPlain) != 0)
            throw new SchemaException("The database holds reporters or signing keys that are not encrypted. "
                + $"Start {series.LastBuild} on it once, which encrypts them, then this one.");
        if (await connection.ExecuteScalarAsync<long>(LegacyNames.FindWithoutDeadlines) != 0)
            throw new SchemaException("The database holds tickets from before events recorded closing deadlines, "
                + "which this version cannot read. Begin with a new database.");
        if (await connection.ExecuteScalarAsync<long>(LegacyNames.FindWithoutChain) != 0)
            throw new SchemaException("The database holds tickets from before events were chained by hashes, "
                + "which this version cannot verify. Begin with a new database.");
    }

    static async Task RequireSchema(DbConnection connection, Dialect dialect, IReadOnlyList<Migration> baseline)
    {
        var (found, expected) = dialect == SqliteEngine.Sqlite
            ? (await SqliteCatalogue.Of(connection), await SqliteCatalogue.MadeBy(baseline))
            : (await PostgresCatalogue.Of(connection), await PostgresCatalogue.MadeBy(connection, baseline));
        var differences = expected.Except(found).Select(missing => $"without {missing}")
            .Concat(found.Except(expected).Select(extra => $"with {extra}"))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (differences.Count > 0)
            throw Changed($"it is {string.Join(", ", differences.Take(3))}");
    }

    static SchemaException Changed(string difference) => new("The schema of the database was changed by other means than its migrations: "
        + $"{difference}. Undo that, or begin with a new database.");

    /// <summary>Whether a statement met another schema than it was written for: class 42 of PostgreSQL, but for missing rights.</summary>
    static bool IsSchemaError(DbException e) => e
        is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR }
        or PostgresException { SqlState: ['4', '2', ..] and not PostgresErrorCodes.InsufficientPrivilege };

    /// <summary>SHA-256 over number and checksum of each migration, so that one constant stands for the whole record.</summary>
    static string Fingerprint(IReadOnlyDictionary<int, string> applied)
    {
        var lines = applied.OrderBy(migration => migration.Key).Select(migration => $"{migration.Key} {migration.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    const string Forget = "DELETE FROM schema_migrations";
}
