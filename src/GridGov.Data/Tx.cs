using Dapper;
using GridGov.Data.Journal;
using GridGov.Data.Statements;

namespace GridGov.Data;

/// <summary>
/// One transaction on one connection, at one instant. A write transaction may be run again from its start (after a
/// conflict), so what it is given must bear being called twice.
/// </summary>
public sealed class Tx(StatementRunner runner, Dialect dialect, IdGenerator ids, CacheInvalidation cacheInvalidation, Instant now, DateOnly today, TimeZoneInfo zone)
{
    List<Action>? afterCommit;
    List<Invalidation>? announced;
    List<JournalRow>? journal;

    /// <summary>The instant of this transaction: every row it writes carries the same.</summary>
    public Instant Now { get; private set; } = now;

    /// <summary>The local day of <see cref="Now"/> in the deployment's time zone.</summary>
    public DateOnly Today { get; private set; } = today;

    /// <summary>The deployment's time zone.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The local day of an instant.</summary>
    public DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.ToUtc(), Zone).DateTime);

    public Dialect Dialect { get; } = dialect;

    /// <summary>What the program wants to find again in this transaction, such as the request that it serves. The store does not look at it.</summary>
    public object? Context { get; set; }

    /// <summary>True when the work asked for its own writes to be rolled back although it gave an answer.</summary>
    public bool IsRolledBack { get; private set; }

    /// <summary>Whether rows of the journal wait for the commit; set by an engine on which several transactions write at once.</summary>
    internal bool DefersJournal { get; init; }

    /// <summary>Called with every statement that is run, to count them.</summary>
    internal Action<Tx, string>? OnStatement { get; init; }

    internal IReadOnlyList<JournalRow> Journal => journal ?? (IReadOnlyList<JournalRow>)[];
    internal IReadOnlyList<Invalidation> Invalidations => announced ?? (IReadOnlyList<Invalidation>)[];
    internal IReadOnlyList<Action> AfterCommitActions => afterCommit ?? (IReadOnlyList<Action>)[];

    /// <summary>Dates what this transaction writes: for a story that is told faster than it happened.</summary>
    public void SetTime(Instant moment, DateOnly day) => (Now, Today) = (moment, day);

    public Id NewId() => ids.Next(Now.Milliseconds);

    /// <summary>The only row or none; more than one is a fault.</summary>
    public async Task<T?> QuerySingle<T>(string sql, object? args = null, Scope? scope = null) => Single(await Query<T>(sql, args, scope), sql);

    public Task<List<T>> Query<T>(string sql, object? args = null, Scope? scope = null) => runner.Query<T>(Observe(ScopedText(sql, scope)), args, scope);

    /// <summary>The only row or none, read column by column; more than one is a fault.</summary>
    public async Task<T?> QuerySingle<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null) =>
        Single(await Query(sql, read, args, scope), sql);

    /// <summary>Rows that are read column by column, in the order of the SELECT.</summary>
    public Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null) =>
        runner.Query(Observe(ScopedText(sql, scope)), read, args, scope);

    static T? Single<T>(List<T> rows, string sql) =>
        rows.Count > 1 ? throw new InvalidOperationException("More than one row: " + sql) : rows.Count == 1 ? rows[0] : default;

    /// <summary>
    /// All rows, in portions that are read as they are asked for: a list of any length is never in memory whole. It is one
    /// statement, so one sorting and one snapshot; between two portions the transaction may read other things.
    /// </summary>
    public IAsyncEnumerable<List<T>> QueryBatches<T>(
        string sql, Func<Columns, T> read, object? args = null, Scope? scope = null, int size = 200, CancellationToken ct = default) =>
        runner.QueryBatches(ScopedText(sql, scope), read, args, scope, size, ct);

    /// <summary>Runs a statement, for each of the arguments if there is a list of them, and gives the number of rows that it changed.</summary>
    public Task<int> Execute(string sql, object? args = null, Scope? scope = null) =>
        args is IEnumerable<object> many and not DynamicParameters
            ? runner.ExecuteEach(ScopedText(sql, scope), Observe(sql, many), scope)
            : runner.Execute(Observe(ScopedText(sql, scope)), args, scope);

    /// <summary>
    /// Locks a row that the work is going to write, before anything that others need. It never waits: a row that somebody
    /// else holds ends this run, which gives up all it holds and is repeated a little later.
    /// </summary>
    public Task LockRow(string table, Id id) =>
        Dialect.LockRow is { } clause
            ? runner.Execute($"SELECT id FROM {table} WHERE id = @Id{clause}", new { Id = id }, scope: null)
            : Task.CompletedTask;

    /// <summary>Adds a row to the journal: at once where one transaction writes at a time, else as the last thing before the commit.</summary>
    public Task Append(JournalRow row)
    {
        if (!DefersJournal)
            return Execute(InsertJournal, row);
        (journal ??= []).Add(row);
        return Task.CompletedTask;
    }

    /// <summary>Does something once the transaction is durable, and not at all when it is rolled back.</summary>
    public void AfterCommit(Action action) => (afterCommit ??= []).Add(action);

    /// <summary>Says what this transaction changes to whoever keeps it in memory, here and in other processes, once it is committed.</summary>
    /// <param name="key">Which; null when it may be any of the topic.</param>
    public void Invalidate(CacheTopic topic, string? key = null)
    {
        var change = new Invalidation(topic, key);
        (announced ??= []).Add(change);
        AfterCommit(() => cacheInvalidation.Invalidate(change));
    }

    /// <summary>What this process keeps in memory of the store, one of each type; it is made when it is first asked for.</summary>
    public T Cache<T>()
        where T : class, new() => cacheInvalidation.Cache<T>();

    /// <summary>Rolls back what this work wrote, although it gives an answer (a refusal).</summary>
    public void Rollback() => IsRolledBack = true;

    string Observe(string sql)
    {
        OnStatement?.Invoke(this, sql);
        return sql;
    }

    IEnumerable<object> Observe(string sql, IEnumerable<object> args) => OnStatement is null ? args : args.Select(each =>
    {
        OnStatement(this, sql);
        return each;
    });

    /// <summary>The statement with its scope written out; itself when it has none.</summary>
    static string ScopedText(string sql, Scope? scope) =>
        !sql.Contains(Scope.Marker, StringComparison.Ordinal) ? sql
        : scope is not null ? scope.Expand(sql)
        : throw new InvalidOperationException("This statement is limited to a scope, and none was given: " + sql);

    // The number is left to the engine: SQLite's one writer goes on from the highest, in the order of the commits.
    const string InsertJournal = """
        INSERT INTO journal (at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version, position, hash)
        VALUES (@At, @Day, @SubjectKind, @Subject, @GridCode, @Action, @ActorId, @Post, @FromStatus, @ToStatus, @Reason, @Payload, @Version, @Position, @Hash)
        """;
}
