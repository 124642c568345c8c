using System.Data;
using Dapper;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Data.Search;
using Npgsql;
using NpgsqlTypes;

namespace GridGov.Data.Copy;

/// <summary>An empty PostgreSQL database, filled by binary COPY in one transaction.</summary>
sealed class PostgresTarget : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly string database;
    List<string> droppedIndexes = [];

    PostgresTarget(NpgsqlConnection connection, NpgsqlTransaction transaction, string database) =>
        (this.connection, this.transaction, this.database) = (connection, transaction, database);

    public sealed record Table(string Name, IReadOnlyList<Column> Columns);

    public sealed record Column(string Name, NpgsqlDbType Type);

    /// <exception cref="StoreUnreachableException">The database cannot be opened, or is not empty.</exception>
    public static async Task<PostgresTarget> Open(string connectionString, ILogger log, CancellationToken ct)
    {
        var settings = PostgresConnections.Parse(connectionString);
        var opened = await Connect(settings, log, ct);
        try
        {
            var begun = await opened.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
            if (!await opened.ExecuteScalarAsync<bool>(TryFill, new { Lock = PostgresConnector.FillLock }))
                throw new StoreUnreachableException(
                    $"Another GridGov process is creating its tables in database {settings.Database}, or copying into it.");
            var found = (await opened.QueryAsync<string>(SelectRelations)).ToList();
            if (found.Count > 0)
            {
                throw new StoreUnreachableException(
                    $"Database {settings.Database} at {settings.Host}:{settings.Port} is not empty. It has {Describe(found)}. "
                    + "Name an empty database.");
            }
            return new PostgresTarget(opened, begun, settings.Database!);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public static async Task<List<string>> ListRelations(string connectionString, ILogger log, CancellationToken ct)
    {
        await using var opened = await Connect(PostgresConnections.Parse(connectionString), log, ct);
        return [.. await opened.QueryAsync<string>(SelectRelations)];
    }

    static async Task<NpgsqlConnection> Connect(NpgsqlConnectionStringBuilder settings, ILogger log, CancellationToken ct)
    {
        var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            ApplicationName = settings.ApplicationName ?? "GridGov copy",
            // Without it the server's error does not name the row that breaks a constraint.
            IncludeErrorDetail = true,
        }.ConnectionString);
        await new PostgresConnector(settings, TimeSpan.FromSeconds(30), log).Open(opened, ct);
        return opened;
    }

    static string Describe(List<string> found) =>
        string.Join(", ", found.Take(8)) + (found.Count > 8 ? $" and {found.Count - 8} more" : "");

    public async Task Create(IReadOnlyList<Migration> migrations, Instant now, CancellationToken ct)
    {
        try
        {
            await SchemaMigrator.Apply(connection, PostgresEngine.Postgres, migrations, now);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw PostgresConnector.AccessDenied(database, e);
        }
    }

    public async Task<List<Table>> Tables()
    {
        var columns = await connection.QueryAsync<(string Table, string Column, string Type)>(ListColumns);
        return [.. columns
            .GroupBy(column => column.Table, column => new Column(column.Column, TypeOf(column.Table, column.Column, column.Type)))
            .Select(table => new Table(table.Key, [.. table]))];
    }

    static NpgsqlDbType TypeOf(string table, string column, string type) => type switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "double precision" => NpgsqlDbType.Double,
        "text" => NpgsqlDbType.Text,
        _ => throw new StoreCopyException($"{table}.{column} has type {type}, which the copy does not support; add it here."),
    };

    /// <summary>
    /// Drops foreign keys and non-constraint indexes: loading is several times as fast, tables can come in any order, and the server
    /// keeps no pending foreign-key check per row in memory.
    /// </summary>
    public async Task DropIndexes()
    {
        var parts = (await connection.QueryAsync<(string Off, string On, int)>(ListParts)).ToList();
        droppedIndexes = [.. parts.Select(part => part.On)];
        foreach (var (off, _, _) in parts.AsEnumerable().Reverse())
            await connection.ExecuteAsync(off);
    }

    /// <summary>Creates the dropped parts again, which checks every row, and sets the identity sequences.</summary>
    /// <exception cref="StoreCopyException">A copied row breaks a constraint.</exception>
    public async Task RestoreIndexes(IReadOnlyList<Table> tables)
    {
        foreach (var part in droppedIndexes)
        {
            try
            {
                await connection.ExecuteAsync(part);
            }
            catch (PostgresException e)
            {
                throw new StoreCopyException(
                    $"{e.TableName} cannot be copied: {e.MessageText}{(e.Detail is null ? "" : ": " + e.Detail)}", e);
            }
        }
        foreach (var (table, column) in (await connection.QueryAsync<(string, string)>(ListIdentities)).ToList())
        {
            await connection.ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence('{Quoted(table)}', '{column}'), coalesce(max({Quoted(column)}), 1), "
                + $"max({Quoted(column)}) IS NOT NULL) FROM {Quoted(table)}");
        }
        // Without it the planner has no statistics until autovacuum runs.
        await connection.ExecuteAsync($"ANALYZE {string.Join(", ", tables.Select(table => Quoted(table.Name)))}");
    }

    public async Task Load(Table table, IEnumerable<object?[]> rows, RowChecksum checksum, Action<long> progress, CancellationToken ct)
    {
        // The source also holds the rows that a migration inserted.
        if (await connection.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {Quoted(table.Name)})"))
            await connection.ExecuteAsync($"TRUNCATE {Quoted(table.Name)}");
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {Describe(table)} FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            for (var i = 0; i < row.Length; i++)
            {
                var column = table.Columns[i];
                switch (row[i])
                {
                    case null:
                        checksum.AddNull();
                        await writer.WriteNullAsync(ct);
                        break;
                    case long number when column.Type == NpgsqlDbType.Bigint:
                        checksum.Add(number);
                        await writer.WriteAsync(number, column.Type, ct);
                        break;
                    case long number when column.Type == NpgsqlDbType.Integer:
                        checksum.Add(number);
                        await writer.WriteAsync(checked((int)number), column.Type, ct);
                        break;
                    case double number when column.Type == NpgsqlDbType.Double:
                        checksum.Add(number);
                        await writer.WriteAsync(number, column.Type, ct);
                        break;
                    case string text when column.Type == NpgsqlDbType.Text:
                        checksum.Add(text);
                        await writer.WriteAsync(text, column.Type, ct);
                        break;
                    case var other:
                        throw new InvalidCastException(
                            $"Column {column.Name} is {column.Type} and has the {other!.GetType().Name} '{other}'.");
                }
            }
            checksum.EndRow();
            progress(checksum.Rows);
        }
        await writer.CompleteAsync(ct);
    }

    public async Task Read(Table table, RowChecksum checksum, Action<long> progress, CancellationToken ct)
    {
        await using var reader = await connection.BeginBinaryExportAsync($"COPY {Describe(table)} TO STDOUT (FORMAT BINARY)", ct);
        while (await reader.StartRowAsync(ct) >= 0)
        {
            foreach (var column in table.Columns)
            {
                if (reader.IsNull)
                {
                    checksum.AddNull();
                    await reader.SkipAsync(ct);
                }
                else if (column.Type == NpgsqlDbType.Bigint)
                {
                    checksum.Add(await reader.ReadAsync<long>(column.Type, ct));
                }
                else if (column.Type == NpgsqlDbType.Integer)
                {
                    checksum.Add((long)await reader.ReadAsync<int>(column.Type, ct));
                }
                else if (column.Type == NpgsqlDbType.Double)
                {
                    checksum.Add(await reader.ReadAsync<double>(column.Type, ct));
                }
                else
                {
                    checksum.Add(await reader.ReadAsync<string>(column.Type, ct));
                }
            }
            checksum.EndRow();
            progress(checksum.Rows);
        }
    }

    public Task Commit() => transaction.CommitAsync(CancellationToken.None);

    static string Describe(Table table) =>
        $"{Quoted(table.Name)} ({string.Join(", ", table.Columns.Select(column => Quoted(column.Name)))})";

    static string Quoted(string name) => $"\"{name}\"";

    /// <summary>Rolls back unless committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    const string TryFill = "SELECT pg_try_advisory_xact_lock(@Lock)";

    // Every relation that can hold data, except those of extensions.
    const string SelectRelations = """
        SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END
               || CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
           AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY c.relkind = 'S', c.relname
        """;

    const string ListColumns = $"""
        SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'schema_migrations'
           AND left(c.relname, 7) <> '{SearchIndex.TablePrefix}'
         ORDER BY c.relname COLLATE "C", a.attnum
        """;

    // In the order of their creation: a foreign key may need an index.
    const string ListParts = """
        SELECT format('DROP INDEX %I', i.relname), pg_get_indexdef(i.oid), 1 AS turn
          FROM pg_index x
          JOIN pg_class i ON i.oid = x.indexrelid
         WHERE i.relnamespace = current_schema()::regnamespace
           AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
        UNION ALL
        SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname),
               format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)), 2
          FROM pg_constraint k
          JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
         ORDER BY turn
        """;

    const string ListIdentities = """
        SELECT c.relname, a.attname
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped AND a.attidentity <> ''
         WHERE c.relnamespace = current_schema()::regnamespace
        """;
}
