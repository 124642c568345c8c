namespace GridGov.Data.Statements;

/// <summary>Runs the statements of a transaction on its connection: one for each engine. <see cref="Tx"/> knows no other difference.</summary>
public abstract class StatementRunner
{
    /// <summary>Rows that are mapped by the names of their columns.</summary>
    public abstract Task<List<T>> Query<T>(string sql, object? args, Scope? scope);

    /// <summary>Rows that are read column by column.</summary>
    public abstract Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args, Scope? scope);

    /// <summary>Rows of one statement, in portions that are read as they are asked for; between two of them other statements may run.</summary>
    public abstract IAsyncEnumerable<List<T>> QueryBatches<T>(string sql, Func<Columns, T> read, object? args, Scope? scope, int size, CancellationToken ct);

    /// <returns>Rows changed; -1 for a statement that changes none.</returns>
    public abstract Task<int> Execute(string sql, object? args, Scope? scope);

    /// <summary>Runs a statement for each of the arguments, in their order.</summary>
    /// <returns>Rows changed.</returns>
    public abstract Task<int> ExecuteEach(string sql, IEnumerable<object> args, Scope? scope);
}
