namespace GridGov.Api;

/// <summary>The problem codes of an operation beyond those of every operation.</summary>
public sealed record ProducesProblemMetadata(int Status, IReadOnlyList<string> Codes);

/// <summary>Statuses of refusals that are also a page, for people who open a link in a browser.</summary>
public sealed record RefusalPageMetadata(IReadOnlyList<int> Statuses);

/// <summary>Content types of an operation's answer besides JSON, or replacing it.</summary>
public sealed record ProducesTypeMetadata(IReadOnlyList<string> ContentTypes);

public sealed record RequestExample(string Json);

public sealed record ProducesHeaderMetadata(string Name, string Description);

/// <summary>Metadata of endpoints outside the API's operations: the contract, its pages, health.</summary>
public static class Endpoints
{
    /// <summary>Maps GET and HEAD.</summary>
    /// <param name="contentType">The only media type of the answers.</param>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder app, string route, Delegate handler, string contentType) =>
        app.MapMethods(route, ReadMethods, handler).WithMetadata(new OfferedTypesMetadata(contentType));

    static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static RouteHandlerBuilder WithOperation(this RouteHandlerBuilder endpoint, string operationId, string summary) =>
        endpoint.WithName(operationId).WithSummary(summary);

    public static RouteHandlerBuilder RequiresSignIn(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AccessMetadata(null));

    public static RouteHandlerBuilder AllowsAnonymous(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new AnonymousMetadata());
}
