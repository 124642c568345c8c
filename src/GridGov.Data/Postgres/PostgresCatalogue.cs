using System.Data.Common;
using Dapper;
using GridGov.Data.Migrations;

namespace GridGov.Data.Postgres;

/// <summary>The schema of a PostgreSQL database as a set of lines, ignoring column order and constraint names.</summary>
static class PostgresCatalogue
{
    public static async Task<HashSet<string>> MadeBy(DbConnection connection, IReadOnlyList<Migration> migrations)
    {
        await connection.ExecuteAsync("SAVEPOINT baseline; CREATE SCHEMA gridgov_baseline; SET LOCAL search_path = gridgov_baseline");
        foreach (var migration in migrations)
            await connection.ExecuteAsync(PostgresEngine.Postgres.Render(migration.Sql));
        var lines = await Of(connection);
        await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT baseline");
        return lines;
    }

    public static async Task<HashSet<string>> Of(DbConnection connection) =>
        (await connection.QueryAsync<string>(ListParts)).ToHashSet(StringComparer.Ordinal);

    // The last argument of the pg_get functions omits the schema's name. Relations of extensions are skipped.
    const string ListParts = """
        WITH tables AS (
          SELECT oid, relname
            FROM pg_class
           WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname <> 'schema_migrations'
             AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = oid AND d.deptype = 'e')
        )
        SELECT 'table ' || relname FROM tables
        UNION ALL
        SELECT concat_ws(' ', 'column', t.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                         c.collname, pg_get_expr(d.adbin, d.adrelid))
          FROM tables t
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
          LEFT JOIN pg_collation c ON c.oid = a.attcollation
        UNION ALL
        SELECT pg_get_constraintdef(k.oid, true) || ' in table ' || t.relname
          FROM tables t
          JOIN pg_constraint k ON k.conrelid = t.oid
        UNION ALL
        SELECT pg_get_indexdef(x.indexrelid, 0, true)
          FROM tables t
          JOIN pg_index x ON x.indrelid = t.oid
         WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
        UNION ALL
        SELECT concat_ws(' ', pg_get_triggerdef(g.oid, true), g.tgenabled, p.prosrc)
          FROM tables t
          JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
          JOIN pg_proc p ON p.oid = g.tgfoid
        """;
}
