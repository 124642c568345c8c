using GridGov.Platform.Security;

namespace GridGov.Platform.Http;

/// <summary>The problem codes that an operation can answer with, beside those that every operation can.</summary>
public sealed record RefusesWith(int Status, IReadOnlyList<string> Codes);

/// <summary>Forms in which an operation answers beside JSON, or in its place.</summary>
public sealed record OtherForms(IReadOnlyList<string> ContentTypes);

/// <summary>A request body that shows how the operation is used.</summary>
public sealed record RequestExample(string Json);

/// <summary>A header of the answer that is the operation's own.</summary>
public sealed record SaysInHeader(string Name, string Words);

/// <summary>The words with which a slice maps itself.</summary>
public static class Endpoints
{
    /// <summary>Operation id and summary.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string operationId, string summary) =>
        endpoint.WithName(operationId).WithSummary(summary);

    /// <summary>Lets in callers with a post that has this capability.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Capability capability) =>
        endpoint.WithMetadata(new Needs(capability));

    /// <summary>Lets in everybody who is signed in, and no API key unless <see cref="KeysToo"/>.</summary>
    public static RouteHandlerBuilder NeedsSignIn(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Needs(null));

    /// <summary>API keys may call it, though it needs no capability.</summary>
    public static RouteHandlerBuilder KeysToo(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new KeysToo());

    public static RouteHandlerBuilder Anonymously(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Anonymous());

    /// <summary>The codes of the refusals that are this operation's own.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status, params string[] codes) =>
        endpoint.WithMetadata(new RefusesWith(status, codes));

    /// <summary>Other forms of the answer than JSON, by the Accept header or in its place.</summary>
    public static RouteHandlerBuilder AlsoAs(this RouteHandlerBuilder endpoint, params string[] contentTypes) =>
        endpoint.WithMetadata(new OtherForms(contentTypes));

    /// <summary>Creates something: an Idempotency-Key is required.</summary>
    public static RouteHandlerBuilder Creates(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new CreatesSomething());

    /// <summary>The request or the answer holds a secret, of which not even a hash may be kept with an Idempotency-Key.</summary>
    public static RouteHandlerBuilder WithSecret(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new HoldsSecret());

    /// <summary>Shows a request body in the contract; the tests send it.</summary>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder endpoint, string json) => endpoint.WithMetadata(new RequestExample(json));

    /// <summary>A header of the answer that is this operation's own, and what it says.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string header, string words) => endpoint.WithMetadata(new SaysInHeader(header, words));

    /// <summary>What a feature's routes have in common: a tag, idempotency, validation, ETags.</summary>
    public static RouteGroupBuilder MapFeature(this IEndpointRouteBuilder v1, string path, string tag)
    {
        var group = v1.MapGroup(path).WithTags(tag).WithMetadata(new KnowsItsParameters());
        group.AddEndpointFilterFactory(KnownParameters.Filter);
        group.AddEndpointFilter(new ETags());
        group.AddEndpointFilterFactory(Validation.Filter);
        group.AddEndpointFilter(new Idempotency());
        return group;
    }
}
