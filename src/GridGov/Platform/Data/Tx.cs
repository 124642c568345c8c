using System.Data.Common;
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

    internal IReadOnlyList<JournalRow> Journal => journal ?? (IReadOnlyList<JournalRow>)[];
    internal IReadOnlyList<Change> Announced => announced ?? (IReadOnlyList<Change>)[];
    internal IReadOnlyList<Action> AfterCommits => afterCommit ?? (IReadOnlyList<Action>)[];

    /// <summary>Dates what this transaction writes: for a story that is told faster than it happened.</summary>
    internal void DateAs(Instant moment, DateOnly day) => (Now, Today) = (moment, day);

    public Id NewId() => ids.Next(Now.Milliseconds);

    /// <summary>The only row or none; more than one is a fault.</summary>
    public Task<T?> One<T>(string sql, object? args = null, Scope? scope = null)
    {
        var (text, parameters) = Expand(sql, args, scope);
        return connection.QuerySingleOrDefaultAsync<T>(text, parameters);
    }

    public async Task<List<T>> List<T>(string sql, object? args = null, Scope? scope = null)
    {
        var (text, parameters) = Expand(sql, args, scope);
        return (await connection.QueryAsync<T>(text, parameters)).AsList();
    }

    /// <summary>Runs a statement and gives the number of rows that it changed.</summary>
    public Task<int> Run(string sql, object? args = null, Scope? scope = null)
    {
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

    static (string Sql, object? Args) Expand(string sql, object? args, Scope? scope)
    {
        if (!sql.Contains(Scope.Marker, StringComparison.Ordinal))
            return (sql, args);
        if (scope is null)
            throw new InvalidOperationException("This statement is limited to a scope, and none was given: " + sql);
        var parameters = new DynamicParameters(args);
        scope.AddTo(parameters);
        return (scope.Expand(sql), parameters);
    }

    // The number is left to the engine: SQLite's one writer goes on from the highest, in the order of the commits.
    const string InsertJournal = """
        INSERT INTO journal (at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version, position, hash)
        VALUES (@At, @Day, @SubjectKind, @Subject, @GridCode, @Action, @ActorId, @Post, @FromStatus, @ToStatus, @Reason, @Payload, @Version, @Position, @Hash)
        """;
}
