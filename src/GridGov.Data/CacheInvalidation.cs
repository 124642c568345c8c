using System.Collections.Concurrent;

namespace GridGov.Data;

/// <summary>What a cache can be about.</summary>
public enum CacheTopic
{
    /// <summary>Who may do what: people, appointments and sessions.</summary>
    Rights,

    /// <summary>Grids; the key is the code.</summary>
    Grids,

    /// <summary>Categories; the key is the code.</summary>
    Categories,

    /// <summary>Working calendars.</summary>
    Calendars,

    /// <summary>The keys by which things are encrypted.</summary>
    Keys,
}

/// <summary>Something that was changed.</summary>
/// <param name="Key">Which; null when it may be any of them.</param>
public readonly record struct Invalidation(CacheTopic Topic, string? Key);

/// <summary>
/// Keeps caches true. A write says what it changes (<see cref="Tx.Invalidate"/>); after its commit, and before it answers,
/// the caches of this process are told, and those of other processes as soon as they hear of it: on PostgreSQL by NOTIFY,
/// on SQLite by a look at the file's data version before every write and once a second. Whoever was not able to hear, or
/// hears only that something was written, is told that anything may have changed: a cache then forgets all that it keeps,
/// and the next who asks reads it again. There is no more to catching up than that.
/// </summary>
public sealed class CacheInvalidation
{
    readonly ConcurrentDictionary<CacheTopic, Action<string?>> listeners = new();
    readonly ConcurrentDictionary<Type, object> kept = new();

    /// <summary>False while changes of other processes cannot be heard: what a cache keeps must not be used then.</summary>
    public bool IsConnected { get; private set; }

    /// <param name="changed">
    /// Given the key, or null for all. Called from any thread, must be quick and not throw. What was being read while it
    /// is called may be older than the change, and must not be kept.
    /// </param>
    public void Subscribe(CacheTopic topic, Action<string?> changed) =>
        listeners.AddOrUpdate(topic, changed, (_, before) => before + changed);

    /// <summary>The one cache of this type that belongs to this store.</summary>
    public T Cache<T>()
        where T : class, new() => (T)kept.GetOrAdd(typeof(T), static _ => new T());

    internal void Invalidate(Invalidation change)
    {
        if (listeners.TryGetValue(change.Topic, out var changed))
            changed(change.Key);
    }

    /// <summary>Anything may have changed.</summary>
    internal void InvalidateAll()
    {
        foreach (var changed in listeners.Values)
            changed(null);
    }

    /// <summary>From here on nothing is missed; what was missed before is told as one.</summary>
    internal void Connected()
    {
        IsConnected = true;
        InvalidateAll();
    }

    internal void Disconnected()
    {
        IsConnected = false;
        InvalidateAll();
    }
}
