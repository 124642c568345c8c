using System.Collections.Concurrent;
using GridGov.Data.Statements;

namespace GridGov.Security;

/// <summary>Finds a session's person and posts; cached for a few seconds and cleared by <see cref="CacheInvalidation"/>.</summary>
public sealed class ActorCache
{
    const int MaxCached = 10_000;

    readonly Engine engine;
    readonly Clock clock;
    readonly ConcurrentDictionary<Id, CachedActor> bySession = new();
    int changes;

    public ActorCache(Engine engine, Clock clock)
    {
        (this.engine, this.clock) = (engine, clock);
        engine.CacheInvalidation.Subscribe(CacheTopic.Rights, _ => Clear());
    }

    /// <summary>Manual changes in the database invalidate nothing, so they take effect after this time.</summary>
    internal TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(4);

    /// <returns>Null when the session does not exist or has ended, or the person is disabled.</returns>
    public async ValueTask<Actor?> Find(Id session, CancellationToken ct)
    {
        var now = (Timestamp: clock.GetTimestamp(), Day: clock.Today);
        if (engine.CacheInvalidation.IsConnected && bySession.TryGetValue(session, out var cached)
            && clock.GetElapsedTime(cached.Timestamp) < CacheDuration && cached.Day == now.Day)
        {
            return cached.Actor;
        }
        var before = Volatile.Read(ref changes);
        var actor = await engine.Read(tx => Load(tx, session), ct);
        if (bySession.Count >= MaxCached)
            bySession.Clear();
        bySession[session] = new CachedActor(actor, now.Timestamp, now.Day);
        // The result may be older than a change that was committed during the read.
        if (before != Volatile.Read(ref changes))
            bySession.TryRemove(session, out _);
        return actor;
    }

    /// <summary>Clears everybody, because finding those affected by a change is not worth it.</summary>
    void Clear()
    {
        Interlocked.Increment(ref changes);
        bySession.Clear();
    }

    static async Task<Actor?> Load(Tx tx, Id session)
    {
        var person = await tx.QuerySingle<PersonRow>(FindPerson, new { Session = session });
        return person is null ? null : await Load(tx, person, session);
    }

    /// <summary>The actor of a person without a session, for work in their name outside HTTP.</summary>
    public static async Task<Actor?> LoadPerson(Tx tx, Id personId)
    {
        var person = await tx.QuerySingle<PersonRow>(FindById, new { Id = personId });
        return person is null ? null : await Load(tx, person, Id.None);
    }

    static async Task<Actor> Load(Tx tx, PersonRow person, Id session)
    {
        var posts = await ListPosts(tx, person.Id);
        return new Actor(person.Id, session, person.Username, person.Name, person.MustChangePassword, posts, person.GridCode,
            representations: await tx.Query(FindRepresentations, ReadRepresentation, new { PersonId = person.Id, tx.Today }));
    }

    static async Task<IReadOnlyList<Post>> ListPosts(Tx tx, Id person) =>
        [.. (await tx.Query<PostRow>(FindPosts, new { PersonId = person, tx.Today })).Select(row => row.ToPost())];

    /// <summary>
    /// The posts that a person held at an instant: on its day, or until that day where their end was entered after it.
    /// </summary>
    public static async Task<IReadOnlyList<Post>> ListPostsAt(Tx tx, Id person, Instant at) =>
        [.. (await tx.Query<PostRow>(FindPostsAt, new { PersonId = person, Day = tx.DayOf(at), At = at })).Select(row => row.ToPost())];

    static Representation ReadRepresentation(Columns c) => new(c.Id(), c.Text(), c.Text(), c.Text(), c.Day(), c.DayOrNull());

    readonly record struct CachedActor(Actor? Actor, long Timestamp, DateOnly Day);

    sealed record PersonRow
    {
        public required Id Id { get; init; }
        public string? Username { get; init; }
        public required string Name { get; init; }
        public required string GridCode { get; init; }
        public required bool MustChangePassword { get; init; }
    }

    sealed record PostRow
    {
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public Responsibility? Responsibility { get; init; }
        public required string GridCode { get; init; }
        public required DateOnly FromDay { get; init; }
        public DateOnly? ToDay { get; init; }

        public Post ToPost() => new(Post, Role, GridCode, Responsibility, FromDay, ToDay);
    }

    const string FindPerson = """
        SELECT p.id, p.username, p.name, p.grid_code, p.must_change_password
          FROM sessions s
          JOIN people p ON p.id = s.person_id
         WHERE s.id = @Session AND s.ended_at IS NULL AND p.disabled_at IS NULL
        """;

    const string FindById = "SELECT id, username, name, grid_code, must_change_password FROM people WHERE id = @Id AND disabled_at IS NULL";

    const string FindPosts = """
        SELECT post, role, responsibility, grid_code, from_day, to_day
          FROM appointments
         WHERE person_id = @PersonId AND status = 'effective' AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY grid_code, post, role, id
        """;

    const string FindPostsAt = """
        SELECT a.post, a.role, a.responsibility, a.grid_code, a.from_day, a.to_day
          FROM appointments a
         WHERE a.person_id = @PersonId AND a.status = 'effective' AND a.from_day <= @Day
           AND (a.to_day IS NULL OR a.to_day > @Day
                OR (a.to_day = @Day AND EXISTS (
                    SELECT 1 FROM appointment_ends e WHERE e.appointment_id = a.id AND e.at > @At AND e.previous_to_day > @Day)))
         ORDER BY a.grid_code, a.post, a.role, a.id
        """;

    const string FindRepresentations = """
        SELECT m.group_id, g.name, g.grid_code, m.role, m.from_day, m.to_day
          FROM memberships m
          JOIN groups g ON g.id = m.group_id
         WHERE m.person_id = @PersonId AND m.role IN ('leader', 'liaison')
           AND m.from_day <= @Today AND (m.to_day IS NULL OR m.to_day > @Today) AND g.ended_at IS NULL
         ORDER BY m.group_id, m.role, m.id
        """;
}
