using FastEndpoints;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Auth;

/// <summary>The caller, with today's posts and capabilities.</summary>
public sealed class GetMe : ApiEndpoint<EmptyRequest, Ok<GetMe.Response>>
{
    public override void Configure()
    {
        Get("/");
        Group<MeGroup>();
        Operation("Get my account");
        RequiresSignIn();
        AllowsMustChangePassword();
        AllowsApiKeys();
    }

    /// <summary>The caller.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Username">The username.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="MustChangePassword">
    /// Whether another person set the password; if true, only me, password, second factor, sessions and sign-out are open.
    /// </param>
    /// <param name="Posts">The posts held today.</param>
    /// <param name="Scopes">
    /// Codes of the grids, counties or cities in whose subtrees the caller sees tickets; * is everywhere. By a department's post the
    /// caller sees only the tickets that were given to them to handle or verify, or to whose joint action they were called.
    /// </param>
    /// <param name="Capabilities">The capabilities that the caller has in at least one grid.</param>
    /// <param name="Groups">The groups that the caller acts for today, as leader or liaison.</param>
    public sealed record Response(
        Id Id, string? Username, string Name, bool MustChangePassword,
        IReadOnlyList<PostRef> Posts, IReadOnlyList<string> Scopes, IReadOnlyList<Capability> Capabilities,
        IReadOnlyList<GroupRef> Groups);

    /// <summary>A post held today.</summary>
    /// <param name="Post">The kind of post.</param>
    /// <param name="Role">The service role; of service officers and instructors only.</param>
    /// <param name="Responsibility">The responsibility, first or direct; of grid heads only.</param>
    /// <param name="Grid">The grid, county or city of the post; * is the whole deployment.</param>
    /// <param name="From">The first day in the post, yyyy-MM-dd.</param>
    /// <param name="To">The first day after the post, yyyy-MM-dd; absent while it is open.</param>
    public sealed record PostRef(PostKind Post, string? Role, Responsibility? Responsibility, string Grid, DateOnly From, DateOnly? To);

    /// <summary>A group that the caller acts for.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Grid">The code of its grid.</param>
    /// <param name="Role">leader or liaison.</param>
    /// <param name="From">The first day of the membership, yyyy-MM-dd.</param>
    /// <param name="To">The first day after, yyyy-MM-dd; absent while it is open.</param>
    public sealed record GroupRef(Id Id, string Name, string Grid, string Role, DateOnly From, DateOnly? To);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct)
    {
        var scope = Actor.ScopeOf(Capability.TicketRead);
        return Task.FromResult(TypedResults.Ok(new Response(
            Actor.Id, Actor.Username, Actor.Name, Actor.MustChangePassword,
            [.. Actor.Posts.Select(post => new PostRef(post.Kind, post.Role, post.Responsibility, post.Grid, post.From, post.To))],
            [.. scope.Roots, .. scope.PartyRoots],
            [.. Enum.GetValues<Capability>().Where(Actor.May)],
            [.. Actor.Representations.Select(each =>
                new GroupRef(each.Group, each.GroupName, each.Grid, each.Role, each.From, each.To))])));
    }
}
