using FastEndpoints;
using GridGov.Api.Binding;

namespace GridGov.Api.Calls;

/// <summary>An operation that another one calls within the process.</summary>
public sealed class Operation
{
    internal Operation(RouteEndpoint endpoint)
    {
        Endpoint = endpoint;
        Route = [.. endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name)];
        Path = endpoint.RoutePattern.RawText!;
        Definition = endpoint.Metadata.GetRequiredMetadata<EndpointDefinition>();
        Request = endpoint.Metadata.GetRequiredMetadata<RequestDescription>();
        Access = endpoint.Metadata.GetRequiredMetadata<AccessMetadata>();
    }

    internal Endpoint Endpoint { get; }

    internal EndpointDefinition Definition { get; }

    internal RequestDescription Request { get; }

    internal AccessMetadata Access { get; }

    /// <summary>The route, such as /v1/tickets/{id}/accept.</summary>
    public string Path { get; }

    /// <summary>The names of the route's values, in their order.</summary>
    public IReadOnlyList<string> Route { get; }

    public bool RequiresVersion => Request.RequiresVersion;

    public Type? BodyType => Request.Body?.Type;
}
