using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>A post that a person holds today.</summary>
/// <param name="Role">The service role, of officers and instructors.</param>
/// <param name="Grid">The grid, county or city, or * for the whole deployment.</param>
/// <param name="To">The first day out of the post; null while it is open.</param>
public sealed record Post(PostKind Kind, string? Role, string Grid, Responsibility? Responsibility, DateOnly From, DateOnly? To)
{
    /// <summary>The grid level 1–3 of the post; 0 above the street.</summary>
    public int Level => GridCode.Level(Grid);

    /// <summary>The capabilities of an API key; null without one.</summary>
    public FrozenSet<Capability>? Only { get; init; }

    public bool May(Capability capability) => PostRights.Of(Kind).Contains(capability) && Only?.Contains(capability) is not false;
}

public sealed class Actor(Id id, Id session, string? username, string name, bool mustChangePassword, IReadOnlyList<Post> posts,
    string grid = GridCode.Everywhere, Id? key = null)
{
    readonly ConcurrentDictionary<Capability, Scope> scopes = new();

    public Id Id { get; } = id;

    /// <summary>The API key that acts for the person.</summary>
    public Id? Key { get; } = key;

    /// <summary>The holder of rate limit and Idempotency-Keys: the API key, or the person.</summary>
    public Id Caller => Key ?? Id;

    public Id Session { get; } = session;

    public string? Username { get; } = username;
    public string Name { get; } = name;

    /// <summary>The grid that keeps the person's record.</summary>
    public string Grid { get; } = grid;

    /// <summary>The password was set by somebody else, so only choosing a new one is allowed.</summary>
    public bool MustChangePassword { get; } = mustChangePassword;

    public IReadOnlyList<Post> Posts { get; } = posts;

    public bool May(Capability capability) => Posts.Any(post => post.May(capability));

    public Scope ScopeOf(Capability capability) => scopes.GetOrAdd(capability, static (wanted, posts) =>
        Scope.Of(posts.Where(post => post.May(wanted)).Select(post => post.Grid)), Posts);

    public IEnumerable<Post> PostsFor(Capability capability, string grid) =>
        Posts.Where(post => post.May(capability) && GridCode.Covers(post.Grid, grid));

    /// <summary>The actor of an API key: its capabilities in its grids, within the person's posts.</summary>
    public Actor WithApiKey(Id apiKey, FrozenSet<Capability> capabilities, IEnumerable<string> grids) => new(
        Id, Id.None, Username, Name, mustChangePassword: false,
        [.. from post in Posts
            from grid in grids
            let both = GridCode.Covers(post.Grid, grid) ? grid : GridCode.Covers(grid, post.Grid) ? post.Grid : null
            where both is not null
            select post with { Grid = both, Only = capabilities }],
        Grid, apiKey);
}
