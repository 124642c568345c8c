using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Platform.Data;

/// <summary>
/// A SQLite connection that keeps each statement prepared. Dapper makes a new command for every call, and compiling its
/// SQL anew costs more than most of our statements take to run; here the command it gets only carries the parameters
/// to the prepared one. What is kept is bounded.
/// </summary>
sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    const int MaxStatements = 256;

    readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
    readonly Dictionary<string, RawStatement?> rowless = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> withSigns = new(StringComparer.Ordinal);

    public override SqliteCommand CreateCommand() => new CarryingCommand(this);

    SqliteDataReader Execute(CarryingCommand from, CommandBehavior behavior)
    {
        if (!statements.TryGetValue(from.CommandText, out var statement))
        {
            MakeRoom();
            statements.Add(from.CommandText, statement = new Statement(new SqliteCommand(from.CommandText, this)));
        }
        // The same statement nested in its own reading (rare) gets a command of its own.
        if (statement.Reader is { IsClosed: false })
            statement = new Statement(new SqliteCommand(from.CommandText, this));

        var parameters = statement.Command.Parameters;
        parameters.Clear();
        foreach (SqliteParameter parameter in from.Parameters)
        {
            parameter.ParameterName = WithSign(parameter.ParameterName);
            parameters.Add(parameter);
        }
        return statement.Reader = statement.Command.ExecuteReader(behavior);
    }

    /// <summary>Lists put their filters together, so there are more texts than the program has; none is worth memory without end.</summary>
    void MakeRoom()
    {
        if (statements.Count < MaxStatements)
            return;
        foreach (var (sql, statement) in statements.Where(pair => pair.Value.Reader is not { IsClosed: false }).ToList())
        {
            statement.Command.Dispose();
            statements.Remove(sql);
        }
    }

    /// <summary>Runs a statement that has no parameters and gives no rows: the transaction's own.</summary>
    public void Run(string sql) => (Rowless(sql) ?? throw new ArgumentException("Not one statement: " + sql, nameof(sql))).Run([]);

    /// <summary>Rows changed since the connection was opened, also by what was rolled back.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(Handle);

    /// <summary>Another number after every commit of another connection to the file, in this process or any other.</summary>
    public long DataVersion => (Rowless("PRAGMA data_version") ?? throw new InvalidOperationException()).Number();

    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <returns>Null when the text is not a single statement (a migration).</returns>
    RawStatement? Rowless(string sql)
    {
        if (!rowless.TryGetValue(sql, out var statement))
            rowless.Add(sql, statement = RawStatement.Prepare(this, sql));
        return statement;
    }

    /// <summary>The provider looks a name up as it is and then with each sign that there is; so it gets the sign.</summary>
    string WithSign(string name)
    {
        if (name.StartsWith('@'))
            return name;
        if (!withSigns.TryGetValue(name, out var withSign))
            withSigns.Add(name, withSign = "@" + name);
        return withSign;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var statement in rowless.Values)
                statement?.Dispose();
            rowless.Clear();
            foreach (var statement in statements.Values)
                statement.Command.Dispose();
            statements.Clear();
        }
        base.Dispose(disposing);
    }

    sealed class Statement(SqliteCommand command)
    {
        public SqliteCommand Command { get; } = command;
        public SqliteDataReader? Reader { get; set; }
    }

    /// <summary>A prepared statement bound by hand: what changes rows is most of a write, and needs no reader for its answer.</summary>
    sealed class RawStatement : IDisposable
    {
        readonly SqliteConnection connection;
        readonly sqlite3_stmt statement;
        readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);

        RawStatement(SqliteConnection connection, sqlite3_stmt statement)
        {
            (this.connection, this.statement) = (connection, statement);
            for (var i = raw.sqlite3_bind_parameter_count(statement); i > 0; i--)
                positions[raw.sqlite3_bind_parameter_name(statement, i).utf8_to_string()[1..]] = i;
        }

        public static RawStatement? Prepare(SqliteConnection connection, string sql)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement, out var rest), connection.Handle);
            if (string.IsNullOrWhiteSpace(rest) && !statement.IsInvalid)
                return new RawStatement(connection, statement);
            statement.Dispose();
            return null;
        }

        /// <returns>Rows changed; -1 for a statement that changes none.</returns>
        public int Run(IReadOnlyList<SqliteParameter> parameters)
        {
            try
            {
                var bound = 0;
                foreach (var parameter in parameters)
                {
                    if (!positions.TryGetValue(parameter.ParameterName.TrimStart('@'), out var position))
                        continue;
                    Check(Bind(position, parameter.Value));
                    bound++;
                }
                if (bound != positions.Count)
                    throw new InvalidOperationException("A parameter has no value: " + raw.sqlite3_sql(statement).utf8_to_string());
                int result;
                do
                    result = raw.sqlite3_step(statement);
                while (result == raw.SQLITE_ROW);
                if (result != raw.SQLITE_DONE)
                    Check(result);
                return raw.sqlite3_stmt_readonly(statement) != 0 ? -1 : raw.sqlite3_changes(connection.Handle);
            }
            finally
            {
                raw.sqlite3_reset(statement);
            }
        }

        /// <returns>The first column of the only row.</returns>
        public long Number()
        {
            Check(raw.sqlite3_step(statement) is raw.SQLITE_ROW ? raw.SQLITE_OK : raw.SQLITE_ERROR);
            var number = raw.sqlite3_column_int64(statement, 0);
            raw.sqlite3_reset(statement);
            return number;
        }

        int Bind(int position, object? value) => value switch
        {
            null or DBNull => raw.sqlite3_bind_null(statement, position),
            string text => raw.sqlite3_bind_text(statement, position, text),
            long number => raw.sqlite3_bind_int64(statement, position, number),
            int number => raw.sqlite3_bind_int(statement, position, number),
            bool flag => raw.sqlite3_bind_int(statement, position, flag ? 1 : 0),
            double number => raw.sqlite3_bind_double(statement, position, number),
            byte[] bytes => raw.sqlite3_bind_blob(statement, position, bytes),
            _ => throw new ArgumentException($"A {value.GetType()} is nothing that SQLite stores.", nameof(value)),
        };

        void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);

        public void Dispose() => statement.Dispose();
    }

    sealed class CarryingCommand : SqliteCommand
    {
        readonly PreparedConnection owner;

        public CarryingCommand(PreparedConnection owner)
        {
            this.owner = owner;
            Connection = owner;
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => owner.Execute(this, behavior);

        public override int ExecuteNonQuery() =>
            owner.Rowless(CommandText) is { } statement ? statement.Run([.. Parameters.Cast<SqliteParameter>()]) : base.ExecuteNonQuery();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior);
    }
}
