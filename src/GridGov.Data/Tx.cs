using Dapper;
using GridGov.Data.Journal;
using GridGov.Data.Statements;

namespace GridGov.Data;

/// <summary>
/// One transaction on one connection, at one instant. A write may run again from its start after a conflict, so its work must be
/// repeatable.
/// </summary>
public sealed class Tx(StatementRunner runner, Dialect dialect, IdGenerator ids, CacheInvalidation cacheInvalidation, Instant now,
    DateOnly today, TimeZoneInfo zone)
{
    List<Action>? afterCommit;
    List<Invalidation>? invalidations;
    List<JournalRow>? journal;

    /// <summary>
    /// The instant of this transaction, the same for every row it writes. In a write it is never before the last event of the journal,
    /// even if the machine's clock was set back meanwhile.
    /// </summary>
    public Instant Now { get; private set; } = now;

    /// <summary>The time of the machine's clock, for waits, which must not last longer because the clock was set back.</summary>
    public Instant ClockTime { get; } = now;

    public DateOnly Today { get; private set; } = today;

    public TimeZoneInfo Zone { get; } = zone;

    public DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.ToUtc(), Zone).DateTime);

    public Dialect Dialect { get; } = dialect;

    /// <summary>An object of the caller's, such as the current request; the store does not use it.</summary>
    public object? Context { get; set; }

    /// <summary>True when the work asked for a rollback although it returned an answer.</summary>
    public bool IsRolledBack { get; private set; }

    /// <summary>
    /// Whether what this transaction reads may be rolled back, by itself or with others that are committed together. Nothing of it is
    /// cached then.
    /// </summary>
    public bool IsWrite { get; init; }

    /// <summary>Whether journal rows wait for the commit; set by an engine with several concurrent writers.</summary>
    internal bool DefersJournal { get; init; }

    internal Action<Tx, string>? OnStatement { get; init; }

    /// <summary>The time of the last event that this transaction has added to the journal.</summary>
    internal Instant? LastEventAt { get; private set; }

    internal IReadOnlyList<JournalRow> Journal => journal ?? (IReadOnlyList<JournalRow>)[];
    internal IReadOnlyList<Invalidation> Invalidations => invalidations ?? (IReadOnlyList<Invalidation>)[];
    internal IReadOnlyList<Action> AfterCommitActions => afterCommit ?? (IReadOnlyList<Action>)[];

    /// <summary>Sets the time of this transaction's writes, for a scenario that is played faster than it happened.</summary>
    public void SetTime(Instant moment, DateOnly day) => (Now, Today) = (moment, day);

    /// <summary>Moves the time of this transaction forward to an instant that is already recorded.</summary>
    public void SetNotBefore(Instant recorded)
    {
        if (Now < recorded)
            SetTime(recorded, DayOf(recorded));
    }

    public Id NewId() => ids.Next(Now.Milliseconds);

    /// <summary>The only row or none; several rows are an error.</summary>
    public async Task<T?> QuerySingle<T>(string sql, object? args = null, Scope? scope = null) =>
        Single(await Query<T>(sql, args, scope), sql);

    public Task<List<T>> Query<T>(string sql, object? args = null, Scope? scope = null) =>
        runner.Query<T>(Observe(ScopedText(sql, scope)), args, scope);

    public async Task<T?> QuerySingle<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null) =>
        Single(await Query(sql, read, args, scope), sql);

    public Task<List<T>> Query<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null) =>
        runner.Query(Observe(ScopedText(sql, scope)), read, args, scope);

    static T? Single<T>(List<T> rows, string sql) =>
        rows.Count > 1 ? throw new InvalidOperationException("More than one row: " + sql) : rows.Count == 1 ? rows[0] : default;

    /// <summary>
    /// Rows in portions, read on demand, so a list of any length is never in memory whole. It is one statement and one snapshot;
    /// other statements may run between two portions.
    /// </summary>
    public IAsyncEnumerable<List<T>> QueryBatches<T>(
        string sql, Func<Columns, T> read, object? args = null, Scope? scope = null, int size = 200, CancellationToken ct = default) =>
        runner.QueryBatches(ScopedText(sql, scope), read, args, scope, size, ct);

    /// <summary>Runs a statement, once for each element if the arguments are a list, and returns the number of changed rows.</summary>
    public Task<int> Execute(string sql, object? args = null, Scope? scope = null) =>
        args is IEnumerable<object> many and not DynamicParameters
            ? runner.ExecuteEach(ScopedText(sql, scope), Observe(sql, many), scope)
            : runner.Execute(Observe(ScopedText(sql, scope)), args, scope);

    /// <summary>
    /// Locks a row that the work is going to write, before any lock that others need. It does not wait: when somebody else holds
    /// the row, the work gives up all its locks and is run again a little later.
    /// </summary>
    public Task LockRow(string table, Id id) =>
        Dialect.LockRow is { } clause
            ? runner.Execute($"SELECT id FROM {table} WHERE id = @Id{clause}", new { Id = id }, scope: null)
            : Task.CompletedTask;

    /// <summary>Adds a journal row: at once where transactions write one at a time, else as the last statement before the commit.</summary>
    public Task Append(JournalRow row)
    {
        LastEventAt = row.At;
        if (!DefersJournal)
            return Execute(InsertJournal, row);
        (journal ??= []).Add(row);
        return Task.CompletedTask;
    }

    /// <summary>Runs an action after the commit; not on rollback.</summary>
    public void AfterCommit(Action action) => (afterCommit ??= []).Add(action);

    /// <summary>Invalidates cached values after the commit, here and in other processes.</summary>
    /// <param name="key">The changed key; null when any key of the topic may have changed.</param>
    public void Invalidate(CacheTopic topic, string? key = null)
    {
        var change = new Invalidation(topic, key);
        (invalidations ??= []).Add(change);
        AfterCommit(() => cacheInvalidation.Invalidate(change));
    }

    public T Cache<T>()
        where T : class, new() => cacheInvalidation.Cache<T>();

    /// <summary>Rolls back this work's writes although it returns an answer, such as a refusal.</summary>
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

    static string ScopedText(string sql, Scope? scope) =>
        !sql.Contains(Scope.Marker, StringComparison.Ordinal) ? sql
        : scope is not null ? scope.Expand(sql)
        : throw new InvalidOperationException("This statement needs a scope, and none was given: " + sql);

    // SQLite's one writer assigns the next number, so numbers follow the order of commits.
    const string InsertJournal = """
        INSERT INTO journal (at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload,
                             version, position, hash)
        VALUES (@At, @Day, @SubjectKind, @Subject, @GridCode, @Action, @ActorId, @Post, @FromStatus, @ToStatus, @Reason, @Payload,
                @Version, @Position, @Hash)
        """;
}
