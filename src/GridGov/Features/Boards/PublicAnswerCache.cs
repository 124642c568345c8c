using System.Collections.Concurrent;

namespace GridGov.Features.Boards;

/// <summary>
/// What the public reads, in memory for a minute, because anybody may ask at any rate. A change of boards, grids, people, posts and of a
/// need's publication shows at once, in this process also while the others cannot be heard; of places and tickets after that minute. Of
/// those who ask at the same time one reads for all.
/// </summary>
public sealed class PublicAnswerCache
{
    /// <summary>Some tens of megabytes at most.</summary>
    const int MaxCached = 1000;

    static readonly TimeSpan CacheDuration = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly Engine engine;
    readonly Clock clock;
    readonly Db db;
    int changes;

    public PublicAnswerCache(Engine engine, Clock clock)
    {
        (this.engine, this.clock, db) = (engine, clock, new Db(engine));
        foreach (var topic in (CacheTopic[])[CacheTopic.Boards, CacheTopic.Grids, CacheTopic.Rights])
            engine.CacheInvalidation.Subscribe(topic, _ => Clear());
    }

    /// <summary>The number of answers in memory.</summary>
    internal int Count => entries.Count;

    /// <summary>The value of a key, which is read if it is not in memory. It may be null, and is kept as such.</summary>
    internal async ValueTask<T?> Get<T>(string key, Func<Db, Task<T?>> read)
        where T : class
    {
        if (!entries.TryGetValue(key, out var entry) || !IsCurrent(entry))
            entry = Add(key, entry, new Entry(
                new Lazy<Task<object?>>(async () => await read(db)), clock.GetTimestamp(), clock.Today, Volatile.Read(ref changes)));
        try
        {
            return (T?)await entry.Value.Value;
        }
        catch
        {
            entries.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    Entry Add(string key, Entry? before, Entry made)
    {
        if (before is not null)
            return entries.TryUpdate(key, made, before) ? made : entries.GetOrAdd(key, made);
        if (entries.Count >= MaxCached)
            entries.Clear();
        return entries.GetOrAdd(key, made);
    }

    // What began to be read before a change may be older than it.
    bool IsCurrent(Entry entry) => entry.Changes == Volatile.Read(ref changes) && entry.Day == clock.Today
        && clock.GetElapsedTime(entry.Timestamp) < CacheDuration;

    void Clear()
    {
        Interlocked.Increment(ref changes);
        entries.Clear();
    }

    sealed record Entry(Lazy<Task<object?>> Value, long Timestamp, DateOnly Day, int Changes);
}
