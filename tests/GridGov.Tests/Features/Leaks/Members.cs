using System.Collections.Frozen;
using GridGov.Platform;
using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Tests.Features.Leaks;

/// <summary>Somebody who calls, with what the table of rights gives to their posts.</summary>
/// <param name="Name">Who it is, to be told by when something is wrong.</param>
/// <param name="Posts">The kinds of posts that they hold, all over the same grids.</param>
/// <param name="SignIn">A fresh session.</param>
sealed record Member(string Name, Caller Caller, IReadOnlyList<PostKind> Posts, Func<Task<Caller>> SignIn)
{
    /// <summary>What an API key may do at most; null for a person.</summary>
    public FrozenSet<Capability>? Key { get; init; }

    public bool May(Capability capability) => Posts.Any(post => PostRights.Of(post).Contains(capability)) && Key?.Contains(capability) is not false;

    /// <summary>The code with which the operation refuses them whatever is asked of it; null when it lets them in.</summary>
    public string? TurnedAway(Operation operation) =>
        operation.Anonymous ? null
        : Key is not null && operation is { OwnAccount: true, TakesKeys: false } ? "not-for-keys"
        : operation.Capability is { } needed && !May(needed) ? "post-not-allowed"
        : Key is not null && Naming.NotForKeys.Contains(operation.Name) ? "not-for-keys"
        : null;

    /// <summary>The caller; for what may end the session, with one that serves only this once.</summary>
    public Task<Caller> For(Operation operation) => operation is { OwnAccount: true, Reads: false } && Key is null ? SignIn() : Task.FromResult(Caller);

    public override string ToString() => Name;
}

/// <summary>The posts of a town's people, and how they come to hold others.</summary>
static class Members
{
    /// <summary>By the names that <see cref="Town"/> gives them: every post that there is, over the grid that the victim's things lie in.</summary>
    public static readonly IReadOnlyList<(string Who, PostKind Post, Func<Town, string> Grid, string? Role)> Staff =
    [
        ("head1", PostKind.GridHead, town => town.Street, null),
        ("head2", PostKind.GridHead, town => town.Community, null),
        ("head3", PostKind.GridHead, town => town.Grid, null),
        ("worker", PostKind.GridWorker, town => town.Grid, null),
        ("officer", PostKind.ServiceOfficer, town => town.Grid, "urban_management"),
        ("instructor", PostKind.Instructor, town => town.Street, "urban_management"),
        ("department", PostKind.DepartmentHandler, town => town.County, null),
        ("dispatcher", PostKind.Dispatcher, town => town.Street, null),
        ("countyDispatcher", PostKind.Dispatcher, town => town.County, null),
        ("inspector", PostKind.Inspector, town => town.Street, null),
        ("supervisor", PostKind.Supervisor, town => town.County, null),
        ("admin", PostKind.Administrator, town => town.Street, null),
    ];

    /// <summary>The administrator of the whole deployment, who is nowhere outside.</summary>
    public static async Task<Member> Root(Town town) =>
        new("rootAdmin", await town.RootAdmin(), [PostKind.Administrator], () => town.App.CallerFor(town.PersonId("rootAdmin")));

    public static async Task<Member> Of(Town town, string who, PostKind post) =>
        new(who, await town.As(who), [post], () => town.App.CallerFor(town.PersonId(who)));

    /// <summary>Everybody in a post, who have called before and are remembered.</summary>
    public static async Task<List<Member>> All(Town town)
    {
        var members = new List<Member>();
        foreach (var (who, post, _, _) in Staff)
            members.Add(await Of(town, who, post));
        foreach (var member in members)
            (await member.Caller.Get("/v1/tickets")).ShouldBeOk();
        return members;
    }

    /// <summary>Ends somebody's posts by the API, as of today.</summary>
    public static async Task End(Town town, string who)
    {
        var root = await town.RootAdmin();
        foreach (var held in (await root.Get($"/v1/appointments?person={town.PersonId(who)}")).ShouldBeOk()["items"]!.AsArray())
            (await root.Post($"/v1/appointments/{held!["id"]}/end", new { reason = "调任" }, (long)held["version"]!)).ShouldBeOk();
    }

    public static Task Appoint(App app, Id person, PostKind post, string grid, string? role = null) => app.Db.Write(async tx =>
    {
        await Town.Appoint(tx, person, post, grid, role, post == PostKind.GridHead ? Responsibility.Direct : null);
        tx.Announce(Topic.Rights);
    });

    /// <summary>A key that acts for one of a town's people, with all that a key can have of their post.</summary>
    public static async Task<Member> WithKey(Town town, string who, PostKind post, string grid, params Capability[] only)
    {
        var may = only.Length > 0 ? only : [.. PostRights.Of(post).Except(KeyActors.NeverForKeys)];
        var made = await (await town.RootAdmin()).Post("/v1/api-keys", new
        {
            name = "密钥", personId = town.PersonId(who).ToString(), capabilities = may.Select(capability => capability.Code()), grids = new[] { grid },
        });
        var caller = new Caller(town.App.CreateClient(), Id.None, (string)made.ShouldBeCreated()["secret"]!);
        return new Member($"{who}'s key for {grid}", caller, [post], () => Task.FromResult(caller)) { Key = [.. may] };
    }
}
