using GridGov.Api.Edge;
using GridGov.Audit;
using GridGov.Security;

namespace GridGov.Api;

/// <summary>The access rule of an endpoint. A null capability admits every signed-in caller.</summary>
/// <param name="Or">Another capability that admits too; the endpoint decides what it reaches.</param>
public sealed record AccessMetadata(Capability? Capability, Capability? Or = null)
{
    public bool Admits(Actor actor) => Capability is not { } needed || actor.May(needed) || (Or is { } other && actor.May(other));
}

/// <summary>An endpoint without sign-in. An endpoint with neither this nor <see cref="AccessMetadata"/> admits nobody.</summary>
public sealed record AnonymousMetadata;

/// <summary>An endpoint without a capability that API keys may call, because it is not about the caller's own account.</summary>
public sealed record ApiKeyMetadata;

/// <summary>An endpoint that works with a password that must be changed, because it is about the caller's own access.</summary>
public sealed record MustChangePasswordMetadata;

/// <summary>
/// Authenticates the caller of every endpoint and refuses (401, 403) before the request is read. Which tickets and grids a
/// capability reaches is checked by each statement's scope.
/// </summary>
public sealed class AccessMiddleware(RequestDelegate next, AccessTokens tokens, ActorCache actors, ApiKeyActorCache keys,
    RateLimits limits, DeniedRequests deniedRequests)
{
    public async Task Invoke(HttpContext context)
    {
        // Answers are personal by default; reference data sets its own header.
        context.Response.Headers.CacheControl = "private, no-store";
        var endpoint = context.GetEndpoint();
        context.RequestServices.GetRequiredService<RequestOrigin>().Context = context;
        // Routing's own answers (405, 415) are endpoints without a route; they read nothing.
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<AnonymousMetadata>() is not null)
        {
            var refused = CheckBudget(context, endpoint) ?? Negotiation.Check(context);
            await (refused?.ExecuteAsync(context) ?? next(context));
            return;
        }
        var refusal = await Authorise(context, endpoint.Metadata.GetMetadata<AccessMetadata>()) ?? Negotiation.Check(context);
        if (refusal is null)
        {
            await next(context);
        }
        else
        {
            ProblemHeaders.Add(context, refusal);
            await refusal.ExecuteAsync(context);
        }
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden)
            deniedRequests.Record(context, CodeOf(refusal ?? context.Features.Get<ProblemHttpResult>()));
    }

    ProblemHttpResult? CheckBudget(HttpContext context, Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<PublicBudgetMetadata>() is not null ? limits.CheckPublic(context)
        : endpoint?.Metadata.GetMetadata<RateLimitExemptMetadata>() is null && endpoint?.Metadata.GetMetadata<OwnBudgetMetadata>() is null
            ? limits.Check(context, actor: null)
        : null;

    static string CodeOf(ProblemHttpResult? refusal) => refusal?.ProblemDetails.Extensions["code"] as string ?? "forbidden";

    async Task<ProblemHttpResult?> Authorise(HttpContext context, AccessMetadata? required)
    {
        var secret = ApiKeySecret.FromRequest(context.Request);
        var actor = secret is not null ? await keys.Find(secret, context.RequestAborted)
            : tokens.SessionOf(context.Request) is { } session ? await actors.Find(session, context.RequestAborted)
            : null;
        if (limits.Check(context, actor) is { } tooMany)
            return tooMany;
        if (actor is null || required is null)
        {
            if (secret is not null && actor is null)
            {
                deniedRequests.Record(context, "invalid-api-key", AuditKind.SignIn);
                return Problems.Of("invalid-api-key");
            }
            return Problems.Of("sign-in-required");
        }
        context.Features.Set(actor);
        return Refuse(actor, context.GetEndpoint()!, required);
    }

    /// <summary>The refusal of a caller who may not call the endpoint; null when they may.</summary>
    internal static ProblemHttpResult? Refuse(Actor actor, Endpoint endpoint, AccessMetadata required)
    {
        if (actor.Key is not null && required.Capability is null && endpoint.Metadata.GetMetadata<ApiKeyMetadata>() is null)
            return Problems.Of("not-for-keys");
        if (actor.MustChangePassword && endpoint.Metadata.GetMetadata<MustChangePasswordMetadata>() is null)
            return Problems.Of("password-must-be-changed");
        return required.Capability is { } capability && !required.Admits(actor)
            ? Problems.Of("post-not-allowed", CapabilityLabels.Of(capability))
            : null;
    }
}
