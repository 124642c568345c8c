using FastEndpoints;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Auth;

/// <summary>Who the caller is, what they are appointed to today, and what that lets them do.</summary>
public sealed class GetMe : ApiEndpoint<EmptyRequest, Ok<GetMe.Response>>
{
    public override void Configure()
    {
        Get("/");
        Group<MeGroup>();
        Operation("Who am I?");
        RequiresSignIn();
        AllowsApiKeys();
    }

    /// <summary>The caller.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Username">The username.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="MustChangePassword">The password was set by somebody else; only POST /v1/me/password is open.</param>
    /// <param name="Posts">The posts held today.</param>
    /// <param name="Scopes">The tops of the subtrees in which the caller sees tickets; * is everywhere.</param>
    /// <param name="Capabilities">What the caller may do somewhere.</param>
    public sealed record Response(
        Id Id, string? Username, string Name, bool MustChangePassword,
        IReadOnlyList<PostRef> Posts, IReadOnlyList<string> Scopes, IReadOnlyList<Capability> Capabilities);

    /// <summary>A post held today.</summary>
    /// <param name="Post">The post.</param>
    /// <param name="Role">The service role, of officers and instructors.</param>
    /// <param name="Responsibility">Of grid heads: first or direct.</param>
    /// <param name="Grid">The grid, county or city; * is the whole deployment.</param>
    /// <param name="From">The first day in the post.</param>
    /// <param name="To">The first day out of it; absent while it is open.</param>
    public sealed record PostRef(PostKind Post, string? Role, Responsibility? Responsibility, string Grid, DateOnly From, DateOnly? To);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => Task.FromResult(TypedResults.Ok(new Response(
        Actor.Id, Actor.Username, Actor.Name, Actor.MustChangePassword,
        [.. Actor.Posts.Select(post => new PostRef(post.Kind, post.Role, post.Responsibility, post.Grid, post.From, post.To))],
        Actor.ScopeOf(Capability.TicketRead).Roots,
        [.. Enum.GetValues<Capability>().Where(Actor.May)])));
}
