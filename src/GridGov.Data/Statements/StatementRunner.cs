namespace GridGov.Data.Statements;

/// <summary>Runs the statements of a transaction on its connection; the only part of <see cref="Tx"/> that differs by engine.</summary>
public abstract class StatementRunner
{
    public abstract Task<List<T>> Query<T>(string sql, object? args, Scope? scope);

    public abstract Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args, Scope? scope);

    /// <summary>Rows of one statement in portions, read on demand; other statements may run between two portions.</summary>
    public abstract IAsyncEnumerable<List<T>> QueryBatches<T>(
        string sql, Func<Columns, T> read, object? args, Scope? scope, int size, CancellationToken ct);

    /// <returns>Rows changed; -1 for a statement that changes none.</returns>
    public abstract Task<int> Execute(string sql, object? args, Scope? scope);

    public abstract Task<int> ExecuteEach(string sql, IEnumerable<object> args, Scope? scope);
}
