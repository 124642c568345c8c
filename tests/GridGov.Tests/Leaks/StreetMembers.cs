using System.Collections.Frozen;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Leaks;

/// <summary>A caller with the rights of their posts.</summary>
/// <param name="Name">The name in failure messages.</param>
/// <param name="Posts">The kinds of posts, all over the same grids.</param>
/// <param name="SignIn">Starts a new session.</param>
sealed record Member(string Name, Caller Caller, IReadOnlyList<PostKind> Posts, Func<Task<Caller>> SignIn)
{
    /// <summary>The maximum rights of an API key; null for a person.</summary>
    public FrozenSet<Capability>? Key { get; init; }

    /// <summary>Whether it is a post in the next community, of the same street.</summary>
    public bool IsNextDoor { get; init; }

    /// <summary>Whether they act for a group.</summary>
    public bool Represents { get; init; }

    public bool May(Capability capability) => (Represents && Representation.May(capability))
        || (Posts.Any(post => PostRights.Of(post).Contains(capability)) && Key?.Contains(capability) is not false);

    /// <summary>The code with which the operation always refuses this caller; null when the caller has access.</summary>
    public string? ExpectedRefusal(Operation operation) =>
        operation.Anonymous ? null
        : Key is not null && operation is { OwnAccount: true, TakesKeys: false } ? "not-for-keys"
        : operation.Capability is { } needed && !May(needed) && !(operation.Needs!.Or is { } other && May(other)) ? "post-not-allowed"
        : Key is not null && RequestTables.DeniedToApiKeys.Contains(operation.Name) ? "not-for-keys"
        : null;

    /// <summary>The caller; for operations that may end the session, with a new session.</summary>
    public Task<Caller> For(Operation operation) =>
        operation is { OwnAccount: true, Reads: false } && Key is null ? SignIn() : Task.FromResult(Caller);

    public override string ToString() => Name;
}

/// <summary>The people of a street, with changes of their posts.</summary>
static class StreetMembers
{
    /// <summary>Every post over the grid of the victim's things, by the names in <see cref="TestStreet"/>.</summary>
    public static readonly IReadOnlyList<(string Who, PostKind Post, Func<TestStreet, string> Grid, string? Role)> Staff =
    [
        ("head1", PostKind.GridHead, street => street.Street, null),
        ("head2", PostKind.GridHead, street => street.Community, null),
        ("head3", PostKind.GridHead, street => street.Grid, null),
        ("worker", PostKind.GridWorker, street => street.Grid, null),
        ("officer", PostKind.ServiceOfficer, street => street.Grid, "urban_management"),
        ("instructor", PostKind.Instructor, street => street.Street, "urban_management"),
        ("department", PostKind.DepartmentHandler, street => street.County, null),
        ("dispatcher", PostKind.Dispatcher, street => street.Street, null),
        ("countyDispatcher", PostKind.Dispatcher, street => street.County, null),
        ("inspector", PostKind.Inspector, street => street.Street, null),
        ("supervisor", PostKind.Supervisor, street => street.County, null),
        ("admin", PostKind.Administrator, street => street.Street, null),
    ];

    /// <summary>The administrator of the whole deployment, for whom no grid is outside.</summary>
    public static async Task<Member> Root(TestStreet street) =>
        new("rootAdmin", await street.RootAdmin(), [PostKind.Administrator], () => street.App.CallerFor(street.PersonId("rootAdmin")));

    public static async Task<Member> Of(TestStreet street, string who, PostKind post) =>
        new(who, await street.As(who), [post], () => street.App.CallerFor(street.PersonId(who)));

    /// <summary>The people in all posts, after a first request, so that they are in the server's cache.</summary>
    public static async Task<List<Member>> All(TestStreet street)
    {
        var members = new List<Member>();
        foreach (var (who, post, _, _) in Staff)
            members.Add(await Of(street, who, post));
        foreach (var member in members)
            (await member.Caller.Get("/v1/tickets")).ShouldBeOk();
        return members;
    }

    /// <summary>Ends a person's posts over HTTP, as of today.</summary>
    public static async Task End(TestStreet street, string who)
    {
        var root = await street.RootAdmin();
        foreach (var held in (await root.Get($"/v1/appointments?person={street.PersonId(who)}")).ShouldBeOk()["items"]!.AsArray())
            (await root.Post($"/v1/appointments/{held!["id"]}/end", new { reason = "调任" }, (long)held["version"]!)).ShouldBeOk();
    }

    public static Task Appoint(App app, Id person, PostKind post, string grid, string? role = null) => app.Db.Write(async tx =>
    {
        await TestStreet.Appoint(tx, person, post, grid, role, post == PostKind.GridHead ? Responsibility.Direct : null);
        tx.Invalidate(CacheTopic.Rights);
    });

    /// <summary>Somebody without a post who leads a group of a grid; the street's office keeps their record.</summary>
    public static async Task<Member> Representative(TestStreet street, string grid)
    {
        var root = await street.RootAdmin();
        var person = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "representative", grid[..9]));
        var group = (await root.Post("/v1/groups", new { kind = "volunteer_team", name = "志愿队", grid })).ShouldBeCreated();
        var leader = new { personId = person.ToString(), role = "leader" };
        (await root.Post($"/v1/groups/{group.Id}/memberships", leader)).ShouldBeCreated();
        return new Member($"a representative in {grid}", await street.App.CallerFor(person), [], () => street.App.CallerFor(person))
        {
            Represents = true,
        };
    }

    /// <summary>An API key that acts for a person of the street, with all rights that their post allows.</summary>
    public static async Task<Member> WithKey(TestStreet street, string who, PostKind post, string grid, params Capability[] only)
    {
        // A key reads no invitations, so it carries no capability that reaches them alone.
        var may = only.Length > 0 ? only
            : [.. PostRights.Of(post).Except(ApiKeyActorCache.DeniedToApiKeys).Where(each => !PostRights.ReadsByInvitation(post, each))];
        // A key carries no more than its maker's rights, so the maker has the post too, and one that reads all confidential tickets.
        (PostKind, string)[] posts = [(PostKind.Administrator, GridCode.Everywhere), (post, grid), (PostKind.GridHead, grid)];
        var maker = await street.With(posts, GridCode.Everywhere);
        var made = await maker.Post("/v1/api-keys", new
        {
            name = "密钥", personId = street.PersonId(who)
                .ToString(), capabilities = may.Select(capability => capability.ToCode()), grids = new[] { grid },
        });
        // Its stored answers are the key's.
        var key = Features.Tickets.TicketSteps.IdOf((string)made.ShouldBeCreated()["key"]!["id"]!);
        var caller = new Caller(street.App.CreateClient(), key, (string)made["secret"]!);
        return new Member($"{who}'s key for {grid}", caller, [post], () => Task.FromResult(caller)) { Key = [.. may] };
    }
}
