using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Sync;

/// <summary>Something that a phone keeps a copy of.</summary>
/// <param name="Data">The answer of its single GET.</param>
public sealed record SyncEntry(string Id, long Version, object Data);

/// <summary>
/// A kind of things that phones keep copies of: what is copied first, which events change it, and how it is read for a caller. Each
/// reading is limited by the predicate of the kind's own GET.
/// </summary>
/// <param name="name">As the answer says it; also the journal's kind of subject, unless <see cref="Subject"/> is another.</param>
/// <param name="reads">The capability of its GET; null for everybody who is signed in.</param>
public abstract class SyncKind(string name, Capability? reads)
{
    protected const int AtOnce = 512;

    public string Name => name;

    public Capability? Reads => reads;

    /// <summary>Further capabilities that decide what its data show.</summary>
    public virtual IReadOnlyList<Capability> AlsoDependsOn => [];

    /// <summary>The journal's kind of subject, whose subjects are this kind's ids.</summary>
    public virtual string Subject => name;

    /// <summary>How much one of its entries may be of what is read at once, in parts of 100.</summary>
    public virtual int Weight => 1;

    public virtual bool IsFor(Actor actor) => reads is not { } capability || actor.May(capability);

    protected Scope ScopeOf(Actor actor) => reads is { } capability ? actor.ScopeOf(capability) : Scope.Everywhere;

    /// <summary>Whether an event of one of its subjects may change what the caller has.</summary>
    public virtual bool Concerns(Actor actor, JournalNotice notice) => ScopeOf(actor).Covers(notice.Grid) || MayLeave(notice);

    /// <summary>Whether an event of a subject that phones keep no copy of may change what the caller has.</summary>
    public virtual bool Follows(Actor actor, JournalNotice notice) => false;

    /// <summary>Whether it is an action by which subjects go from one grid to another.</summary>
    protected virtual bool MayLeave(JournalNotice notice) => false;

    /// <summary>The next entries of a first copy, by id.</summary>
    public abstract Task<List<SyncEntry>> ListFirst(Tx tx, Actor actor, string after, int rows);

    /// <summary>Those of the ids that belong to the caller's copy.</summary>
    public abstract Task<List<SyncEntry>> Load(Tx tx, Actor actor, IReadOnlyCollection<string> ids);

    /// <summary>Further ids whose data changed with subjects of any kind.</summary>
    public virtual Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) => Task.FromResult<List<string>>([]);

    /// <summary>Ids whose data change or end without an event, because days passed.</summary>
    /// <param name="from">The day of the copy.</param>
    public virtual Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        Task.FromResult<List<string>>([]);

    /// <summary>Those of its subjects that the caller could have seen before, so that their removal tells nothing new.</summary>
    public virtual Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids) =>
        ListSeenIn(tx, Scope.Of(ScopeOf(actor).Roots), ids);

    /// <summary>Those that had an event in the scope.</summary>
    protected async Task<List<string>> ListSeenIn(Tx tx, Scope scope, IEnumerable<string> ids)
    {
        var seen = new List<string>();
        foreach (var portion in ids.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            parameters.Add("Kind", Subject);
            var list = InList.Of(parameters, "id", portion);
            seen.AddRange(await tx.Query($"""
                SELECT DISTINCT j.subject
                  FROM journal j
                 WHERE j.subject IN {list} AND j.subject_kind = @Kind AND @scope({Sql.WithoutIndex("j.grid_code")})
                """, columns => columns.Text(), parameters, scope));
        }
        return seen;
    }
}

/// <summary>A kind whose entries are rows of one statement.</summary>
/// <param name="key">The expression of the id in that statement.</param>
public abstract class TableSyncKind(string name, Capability? reads, string key) : SyncKind(name, reads)
{
    protected string Key => key;

    /// <summary>The entries of the caller's copy that meet a condition, which has the order and the limit of a page too.</summary>
    protected abstract Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters);

    /// <summary>The value of the column of an id; null for text that is none.</summary>
    protected virtual object? ValueOf(string id) => Id.TryParseExact(id, out var value) ? value.Value : null;

    protected virtual object First => 0L;

    public override Task<List<SyncEntry>> ListFirst(Tx tx, Actor actor, string after, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("after", ValueOf(after) ?? First);
        parameters.Add("rows", rows);
        return List(tx, actor, $"{key} > @after ORDER BY {key} LIMIT @rows", parameters);
    }

    public override async Task<List<SyncEntry>> Load(Tx tx, Actor actor, IReadOnlyCollection<string> ids)
    {
        var entries = new List<SyncEntry>();
        foreach (var portion in ids.Select(ValueOf).OfType<object>().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            entries.AddRange(await List(tx, actor, $"{key} IN {InList.Of(parameters, "key", portion)}", parameters));
        }
        return entries;
    }

    /// <summary>Runs a statement that lists ids for a list of ids.</summary>
    /// <param name="sql">The statement for the list, with the person as a parameter.</param>
    protected async Task<List<string>> ListIds(Tx tx, Func<string, string> sql, IEnumerable<string> ids, Id person = default)
    {
        var found = new List<string>();
        foreach (var portion in ids.Select(ValueOf).OfType<object>().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            parameters.Add("person", person);
            found.AddRange(await tx.Query(
                sql(InList.Of(parameters, "key", portion)), columns => columns.Id().ToString(), parameters));
        }
        return found;
    }

    /// <summary>Runs a statement that pages through ids by days.</summary>
    protected Task<List<string>> ListIdsOfDays(
        Tx tx, Scope scope, string sql, DateOnly from, DateOnly to, string after, int rows) =>
        tx.Query(sql, columns => columns.Id().ToString(), new
        {
            From = from, To = to, After = ValueOf(after) ?? First, Rows = rows,
        }, scope);
}

/// <summary>A kind of which a deployment has few, so that all are read.</summary>
public abstract class ShortSyncKind(string name, Capability? reads) : SyncKind(name, reads)
{
    protected abstract Task<List<SyncEntry>> ListAll(Tx tx, Actor actor, Func<string, bool> isWanted);

    public override async Task<List<SyncEntry>> ListFirst(Tx tx, Actor actor, string after, int rows) =>
        [.. (await ListAll(tx, actor, id => string.CompareOrdinal(id, after) > 0))
            .OrderBy(entry => entry.Id, StringComparer.Ordinal).Take(rows)];

    public override Task<List<SyncEntry>> Load(Tx tx, Actor actor, IReadOnlyCollection<string> ids) =>
        ids.Count == 0 ? Task.FromResult<List<SyncEntry>>([]) : ListAll(tx, actor, ids.Contains);
}
