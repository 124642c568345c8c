using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace GridGov.Platform.Data;

/// <summary>
/// A SQLite connection that keeps each statement prepared. Dapper makes a new command for every call, and compiling its
/// SQL anew costs more than most of our statements take to run; here the command it gets only carries the parameters
/// to the prepared one. The program's SQL is constant text, so the cache is as small as the program.
/// </summary>
sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    public override SqliteCommand CreateCommand() => new CarryingCommand(this);

    SqliteDataReader Execute(CarryingCommand from, CommandBehavior behavior)
    {
        if (!statements.TryGetValue(from.CommandText, out var statement))
            statements.Add(from.CommandText, statement = new Statement(new SqliteCommand(from.CommandText, this)));
        // The same statement nested in its own reading (rare) gets a command of its own.
        if (statement.Reader is { IsClosed: false })
            statement = new Statement(new SqliteCommand(from.CommandText, this));

        var parameters = statement.Command.Parameters;
        parameters.Clear();
        foreach (SqliteParameter parameter in from.Parameters)
            parameters.Add(parameter);
        return statement.Reader = statement.Command.ExecuteReader(behavior);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
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
