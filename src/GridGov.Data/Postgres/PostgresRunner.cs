using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GridGov.Data.Statements;
using Npgsql;
using NpgsqlTypes;

namespace GridGov.Data.Postgres;

/// <summary>Runs statements on PostgreSQL. The driver keeps them prepared on each connection.</summary>
sealed partial class PostgresRunner(NpgsqlConnection connection, PostgresCall call) : StatementRunner
{
    const int MaxStatements = 2000;

    const int MaxBatch = 200;

    /// <summary>Parsed parameters by statement. Filters build many statements, so the cache is bounded.</summary>
    static readonly ConcurrentDictionary<string, Statement> Statements = new(StringComparer.Ordinal);

    int cursors;

    /// <summary>Whether the work has got anything from the store.</summary>
    public bool HasAnswered { get; private set; }

    public override async Task<List<T>> Query<T>(string sql, object? args, Scope? scope)
    {
        await using var command = Command(sql, args, scope);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new DataReaderColumns(reader);
        return await Rows(reader, columns, RowMapper<T>.Of(columns));
    }

    public override async Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args, Scope? scope)
    {
        await using var command = Command(sql, args, scope);
        await using var reader = await command.ExecuteReaderAsync();
        return await Rows(reader, new DataReaderColumns(reader), read);
    }

    async Task<List<T>> Rows<T>(NpgsqlDataReader reader, Columns columns, Func<Columns, T> read)
    {
        HasAnswered = true;
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(columns.Reset()));
        return rows;
    }

    public override async IAsyncEnumerable<List<T>> QueryBatches<T>(
        string sql, Func<Columns, T> read, object? args, Scope? scope, int size, [EnumeratorCancellation] CancellationToken ct)
    {
        // A cursor, because a connection runs one statement at a time; statement_timeout then excludes the client's time.
        // Named by the statement: the driver keeps the FETCH prepared, so its columns must not change.
        var cursor = string.Create(CultureInfo.InvariantCulture, $"rows_{(uint)sql.GetHashCode(StringComparison.Ordinal):x8}_{++cursors}");
        await Execute($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", args, scope);
        var fetch = string.Create(CultureInfo.InvariantCulture, $"FETCH FORWARD {size} FROM {cursor}");
        List<T> fetched;
        do
        {
            ct.ThrowIfCancellationRequested();
            fetched = await Query(fetch, read, args: null, scope: null);
            if (fetched.Count > 0)
                yield return fetched;
        }
        while (fetched.Count == size);
        await Execute($"CLOSE {cursor}", args: null, scope: null);
    }

    public override async Task<int> Execute(string sql, object? args, Scope? scope)
    {
        await using var command = Command(sql, args, scope);
        var changed = await command.ExecuteNonQueryAsync();
        HasAnswered = true;
        return changed;
    }

    public override async Task<int> ExecuteEach(string sql, IEnumerable<object> args, Scope? scope)
    {
        var changed = 0;
        foreach (var portion in args.Chunk(MaxBatch))
        {
            call.ThrowIfAbandoned();
            await using var batch = new NpgsqlBatch(connection);
            foreach (var each in portion)
            {
                var command = new NpgsqlBatchCommand(sql);
                Bind(command.Parameters, sql, each, scope);
                batch.BatchCommands.Add(command);
            }
            changed += await batch.ExecuteNonQueryAsync();
        }
        return changed;
    }

    NpgsqlCommand Command(string sql, object? args, Scope? scope)
    {
        call.ThrowIfAbandoned();
        var command = new NpgsqlCommand(sql, connection);
        Bind(command.Parameters, sql, args, scope);
        return command;
    }

    static void Bind(NpgsqlParameterCollection parameters, string sql, object? args, Scope? scope)
    {
        if (!Statements.TryGetValue(sql, out var statement))
        {
            if (Statements.Count >= MaxStatements)
                Statements.Clear();
            Statements[sql] = statement = new Statement(sql);
        }
        statement.Bind(parameters, args, scope);
    }

    sealed partial class Statement
    {
        readonly string sql;
        readonly List<string> names = [];
        readonly ParameterNames parameters = new();

        public Statement(string sql)
        {
            this.sql = sql;
            foreach (var name in Parameter().Matches(sql).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal))
            {
                parameters.Add(name, names.Count);
                names.Add(name);
            }
        }

        public void Bind(NpgsqlParameterCollection values, object? args, Scope? scope) =>
            parameters.Bind(new Sink(names, values), sql, args, scope);

        [GeneratedRegex(@"(?<![\w@])@(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Parameter();
    }

    sealed class Sink(List<string> names, NpgsqlParameterCollection values) : ParameterSink
    {
        public override void Null(int position, DbType form)
        {
            var parameter = new NpgsqlParameter { ParameterName = names[position], Value = DBNull.Value };
            if (form != DbType.Object)
                parameter.DbType = form;
            values.Add(parameter);
        }

        public override void Long(int position, long value) => Add(position, NpgsqlDbType.Bigint, value);
        public override void Int(int position, int value) => Add(position, NpgsqlDbType.Integer, value);
        public override void Double(int position, double value) => Add(position, NpgsqlDbType.Double, value);
        public override void Text(int position, string value) => Add(position, NpgsqlDbType.Text, value);

        void Add<T>(int position, NpgsqlDbType type, T value) =>
            values.Add(new NpgsqlParameter<T>(names[position], type) { TypedValue = value });
    }
}
