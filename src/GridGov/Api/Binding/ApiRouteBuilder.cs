using FastEndpoints;
using GridGov.Api.OpenApi;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace GridGov.Api.Binding;

/// <summary>
/// Turns FastEndpoints' definitions into endpoints. FastEndpoints compiles an identical request delegate per operation on first
/// use; here one delegate serves all.
/// </summary>
sealed class ApiRouteBuilder(IServiceProvider services) : IEndpointRouteBuilder
{
    readonly List<EndpointDataSource> mapped = [];
    List<EndpointDataSource> latest = [];

    IServiceProvider IEndpointRouteBuilder.ServiceProvider => services;

    // Returns an empty list each time, so every mapping gets its own data source and only one is built.
    ICollection<EndpointDataSource> IEndpointRouteBuilder.DataSources
    {
        get
        {
            if (latest.Count > 0)
            {
                mapped.AddRange(latest);
                latest = [];
            }
            return latest;
        }
    }

    IApplicationBuilder IEndpointRouteBuilder.CreateApplicationBuilder() => new ApplicationBuilder(services);

    /// <summary>The operations as endpoints, without FastEndpoints' route /_test_url_cache_, which lists types.</summary>
    public EndpointDataSource Build()
    {
        var handler = mapped[0].Endpoints[0].RequestDelegate!;
        var factory = (ApiEndpointFactory)services.GetRequiredService<IEndpointFactory>();
        List<Endpoint> endpoints = [.. factory.Definitions.Select(definition => EndpointOf(definition, handler))];
        var unvalidated = endpoints
            .SelectMany(endpoint => Validation.MissingFor(endpoint.Metadata.GetRequiredMetadata<RequestDescription>()))
            .Distinct().ToList();
        return unvalidated.Count == 0
            ? new DefaultEndpointDataSource(endpoints)
            : throw new InvalidOperationException($"These types have no Validator and no [NoValidator]: {string.Join(", ", unvalidated)}.");
    }

    static Endpoint EndpointOf(EndpointDefinition definition, RequestDelegate handler)
    {
        var route = $"/v1/{definition.Routes.Single().TrimStart('/')}".TrimEnd('/');
        var verb = definition.Verbs.Single();
        var description = RequestDescription.Of(definition.ReqDtoType, route, verb);
        var endpoint = new RouteEndpointBuilder(
            description.Body is null ? handler : WithContentType(handler), RoutePatternFactory.Parse(route), order: 0)
        {
            DisplayName = $"{verb} {route} ({definition.EndpointType.Name})",
        };
        var name = OperationIdOf(definition.EndpointType);
        endpoint.Metadata.Add(definition);
        // Every GET endpoint also answers HEAD; Kestrel leaves out the body.
        endpoint.Metadata.Add(new HttpMethodMetadata(verb is "GET" ? [verb, "HEAD"] : [verb]));
        endpoint.Metadata.Add(new EndpointNameMetadata(name));
        endpoint.Metadata.Add(new RouteNameMetadata(name));
        endpoint.Metadata.Add(description);
        foreach (var metadata in definition.EndpointMetadata ?? [])
            endpoint.Metadata.Add(metadata);
        if (description.Body is { } body)
            endpoint.Metadata.Add(body);
        OperationMetadata.Add(endpoint, definition, description);
        var others = endpoint.Metadata.OfType<ProducesTypeMetadata>().SelectMany(type => type.ContentTypes);
        List<string> offered = [.. JsonOf(endpoint), .. others];
        if (offered.Count > 0)
            endpoint.Metadata.Add(new OfferedTypesMetadata(offered));
        return endpoint.Build();
    }

    /// <summary>JSON, if a result of the operation has a value.</summary>
    static IEnumerable<string> JsonOf(RouteEndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Any(answer => answer.StatusCode < 300 && answer.ContentTypes.Contains(OfferedTypesMetadata.Json))
            ? [OfferedTypesMetadata.Json]
            : [];

    public static string OperationIdOf(Type endpoint) => char.ToLowerInvariant(endpoint.Name[0]) + endpoint.Name[1..];

    /// <summary>
    /// FastEndpoints refuses a request without Content-Type itself, without a problem body and even without a request body. So a body
    /// without a type is refused here, and a request without a body passes.
    /// </summary>
    static RequestDelegate WithContentType(RequestDelegate next) => http =>
    {
        if (http.Request.Headers.ContentType.Count > 0)
            return next(http);
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
            return Problems.Of("unsupported-media-type").ExecuteAsync(http);
        http.Request.Headers.ContentType = "application/json";
        return next(http);
    };
}
