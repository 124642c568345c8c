using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;

namespace GridGov.Data.Migrations;

/// <summary>
/// A database that was made by the 41 files which the baseline replaced. A complete one has the baseline's schema, so only
/// its record of migrations is replaced; any other is refused with a sentence that says what to do.
/// </summary>
static class LegacySchema
{
    /// <summary>The last file of the baseline. Later migrations are applied to such a database like to any other.</summary>
    public const int LastOfBaseline = 16;

    /// <summary>Checksum of that series' 0001_grids.sql.</summary>
    const string First = "4cfdb489fd87837b5d3348ea24cc81d6ec0b9d90e282b28e66e6b4023e52ddc8";

    const string LastBuild = "the last build with its migrations (commit f5942cb)";

    /// <param name="applied">Number and checksum of each applied migration.</param>
    public static bool Made(IReadOnlyDictionary<int, string> applied) => applied.GetValueOrDefault(1) == First;

    /// <summary>Replaces the record, in the transaction that the engine has begun.</summary>
    /// <exception cref="SchemaException">The database is not complete, or holds what this program cannot read.</exception>
    public static async Task TakeOver(DbConnection connection, Dialect dialect,
        IReadOnlyDictionary<int, string> applied, IReadOnlyList<Migration> migrations, Instant now)
    {
        if (Fingerprint(applied) != Complete(dialect))
            throw new SchemaException("The database was made by an unfinished pre-release version of GridGov. "
                + $"Start {LastBuild} on it once, then this one; or begin with a new database.");
        var baseline = migrations.Where(migration => migration.Number <= LastOfBaseline).ToList();
        await RequireSchema(connection, dialect, baseline);
        if (await connection.ExecuteScalarAsync<long>(FindPlain) != 0)
            throw new SchemaException("The database holds reporters or signing keys that are not encrypted. "
                + $"Start {LastBuild} on it once, which encrypts them, then this one.");
        if (await connection.ExecuteScalarAsync<long>(FindWithoutDeadlines) != 0)
            throw new SchemaException("The database holds tickets from before events recorded closing deadlines, "
                + "which this version cannot read. Begin with a new database.");
        await connection.ExecuteAsync(Forget);
        foreach (var migration in baseline)
            await SchemaMigrator.Record(connection, migration, now);
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
            throw new SchemaException("The schema of the database was changed by other means than its migrations: "
                + $"it is {string.Join(", ", differences.Take(3))}. Undo that, or begin with a new database.");
    }

    /// <summary>SHA-256 over number and checksum of each migration, so that one constant stands for the whole record.</summary>
    static string Fingerprint(IReadOnlyDictionary<int, string> applied)
    {
        var lines = applied.OrderBy(migration => migration.Key).Select(migration => $"{migration.Key} {migration.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    static string Complete(Dialect dialect) => dialect == SqliteEngine.Sqlite
        ? "a476293b1de68770ba2cbb84c2c67360fd3f94ae1b9362b41c661b184a84b142"
        : "314307ca8f3289f4742cf036ad0009ea088b3290adf65c18867bc107941b9ee4";

    const string FindPlain = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM ticket_reporters WHERE name IS NOT NULL OR phone IS NOT NULL)
                      OR EXISTS (SELECT 1 FROM protection_keys WHERE xml LIKE '<%')
                    THEN 1 ELSE 0 END
        """;

    // The event reckon_deadlines supplied what older events lacked; it is not read any more.
    const string FindWithoutDeadlines = """
        SELECT CASE WHEN EXISTS (SELECT 1
                                   FROM tickets t
                                  WHERE t.accepted_at IS NOT NULL
                                    AND NOT EXISTS (SELECT 1
                                                      FROM ticket_terms k
                                                     WHERE k.ticket_id = t.id AND k.started_at <= t.accepted_at))
                      OR EXISTS (SELECT 1 FROM ticket_checks WHERE at IS NULL)
                      OR EXISTS (SELECT 1 FROM journal WHERE action = 'reckon_deadlines')
                    THEN 1 ELSE 0 END
        """;

    const string Forget = "DELETE FROM schema_migrations";
}
