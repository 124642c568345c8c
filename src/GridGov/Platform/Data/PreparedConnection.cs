using System.Data;
using System.Data.Common;
using GridGov.Platform.Security;
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
    readonly Dictionary<string, SqliteStatement?> raws = new(StringComparer.Ordinal);
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

    /// <summary>Whether the text is one statement, which alone can be run past the provider.</summary>
    public bool IsStatement(string sql) => Raw(sql) is not null;

    /// <summary>Runs a statement past the provider.</summary>
    /// <returns>Rows changed; -1 for a statement that changes none.</returns>
    public int Run(string sql, object? args = null, Scope? scope = null) => One(sql).Run(args, scope);

    /// <summary>Reads a statement's rows past the provider.</summary>
    public List<T> Rows<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null) => One(sql).Rows(read, args, scope);

    /// <summary>Rows changed since the connection was opened, also by what was rolled back.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(Handle);

    /// <summary>Another number after every commit of another connection to the file, in this process or any other.</summary>
    public long DataVersion => Rows("PRAGMA data_version", columns => columns.Long())[0];

    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    SqliteStatement One(string sql) => Raw(sql) ?? throw new ArgumentException("Not one statement: " + sql, nameof(sql));

    SqliteStatement? Raw(string sql)
    {
        if (!raws.TryGetValue(sql, out var statement))
        {
            if (raws.Count >= MaxStatements)
                DisposeRaws();
            raws.Add(sql, statement = SqliteStatement.Prepare(this, sql));
        }
        return statement;
    }

    void DisposeRaws()
    {
        foreach (var statement in raws.Values)
            statement?.Dispose();
        raws.Clear();
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
            DisposeRaws();
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

    sealed class CarryingCommand : SqliteCommand
    {
        readonly PreparedConnection owner;

        public CarryingCommand(PreparedConnection owner)
        {
            this.owner = owner;
            Connection = owner;
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => owner.Execute(this, behavior);

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior);
    }
}
