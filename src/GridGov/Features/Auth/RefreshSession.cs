using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Exchanges a refresh token for new tokens. Using a spent token again ends the session, because two parties have it.</summary>
public sealed class RefreshSession(Db db, AccessTokens tokens, ActorCache actors, RateLimits limits)
    : ApiEndpoint<RefreshSession.Request, Results<Ok<SignedIn>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/refresh");
        Group<AuthGroup>();
        Operation("Refresh the access token",
            "Each refresh token is valid once. A client that lost the answer, or refreshed twice at once, may repeat the token within a " +
            "minute, as long as the next token was not used; it gets the same next token.");
        AllowAnonymous();
        ChecksOwnBudget();
        ContainsSecret();
        ProducesProblem(401, "invalid-refresh-token");
        RequestExample("""{ "refreshToken": "q0bG5m3xUu1cJm9o6Yp1c9vQx6kq1o0kq8t7Zb2mC0E" }""");
    }

    /// <summary>A refresh token.</summary>
    /// <param name="RefreshToken">The refresh token of the last answer.</param>
    public sealed record Request(string RefreshToken)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.RefreshToken).Text(200);
        }
    }

    public override async Task<Results<Ok<SignedIn>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var known = await db.Read(tx => Sessions.Find(tx, request.RefreshToken), ct);
        if (limits.CheckRefresh(HttpContext, known) is { } tooMany)
            return tooMany;
        var next = await db.Write(tx => Sessions.Refresh(tx, request.RefreshToken), ct);
        return next is var (session, refreshToken) && await SignedIn.For(session, refreshToken, tokens, actors, ct) is { } signedIn
            ? TypedResults.Ok(signedIn)
            : Problems.Of("invalid-refresh-token");
    }
}
