using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>A post that somebody holds today.</summary>
/// <param name="Role">The service role, of officers and instructors.</param>
/// <param name="Grid">The grid, county or city, or * for the whole deployment.</param>
/// <param name="To">The first day out of the post; null while it is open.</param>
public sealed record Post(PostKind Kind, string? Role, string Grid, Responsibility? Responsibility, DateOnly From, DateOnly? To)
{
    /// <summary>Grid level 1–3 at which the post acts; 0 above the street.</summary>
    public int Level => GridCode.Level(Grid);

    /// <summary>What an API key may do of it; null when it is no key that acts.</summary>
    public FrozenSet<Capability>? Only { get; init; }

    public bool May(Capability capability) => PostRights.Of(Kind).Contains(capability) && Only?.Contains(capability) is not false;
}

/// <summary>Who is calling, and what they may do where.</summary>
public sealed class Actor(Id id, Id session, string? username, string name, bool mustChangePassword, IReadOnlyList<Post> posts,
    string grid = GridCode.Everywhere, Id? key = null)
{
    readonly ConcurrentDictionary<Capability, Scope> scopes = new();

    public Id Id { get; } = id;

    /// <summary>The API key that acts for the person.</summary>
    public Id? Key { get; } = key;

    /// <summary>Whose share of requests it is, and whose Idempotency-Keys: the key's, or the person's.</summary>
    public Id Caller => Key ?? Id;

    /// <summary>The signed-in device.</summary>
    public Id Session { get; } = session;

    public string? Username { get; } = username;
    public string Name { get; } = name;

    /// <summary>The unit that keeps the person's record.</summary>
    public string Grid { get; } = grid;

    /// <summary>The password was set by somebody else; nothing but choosing an own one is allowed.</summary>
    public bool MustChangePassword { get; } = mustChangePassword;

    /// <summary>The posts held today.</summary>
    public IReadOnlyList<Post> Posts { get; } = posts;

    public bool May(Capability capability) => Posts.Any(post => post.May(capability));

    /// <summary>Where the caller may do this: the grids of the posts that allow it.</summary>
    public Scope ScopeOf(Capability capability) => scopes.GetOrAdd(capability, static (wanted, posts) =>
        Scope.Of(posts.Where(post => post.May(wanted)).Select(post => post.Grid)), Posts);

    /// <summary>The posts that allow this on a grid.</summary>
    public IEnumerable<Post> PostsFor(Capability capability, string grid) =>
        Posts.Where(post => post.May(capability) && GridCode.Covers(post.Grid, grid));

    /// <summary>What an API key can do for this person: some capabilities, in some grids, and nothing that the posts do not allow.</summary>
    public Actor WithApiKey(Id apiKey, FrozenSet<Capability> capabilities, IEnumerable<string> grids) => new(
        Id, Id.None, Username, Name, mustChangePassword: false,
        [.. from post in Posts
            from grid in grids
            let both = GridCode.Covers(post.Grid, grid) ? grid : GridCode.Covers(grid, post.Grid) ? post.Grid : null
            where both is not null
            select post with { Grid = both, Only = capabilities }],
        Grid, apiKey);
}
