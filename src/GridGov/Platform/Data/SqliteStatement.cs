using Dapper;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Platform.Data;

/// <summary>A prepared statement, bound and read by hand.</summary>
sealed class SqliteStatement : IDisposable
{
    readonly SqliteConnection connection;
    readonly sqlite3_stmt statement;
    readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);
    readonly Dictionary<Type, (Arguments Argument, int Position)[]> bindings = [];
    readonly Row row;

    SqliteStatement(SqliteConnection connection, sqlite3_stmt statement)
    {
        (this.connection, this.statement) = (connection, statement);
        row = new Row(statement);
        for (var i = raw.sqlite3_bind_parameter_count(statement); i > 0; i--)
            positions[raw.sqlite3_bind_parameter_name(statement, i).utf8_to_string()[1..]] = i;
    }

    /// <returns>Null when the text is not a single statement (a migration).</returns>
    public static SqliteStatement? Prepare(SqliteConnection connection, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement, out var rest), connection.Handle);
        if (string.IsNullOrWhiteSpace(rest) && !statement.IsInvalid)
            return new SqliteStatement(connection, statement);
        statement.Dispose();
        return null;
    }

    /// <returns>Rows changed; -1 for a statement that changes none.</returns>
    public int Run(object? args, Scope? scope)
    {
        try
        {
            Bind(args, scope);
            while (Step())
            {
            }
            return raw.sqlite3_stmt_readonly(statement) != 0 ? -1 : raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public List<T> Rows<T>(Func<Columns, T> read, object? args, Scope? scope)
    {
        try
        {
            Bind(args, scope);
            var rows = new List<T>();
            while (Step())
                rows.Add(read(row.FromTheFirst()));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    void Bind(object? args, Scope? scope)
    {
        var bound = 0;
        if (args is DynamicParameters parameters)
        {
            foreach (var (name, value) in Arguments.Of(parameters))
                bound += BindNamed(name, value);
        }
        else if (args is not null)
        {
            foreach (var (argument, position) in BindingsOf(args.GetType()))
            {
                argument.Bind(args, this, position);
                bound++;
            }
        }
        foreach (var (name, code) in scope?.Parameters ?? [])
            bound += BindNamed(name, code);
        if (bound != positions.Count)
            throw new InvalidOperationException("A parameter has no value: " + raw.sqlite3_sql(statement).utf8_to_string());
    }

    int BindNamed<T>(string name, T value)
    {
        if (!positions.TryGetValue(name, out var position))
            return 0;
        Bind(position, value);
        return 1;
    }

    (Arguments Argument, int Position)[] BindingsOf(Type type)
    {
        if (!bindings.TryGetValue(type, out var found))
            bindings[type] = found = [.. Arguments.Of(type).Where(argument => positions.ContainsKey(argument.Name)).Select(argument => (argument, positions[argument.Name]))];
        return found;
    }

    public void Bind<T>(int position, T value) => Check(value switch
    {
        null or DBNull => raw.sqlite3_bind_null(statement, position),
        string text => raw.sqlite3_bind_text(statement, position, text),
        long number => raw.sqlite3_bind_int64(statement, position, number),
        int number => raw.sqlite3_bind_int(statement, position, number),
        double number => raw.sqlite3_bind_double(statement, position, number),
        bool flag => raw.sqlite3_bind_int(statement, position, flag ? 1 : 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, position, bytes),
        Id id => raw.sqlite3_bind_int64(statement, position, id.Value),
        Instant instant => raw.sqlite3_bind_int64(statement, position, instant.Milliseconds),
        DateOnly day => raw.sqlite3_bind_int(statement, position, Days.Number(day)),
        _ => throw new ArgumentException($"A {value.GetType()} is nothing that SQLite stores.", nameof(value)),
    });

    void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);

    public void Dispose() => statement.Dispose();

    sealed class Row(sqlite3_stmt statement) : Columns
    {
        protected override long? Long(int column) => IsNull(column) ? null : raw.sqlite3_column_int64(statement, column);
        protected override double? Double(int column) => IsNull(column) ? null : raw.sqlite3_column_double(statement, column);

        // Null of a null as well.
        protected override string? Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

        bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
    }
}
