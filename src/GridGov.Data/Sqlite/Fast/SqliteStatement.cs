using System.Data;
using GridGov.Data.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Data.Sqlite.Fast;

/// <summary>
/// A prepared statement, bound and read without the provider: filing has some fifty parameters, and a provider object for each
/// costs as much as running the statements.
/// </summary>
sealed class SqliteStatement : ParameterSink, IDisposable
{
    readonly SqliteConnection connection;
    readonly sqlite3_stmt statement;
    readonly string sql;
    readonly ParameterNames parameters = new();
    readonly Row row;
    readonly Dictionary<Type, Delegate> mappers = [];

    readonly string rest;
    SqliteStatement? next;

    SqliteStatement(SqliteConnection connection, sqlite3_stmt statement, string sql, string rest)
    {
        (this.connection, this.statement, this.sql, this.rest) = (connection, statement, sql, rest);
        row = new Row(statement);
        for (var i = raw.sqlite3_bind_parameter_count(statement); i > 0; i--)
            parameters.Add(raw.sqlite3_bind_parameter_name(statement, i).utf8_to_string()[1..], i);
    }

    public long LastUsed { get; set; }

    /// <summary>Prepares the first statement of a text. Later ones are prepared when they run, because they may use its tables.</summary>
    public static SqliteStatement Prepare(SqliteConnection connection, string sql)
    {
        var result = raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement, out var rest);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return statement.IsInvalid
            ? throw new ArgumentException("Not a statement: " + sql, nameof(sql))
            : new SqliteStatement(connection, statement, sql, rest.Trim());
    }

    /// <returns>Rows changed; -1 for a statement that changes none.</returns>
    public int Run(object? args, Scope? scope)
    {
        var changed = RunFirst(args, scope);
        return rest.Length == 0 ? changed : changed + (next ??= Prepare(connection, rest)).Run(args, scope);
    }

    int RunFirst(object? args, Scope? scope)
    {
        try
        {
            parameters.Bind(this, sql, args, scope);
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

    public List<T> Rows<T>(object? args, Scope? scope)
    {
        // A statement's columns do not change, so the mapper is built once.
        if (!mappers.TryGetValue(typeof(T), out var mapper))
            mappers.Add(typeof(T), mapper = RowMapper<T>.Of(row));
        return Rows((Func<Columns, T>)mapper, args, scope);
    }

    public List<T> Rows<T>(Func<Columns, T> read, object? args, Scope? scope)
    {
        RequireRows();
        try
        {
            parameters.Bind(this, sql, args, scope);
            var rows = new List<T>();
            while (Step())
                rows.Add(read(row.Reset()));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public IEnumerable<List<T>> Portions<T>(Func<Columns, T> read, object? args, Scope? scope, int size)
    {
        RequireRows();
        try
        {
            parameters.Bind(this, sql, args, scope);
            var rows = new List<T>(size);
            while (Step())
            {
                rows.Add(read(row.Reset()));
                if (rows.Count < size)
                    continue;
                yield return rows;
                rows = new List<T>(size);
            }
            if (rows.Count > 0)
                yield return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    void RequireRows()
    {
        if (rest.Length > 0)
            throw new InvalidOperationException("Rows are read from a single statement: " + sql);
    }

    bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    public override void Null(int position, DbType form) => Check(raw.sqlite3_bind_null(statement, position));
    public override void Long(int position, long value) => Check(raw.sqlite3_bind_int64(statement, position, value));
    public override void Int(int position, int value) => Check(raw.sqlite3_bind_int(statement, position, value));
    public override void Double(int position, double value) => Check(raw.sqlite3_bind_double(statement, position, value));
    public override void Text(int position, string value) => Check(raw.sqlite3_bind_text(statement, position, value));

    void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);

    public void Dispose()
    {
        statement.Dispose();
        next?.Dispose();
    }

    sealed class Row(sqlite3_stmt statement) : Columns
    {
        internal override int Count => raw.sqlite3_column_count(statement);
        internal override string Name(int column) => raw.sqlite3_column_name(statement, column).utf8_to_string();
        internal override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
        internal override long Long(int column) => raw.sqlite3_column_int64(statement, column);
        internal override double Double(int column) => raw.sqlite3_column_double(statement, column);
        internal override string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();
        internal override bool Flag(int column) => raw.sqlite3_column_int64(statement, column) != 0;

        internal override object Value(int column) => raw.sqlite3_column_type(statement, column) switch
        {
            raw.SQLITE_INTEGER => Long(column),
            raw.SQLITE_FLOAT => Double(column),
            raw.SQLITE_TEXT => Text(column),
            _ => raw.sqlite3_column_blob(statement, column).ToArray(),
        };
    }
}
