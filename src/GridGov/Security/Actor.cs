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
    string grid = GridCode.Everywhere, Id? key = null, IReadOnlyList<Representation>? representations = null)
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

    /// <summary>The groups that the person acts for today. An API key acts for none.</summary>
    public IReadOnlyList<Representation> Representations { get; } = representations ?? [];

    public bool May(Capability capability) =>
        Posts.Any(post => post.May(capability)) || (Representations.Count > 0 && Representation.May(capability));

    /// <summary>The group, when the person acts for it today.</summary>
    public Representation? RepresentationOf(Id group) => Representations.FirstOrDefault(each => each.Group == group);

    /// <summary>
    /// The grids that the capability reaches; in those of posts that need to know, only the tickets of the caller; and the rows of the
    /// groups that the caller acts for.
    /// </summary>
    public Scope ScopeOf(Capability capability) => scopes.GetOrAdd(capability, static (wanted, actor) =>
    {
        var grids = actor.Posts.Where(post => post.May(wanted) && !PostRights.ReadsByInvitation(post.Kind, wanted))
            .ToLookup(post => PostRights.IsLimitedToParties(post.Kind, wanted), post => post.Grid);
        return Scope.Of(grids[false], grids[true], actor.Id,
            Representation.May(wanted) ? [.. actor.Representations.Select(each => (each.Group, each.Grid))] : []);
    }, this);

    public IEnumerable<Post> PostsFor(Capability capability, string grid) =>
        Posts.Where(post => post.May(capability) && GridCode.Covers(post.Grid, grid));

    /// <summary>Whether the caller has the capability by a post above the grid, and not only by one on it.</summary>
    public bool HasPostAbove(Capability capability, string grid) => PostsFor(capability, grid).Any(post => post.Grid != grid);

    /// <summary>The person with another post, for what was done while it was held.</summary>
    public Actor With(Post former) =>
        new(Id, Session, Username, Name, MustChangePassword, [.. Posts, former], Grid, Key, Representations);

    /// <summary>The grids whose confidential tickets the caller may read whole, and not only those of their own work.</summary>
    public Scope ConfidentialScope() => Scope.Of(
        Posts.Where(post => post.May(Capability.ConfidentialRead) && !PostRights.ReadsOwnOnly(post.Kind)).Select(post => post.Grid));

    /// <summary>The posts that a key of this person is granted when it is made.</summary>
    public IEnumerable<GrantedPost> PostsFor(IReadOnlyCollection<Capability> capabilities, IReadOnlyList<string> grids) =>
        (from post in Posts
         where capabilities.Any(post.May)
         from grid in grids
         let both = Narrower(post.Grid, grid)
         where both is not null
         select new GrantedPost(post.Kind, post.Role, both)).Distinct();

    /// <summary>The actor of an API key: its capabilities in its grids, within the posts that the person had and still has.</summary>
    /// <param name="granted">The posts when the key was made; null for any.</param>
    public Actor WithApiKey(
        Id apiKey, FrozenSet<Capability> capabilities, IEnumerable<string> grids, IReadOnlyList<GrantedPost>? granted) => new(
        Id, Id.None, Username, Name, mustChangePassword: false,
        [.. (from post in Posts
             from grid in GrantedGrids(post, grids, granted)
             let both = Narrower(post.Grid, grid)
             where both is not null
             select post with { Grid = both, Only = capabilities }).Distinct()],
        Grid, apiKey);

    static IEnumerable<string> GrantedGrids(Post post, IEnumerable<string> grids, IReadOnlyList<GrantedPost>? granted) =>
        granted is null
            ? grids
            : granted.Where(one => one.Kind == post.Kind && one.Role == post.Role)
                .SelectMany(one => grids.Select(grid => Narrower(one.Grid, grid))).OfType<string>();

    /// <summary>The smaller of two subtrees, of which one contains the other; null when they are apart.</summary>
    static string? Narrower(string grid, string other) =>
        GridCode.Covers(grid, other) ? other : GridCode.Covers(other, grid) ? grid : null;
}
