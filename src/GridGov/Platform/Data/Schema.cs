namespace GridGov.Platform.Data;

/// <summary>The migrator's own bookkeeping.</summary>
static class Schema
{
    public const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at BIGINT NOT NULL
        )
        """;

    public const string AppliedMigrations = "SELECT number, checksum FROM schema_migrations ORDER BY number";

    public const string RecordMigration = """
        INSERT INTO schema_migrations (number, name, checksum, applied_at)
        VALUES (@Number, @Name, @Checksum, @At)
        """;
}
