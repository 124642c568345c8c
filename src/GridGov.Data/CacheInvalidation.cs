using System.Collections.Concurrent;

namespace GridGov.Data;

public enum CacheTopic
{
    /// <summary>People, appointments and sessions.</summary>
    Rights,

    /// <summary>Grids; the key is the code.</summary>
    Grids,

    /// <summary>Categories; the key is the code.</summary>
    Categories,

    Calendars,

    Keys,

    /// <summary>Public boards; the key is the code of the grid.</summary>
    Boards,
}

/// <summary>A change that makes cached values stale. A null <c>Key</c> means any key of the topic.</summary>
public readonly record struct Invalidation(CacheTopic Topic, string? Key);

/// <summary>
/// Keeps caches current. After the commit of a write and before its answer, the caches of this process receive what it declared
/// with <see cref="Tx.Invalidate"/>; other processes receive it by NOTIFY (PostgreSQL) or by polling the data version (SQLite).
/// </summary>
public sealed class CacheInvalidation
{
    readonly ConcurrentDictionary<CacheTopic, Action<string?>> listeners = new();
    readonly ConcurrentDictionary<Type, object> caches = new();

    /// <summary>False while changes of other processes cannot be received: cached values must not be used then.</summary>
    public bool IsConnected { get; private set; }

    /// <param name="changed">
    /// Receives the key, or null for all. It runs on any thread, must be quick and must not throw. A value read while it runs may be
    /// stale and must not be cached.
    /// </param>
    public void Subscribe(CacheTopic topic, Action<string?> changed) =>
        listeners.AddOrUpdate(topic, changed, (_, before) => before + changed);

    public T Cache<T>()
        where T : class, new() => (T)caches.GetOrAdd(typeof(T), static _ => new T());

    internal void Invalidate(Invalidation change)
    {
        if (listeners.TryGetValue(change.Topic, out var changed))
            changed(change.Key);
    }

    internal void InvalidateAll()
    {
        foreach (var changed in listeners.Values)
            changed(null);
    }

    /// <summary>
    /// From now on every change is received. Changes may have been missed before, so every cache is cleared before it may be used.
    /// </summary>
    internal void Connected()
    {
        InvalidateAll();
        IsConnected = true;
    }

    internal void Disconnected()
    {
        IsConnected = false;
        InvalidateAll();
    }
}
