using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;
using GridGov.Data.Migrations;
using Microsoft.Data.Sqlite;

namespace GridGov.Data.Sqlite;

/// <summary>The schema of a SQLite database as a set of lines, ignoring column order and comments.</summary>
static partial class SqliteCatalogue
{
    public static async Task<HashSet<string>> MadeBy(IReadOnlyList<Migration> migrations)
    {
        await using var memory = new SqliteConnection("Data Source=:memory:");
        await memory.OpenAsync();
        foreach (var migration in migrations)
            await SchemaMigrator.Run(memory, SqliteEngine.Sqlite.Render(migration.Sql));
        return await Of(memory);
    }

    public static async Task<HashSet<string>> Of(DbConnection connection)
    {
        var lines = (await connection.QueryAsync<string>(ListParts)).ToHashSet(StringComparer.Ordinal);
        foreach (var (type, name, sql) in await connection.QueryAsync<(string, string, string)>(ListTexts))
        {
            var text = WhiteSpace().Replace(Comment().Replace(sql, ""), " ");
            if (type == "table")
                lines.UnionWith(Check().Matches(text).Select(check => $"{check.Value} in table {name}"));
            else
                lines.Add(text);
        }
        return lines;
    }

    const string ListParts = """
        WITH tables AS (
          SELECT name, wr
            FROM pragma_table_list
           WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND name <> 'schema_migrations'
        )
        SELECT 'table ' || name || ' ' || wr FROM tables
        UNION ALL
        SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
               || ' ' || coalesce(c.dflt_value, '')
          FROM tables t, pragma_table_info(t.name) c
        UNION ALL
        SELECT 'reference ' || t.name || '.' || f."from" || ' ' || f."table" || ' ' || f."to" || ' ' || f.on_update || ' ' || f.on_delete
          FROM tables t, pragma_foreign_key_list(t.name) f
        UNION ALL
        SELECT 'key ' || t.name || ' ' || c.name || ' ' || i.origin || ' ' || c.seqno
          FROM tables t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
         WHERE i.origin <> 'c'
        """;

    const string ListTexts = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migrations'";

    [GeneratedRegex(@"--[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();

    /// <summary>A CHECK with its balanced brackets.</summary>
    [GeneratedRegex(@"CHECK \((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Check();
}
