using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using GridGov.Platform.Auditing;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Platform.Data;

/// <summary>
/// One transaction on one connection, at one instant. A write transaction may be run again from its start (after a
/// conflict), so what it is given must bear being called twice.
/// </summary>
public sealed class Tx(DbConnection connection, Dialect dialect, Ids ids, Changes changes, Instant now, DateOnly today, TimeZoneInfo zone)
{
    List<Action>? afterCommit;
    List<Change>? announced;
    List<JournalRow>? journal;
    int cursors;

    /// <summary>The instant of this transaction: every row it writes carries the same.</summary>
    public Instant Now { get; private set; } = now;

    /// <summary>The local day of <see cref="Now"/> in the deployment's time zone.</summary>
    public DateOnly Today { get; private set; } = today;

    /// <summary>The deployment's time zone.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The local day of an instant.</summary>
    public DateOnly DayOf(Instant instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.ToUtc(), Zone).DateTime);

    public Dialect Dialect { get; } = dialect;

    /// <summary>The request that this is done for; null when the program does it by itself.</summary>
    public RequestOrigin? Request { get; internal set; }

    /// <summary>True when the work asked for its own writes to be rolled back although it gave an answer.</summary>
    public bool Undone { get; private set; }

    /// <summary>Whether rows of the journal wait for the commit; set by an engine on which several transactions write at once.</summary>
    internal bool JournalWaits { get; init; }

    /// <summary>Called with every statement that is run, to count them.</summary>
    internal Action<Tx, string>? OnStatement { get; init; }

    internal IReadOnlyList<JournalRow> Journal => journal ?? (IReadOnlyList<JournalRow>)[];
    internal IReadOnlyList<Change> Announced => announced ?? (IReadOnlyList<Change>)[];
    internal IReadOnlyList<Action> AfterCommits => afterCommit ?? (IReadOnlyList<Action>)[];

    /// <summary>Dates what this transaction writes: for a story that is told faster than it happened.</summary>
    internal void DateAs(Instant moment, DateOnly day) => (Now, Today) = (moment, day);

    public Id NewId() => ids.Next(Now.Milliseconds);

    /// <summary>The only row or none; more than one is a fault.</summary>
    public Task<T?> One<T>(string sql, object? args = null, Scope? scope = null)
    {
        OnStatement?.Invoke(this, sql);
        var (text, parameters) = Expand(sql, args, scope);
        return connection.QuerySingleOrDefaultAsync<T>(text, parameters);
    }

    public async Task<List<T>> List<T>(string sql, object? args = null, Scope? scope = null)
    {
        OnStatement?.Invoke(this, sql);
        var (text, parameters) = Expand(sql, args, scope);
        return (await connection.QueryAsync<T>(text, parameters)).AsList();
    }

    /// <summary>The only row or none, read column by column; more than one is a fault.</summary>
    public async Task<T?> One<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null)
    {
        var rows = await List(sql, read, args, scope);
        return rows.Count > 1 ? throw new InvalidOperationException("More than one row: " + sql) : rows.Count == 1 ? rows[0] : default;
    }

    /// <summary>Rows that are read column by column, in the order of the SELECT.</summary>
    public async Task<List<T>> List<T>(string sql, Func<Columns, T> read, object? args = null, Scope? scope = null)
    {
        OnStatement?.Invoke(this, sql);
        if (connection is PreparedConnection sqlite)
            return sqlite.Rows(ScopedText(sql, scope), read, args, scope);
        var (text, parameters) = Expand(sql, args, scope);
        await using var reader = await connection.ExecuteReaderAsync(text, parameters);
        var columns = new Columns.OfReader(reader);
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(columns.FromTheFirst()));
        return rows;
    }

    /// <summary>
    /// All rows, in portions that are read as they are asked for: a list of any length is never in memory whole. It is one
    /// statement, so one sorting and one snapshot; between two portions the transaction may read other things.
    /// </summary>
    public async IAsyncEnumerable<List<T>> Portions<T>(
        string sql, Func<Columns, T> read, object? args = null, Scope? scope = null, int size = 200, [EnumeratorCancellation] CancellationToken ct = default)
    {
        if (connection is PreparedConnection sqlite)
        {
            // One of its own, not one that is kept: it is open for long.
            using var statement = sqlite.Prepare(ScopedText(sql, scope));
            foreach (var portion in statement.Portions(read, args, scope, size))
            {
                ct.ThrowIfCancellationRequested();
                yield return portion;
            }
            yield break;
        }
        // A connection of PostgreSQL runs one statement at a time; and so no statement's time limit counts the client's.
        // Named for the rows that it gives: the driver keeps the FETCH prepared, and its columns must not change.
        var (text, parameters) = Expand(sql, args, scope);
        var cursor = string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}_{++cursors}");
        await connection.ExecuteAsync($"DECLARE {cursor} NO SCROLL CURSOR FOR {text}", parameters);
        var fetch = string.Create(CultureInfo.InvariantCulture, $"FETCH FORWARD {size} FROM {cursor}");
        List<T> fetched;
        do
        {
            ct.ThrowIfCancellationRequested();
            fetched = await List(fetch, read);
            if (fetched.Count > 0)
                yield return fetched;
        }
        while (fetched.Count == size);
        await connection.ExecuteAsync($"CLOSE {cursor}");
    }

    /// <summary>Runs a statement, for each of the arguments if there is a list of them, and gives the number of rows that it changed.</summary>
    public Task<int> Run(string sql, object? args = null, Scope? scope = null)
    {
        Observe(sql, args);
        var ready = ScopedText(sql, scope);
        if (connection is PreparedConnection sqlite && sqlite.IsStatement(ready))
        {
            return Task.FromResult(args is IEnumerable<object> many and not DynamicParameters
                ? many.Sum(each => sqlite.Run(ready, each, scope))
                : sqlite.Run(ready, args, scope));
        }
        var (text, parameters) = Expand(sql, args, scope);
        return connection.ExecuteAsync(text, parameters);
    }

    /// <summary>Adds a row to the journal: at once where one transaction writes at a time, else as the last thing before the commit.</summary>
    internal Task Append(JournalRow row)
    {
        if (!JournalWaits)
            return Run(InsertJournal, row);
        (journal ??= []).Add(row);
        return Task.CompletedTask;
    }

    /// <summary>Does something once the transaction is durable, and not at all when it is rolled back.</summary>
    public void AfterCommit(Action action) => (afterCommit ??= []).Add(action);

    /// <summary>Says what this transaction changes to whoever keeps it in memory, here and in other processes, once it is committed.</summary>
    /// <param name="key">Which; null when it may be any of the topic.</param>
    public void Announce(Topic topic, string? key = null)
    {
        var change = new Change(topic, key);
        (announced ??= []).Add(change);
        AfterCommit(() => changes.Tell(change));
    }

    /// <summary>What this process keeps in memory of the store, one of each type; it is made when it is first asked for.</summary>
    public T Kept<T>()
        where T : class, new() => changes.Kept<T>();

    /// <summary>Rolls back what this work wrote, although it gives an answer (a refusal).</summary>
    public void Undo() => Undone = true;

    /// <summary>With a list of arguments the statement is run for each of them.</summary>
    void Observe(string sql, object? args)
    {
        if (OnStatement is null)
            return;
        var times = args is IEnumerable<object> many and not DynamicParameters ? many.Count() : 1;
        for (var i = 0; i < times; i++)
            OnStatement(this, sql);
    }

    static (string Sql, object? Args) Expand(string sql, object? args, Scope? scope)
    {
        var text = ScopedText(sql, scope);
        if (ReferenceEquals(text, sql))
            return (sql, args);
        var parameters = new DynamicParameters(args);
        foreach (var (name, code) in scope!.Parameters)
            parameters.Add(name, code);
        return (text, parameters);
    }

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
