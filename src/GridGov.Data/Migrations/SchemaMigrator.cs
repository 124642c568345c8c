using System.Data.Common;
using Dapper;

namespace GridGov.Data.Migrations;

/// <summary>Applies migrations and records them, in the same way on every engine.</summary>
static class SchemaMigrator
{
    /// <summary>Applies the pending migrations in the engine's open transaction, which excludes other processes.</summary>
    /// <exception cref="SchemaException">An applied migration was edited, or the store is newer or from an unfinished version.</exception>
    public static async Task Apply(DbConnection connection, Dialect dialect, IReadOnlyList<Migration> migrations, Instant now)
    {
        await connection.ExecuteAsync(CreateMigrations);
        var applied = await ListApplied(connection);
        if (LegacySchema.Made(applied))
        {
            await LegacySchema.TakeOver(connection, dialect, applied, migrations, now);
            applied = await ListApplied(connection);
        }
        foreach (var migration in Migration.Pending(migrations, applied))
        {
            await Run(connection, dialect.Render(migration.Sql));
            await Record(connection, migration, now);
        }
    }

    /// <summary>Runs several statements. The reader is read to its end, because the SQLite provider otherwise drops the errors of
    /// statements after one that has a result, such as ADD COLUMN with a CHECK.</summary>
    public static async Task Run(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.NextResultAsync())
        {
        }
    }

    public static Task Record(DbConnection connection, Migration migration, Instant now) =>
        connection.ExecuteAsync(RecordMigration, new { migration.Number, migration.Name, migration.Checksum, At = now.Milliseconds });

    public static async Task<Dictionary<int, string>> ListApplied(DbConnection connection) =>
        (await connection.QueryAsync<(int Number, string Checksum)>(AppliedMigrations))
            .ToDictionary(row => row.Number, row => row.Checksum);

    const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at BIGINT NOT NULL
        )
        """;

    const string AppliedMigrations = "SELECT number, checksum FROM schema_migrations ORDER BY number";

    const string RecordMigration = """
        INSERT INTO schema_migrations (number, name, checksum, applied_at)
        VALUES (@Number, @Name, @Checksum, @At)
        """;
}
