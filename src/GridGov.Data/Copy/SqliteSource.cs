using Dapper;
using GridGov.Data.Migrations;
using GridGov.Data.Search;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridGov.Data.Copy;

/// <summary>A SQLite database to copy from. It is opened exclusively, because later writes of a server would not be copied.</summary>
sealed class SqliteSource : IAsyncDisposable
{
    readonly SqliteConnection connection;

    SqliteSource(SqliteConnection connection) => this.connection = connection;

    /// <param name="known">The program's migrations; all must have been applied.</param>
    public static async Task<SqliteSource> Open(string connectionString, IReadOnlyList<Migration> known)
    {
        var file = SqliteEngine.FileOf(connectionString);
        if (!File.Exists(file))
            throw new StoreUnreachableException($"There is no SQLite database {file} to copy.");
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString)
        {
            Mode = SqliteOpenMode.ReadWrite,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            await opened.OpenAsync();
            // In this mode the first access locks the whole file, which fails while another process has it open.
            await opened.ExecuteAsync("PRAGMA locking_mode = EXCLUSIVE");
            await opened.ExecuteAsync("BEGIN EXCLUSIVE");
            await SchemaCheck.RequireComplete(opened, TableExists, known, file);
            return new SqliteSource(opened);
        }
        catch (SqliteException e)
        {
            await opened.DisposeAsync();
            throw new StoreUnreachableException(e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY
                ? $"{file} is in use. Stop the server that runs on it, because later writes would not be copied, or copy from a backup."
                : $"{file} cannot be read: {e.Message}", e);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> Tables()
    {
        var tables = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in await connection.QueryAsync<string>(ListTables))
            tables[name] = [.. await connection.QueryAsync<string>(ListColumns, new { Name = name })];
        return tables;
    }

    public Task<long> Count(string table) => connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM \"{table}\"");

    /// <summary>Reads rows one at a time; each overwrites the same array.</summary>
    public IEnumerable<object?[]> Rows(string table, IReadOnlyList<string> columns)
    {
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        using var command = new SqliteCommand($"SELECT {names} FROM \"{table}\"", connection);
        using var reader = command.ExecuteReader();
        var row = new object?[columns.Count];
        while (reader.Read())
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            yield return row;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    internal const string TableExists = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @Name";

    const string ListTables = $"""
        SELECT name
          FROM sqlite_master
         WHERE type = 'table' AND substr(name, 1, 7) NOT IN ('sqlite_', '{SearchIndex.TablePrefix}') AND name <> 'schema_migrations'
         ORDER BY name
        """;

    const string ListColumns = "SELECT name FROM pragma_table_info(@Name) ORDER BY cid";
}
