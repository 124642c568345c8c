namespace GridGov.Api;

/// <summary>The problem codes that an operation can answer with, beside those that every operation can.</summary>
public sealed record ProducesProblemMetadata(int Status, IReadOnlyList<string> Codes);

/// <summary>Forms in which an operation answers beside JSON, or in its place.</summary>
public sealed record ProducesTypeMetadata(IReadOnlyList<string> ContentTypes);

/// <summary>A request body that shows how the operation is used.</summary>
public sealed record RequestExample(string Json);

/// <summary>A header of the answer that is the operation's own.</summary>
public sealed record ProducesHeaderMetadata(string Name, string Description);

/// <summary>What is no operation of the API says it so: the contract, its pages, health.</summary>
public static class Endpoints
{
    /// <summary>Maps GET and HEAD.</summary>
    /// <param name="contentType">The one media type that it answers with.</param>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder app, string route, Delegate handler, string contentType) =>
        app.MapMethods(route, ReadMethods, handler).WithMetadata(new OfferedTypesMetadata(contentType));

    static readonly string[] ReadMethods = ["GET", "HEAD"];

    /// <summary>Operation id and summary.</summary>
    public static RouteHandlerBuilder WithOperation(this RouteHandlerBuilder endpoint, string operationId, string summary) =>
        endpoint.WithName(operationId).WithSummary(summary);

    /// <summary>Lets in everybody who is signed in.</summary>
    public static RouteHandlerBuilder RequiresSignIn(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AccessMetadata(null));

    public static RouteHandlerBuilder AllowsAnonymous(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AnonymousMetadata());
}
