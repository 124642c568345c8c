using GridGov.Api.Binding;

namespace GridGov.Features.Sync;

/// <summary>What the acts of a push can name: those before them in it, and those of earlier ones.</summary>
public sealed class ActReferences
{
    readonly Db db;
    readonly Id person;
    readonly IReadOnlyList<PushedAct> acts;
    readonly PushResult[] results;
    readonly string?[] subjects;
    readonly Dictionary<string, int> positions;
    readonly Dictionary<string, StoredAct?> stored;
    readonly HashSet<string> reused;

    ActReferences(
        Db db, Id person, IReadOnlyList<PushedAct> acts, IEnumerable<KeyValuePair<string, StoredAct>> stored, HashSet<string> reused)
    {
        (this.db, this.person, this.acts, this.reused) = (db, person, acts, reused);
        this.stored = stored.ToDictionary(pair => pair.Key, StoredAct? (pair) => pair.Value, StringComparer.Ordinal);
        results = new PushResult[acts.Count];
        subjects = new string?[acts.Count];
        positions = acts.Select((act, i) => (act.Id, i)).ToDictionary(StringComparer.Ordinal);
    }

    public static Task<ActReferences> Load(Db db, Id person, IReadOnlyList<PushedAct> acts, CancellationToken ct) => db.Read(async tx =>
    {
        var earlier = await StoredAct.List(tx, person, acts.Select(act => act.Id));
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var act in acts)
        {
            if (earlier.TryGetValue(act.Id, out var done) && !await done.Is(tx, act))
                others.Add(act.Id);
        }
        return new ActReferences(db, person, acts, earlier, others);
    }, ct);

    /// <summary>The position of the act that is carried out.</summary>
    public int Position { get; private set; }

    public PushedAct Act => acts[Position];

    public IReadOnlyList<PushResult> Results => results;

    /// <summary>The act, if it was done before this push.</summary>
    public StoredAct? Earlier => stored.GetValueOrDefault(Act.Id);

    /// <summary>Whether the act's id was used for another one.</summary>
    public bool IsReused => reused.Contains(Act.Id);

    /// <summary>What the act is about: the id of its subject.</summary>
    public string? Subject
    {
        get => subjects[Position];
        set => subjects[Position] = value;
    }

    /// <summary>What the acts are about.</summary>
    public IReadOnlyList<string?> Subjects => subjects;

    /// <summary>Carries out one act; when it runs again, only the results before it count.</summary>
    public async Task Run(int position, Func<Task<PushResult>> run)
    {
        Position = position;
        results[position] = await run();
    }

    /// <summary>Finds an act that is done; null for one that is not or that is unknown.</summary>
    public async ValueTask<StoredAct?> Find(string id)
    {
        if (TryFind(id) is { } done || stored.ContainsKey(id) || positions.ContainsKey(id))
            return TryFind(id);
        return stored[id] = await db.Read(tx => StoredAct.Find(tx, person, id));
    }

    /// <summary>The same among those that were looked for already.</summary>
    public StoredAct? TryFind(string id) =>
        positions.TryGetValue(id, out var i) && i < Position && results[i] is { Result: PushOutcome.Done or PushOutcome.Replayed } done
            ? new StoredAct("", done.Subject, done.Version)
            : stored.GetValueOrDefault(id);

    /// <summary>The id of an act that a text names by "@"; null for another text.</summary>
    public static string? NameIn(string? text) => text is [IdReferences.Mark, .. { Length: > 0 } name] ? name : null;
}
