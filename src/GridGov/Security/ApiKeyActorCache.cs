using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>Finds an API key's actor: the key's capabilities, limited to its person's posts then and today.</summary>
public sealed class ApiKeyActorCache
{
    const int MaxCached = 10_000;

    /// <summary>Capabilities that no API key has, so that a stolen key cannot create further access.</summary>
    public static readonly FrozenSet<Capability> DeniedToApiKeys = [Capability.PersonManage, Capability.ApiKeyManage];

    readonly Engine engine;
    readonly Clock clock;
    readonly ApiKeyUsage use;
    readonly ConcurrentDictionary<string, CachedKeyActor> cached = new(StringComparer.Ordinal);
    int changes;

    public ApiKeyActorCache(Engine engine, Clock clock, ApiKeyUsage use)
    {
        (this.engine, this.clock, this.use) = (engine, clock, use);
        engine.CacheInvalidation.Subscribe(CacheTopic.Rights, _ =>
        {
            Interlocked.Increment(ref changes);
            cached.Clear();
        });
    }

    static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(4);

    /// <returns>Null for an unknown, expired or revoked key, and for a disabled person.</returns>
    public async ValueTask<Actor?> Find(ApiKeySecret secret, CancellationToken ct)
    {
        var now = (Timestamp: clock.GetTimestamp(), Clock: clock.Now);
        if (engine.CacheInvalidation.IsConnected && cached.TryGetValue(secret.Text, out var entry)
            && clock.GetElapsedTime(entry.Timestamp) < CacheDuration && now.Clock < entry.ExpiresAt && entry.Day == clock.DayOf(now.Clock))
        {
            return entry.Actor;
        }
        if (secret.PublicId.Length == 0)
            return null;
        var before = Volatile.Read(ref changes);
        var (actor, expires) = await engine.Read(tx => Load(tx, secret), ct);
        // Only valid keys are cached, because invalid ones are unlimited.
        if (actor is null)
            return null;
        use.Record(actor.Key!.Value);
        if (cached.Count >= MaxCached)
            cached.Clear();
        cached[secret.Text] = new CachedKeyActor(actor, now.Timestamp, clock.DayOf(now.Clock), expires);
        if (before != Volatile.Read(ref changes))
            cached.TryRemove(secret.Text, out _);
        return actor;
    }

    static async Task<(Actor? Actor, Instant Expires)> Load(Tx tx, ApiKeySecret secret)
    {
        var row = await tx.QuerySingle<KeyRow>(FindKey, new { secret.PublicId, tx.Now });
        if (row is null || !secret.Matches(row.Hash) || await ActorCache.LoadPerson(tx, row.PersonId) is not { } person)
            return (null, default);
        var capabilities = row.Capabilities.Split(' ')
            .Select(code => Codes<Capability>.TryParse(code, out var capability) ? capability : (Capability?)null)
            .OfType<Capability>().Except(DeniedToApiKeys).ToFrozenSet();
        return (person.WithApiKey(row.Id, capabilities, row.Grids.Split(' '), GrantedPost.Parse(row.Posts)), row.ExpiresAt);
    }

    readonly record struct CachedKeyActor(Actor Actor, long Timestamp, DateOnly Day, Instant ExpiresAt);

    sealed record KeyRow
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public required string Capabilities { get; init; }
        public required string Grids { get; init; }
        public string? Posts { get; init; }
        public required string Hash { get; init; }
        public required Instant ExpiresAt { get; init; }
    }

    const string FindKey = """
        SELECT k.id, k.person_id, k.capabilities, k.grids, k.posts, s.hash, s.expires_at
          FROM api_key_secrets s
          JOIN api_keys k ON k.id = s.key_id
         WHERE s.public_id = @PublicId AND s.expires_at > @Now AND k.revoked_at IS NULL
        """;
}
