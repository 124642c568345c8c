using FastEndpoints;
using GridGov.Api.OpenApi;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace GridGov.Api.Binding;

/// <summary>
/// Turns FastEndpoints' definitions into endpoints. FastEndpoints maps each as a minimal API whose request delegate is
/// compiled when it is first used; all those delegates do the same, so here one of them serves every operation.
/// </summary>
sealed class ApiRouteBuilder(IServiceProvider services) : IEndpointRouteBuilder
{
    readonly List<EndpointDataSource> mapped = [];
    List<EndpointDataSource> latest = [];

    IServiceProvider IEndpointRouteBuilder.ServiceProvider => services;

    // Empty whenever it is asked for, so that every mapping gets a data source of its own and only one is built.
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

    /// <summary>The operations as endpoints. FastEndpoints' own route /_test_url_cache_, which lists types, is not among them.</summary>
    public EndpointDataSource Build()
    {
        var handler = mapped[0].Endpoints[0].RequestDelegate!;
        var factory = (ApiEndpointFactory)services.GetRequiredService<IEndpointFactory>();
        List<Endpoint> endpoints = [.. factory.Definitions.Select(definition => EndpointOf(definition, handler))];
        var unvalidated = endpoints.SelectMany(endpoint => Validation.MissingFor(endpoint.Metadata.GetRequiredMetadata<RequestDescription>())).Distinct().ToList();
        return unvalidated.Count == 0
            ? new DefaultEndpointDataSource(endpoints)
            : throw new InvalidOperationException($"Without a Validator, and not marked [NoValidator]: {string.Join(", ", unvalidated)}.");
    }

    static Endpoint EndpointOf(EndpointDefinition definition, RequestDelegate handler)
    {
        var route = $"/v1/{definition.Routes.Single().TrimStart('/')}".TrimEnd('/');
        var verb = definition.Verbs.Single();
        var description = RequestDescription.Of(definition.ReqDtoType, route, verb);
        var endpoint = new RouteEndpointBuilder(description.Body is null ? handler : WithContentType(handler), RoutePatternFactory.Parse(route), order: 0)
        {
            DisplayName = $"{verb} {route} ({definition.EndpointType.Name})",
        };
        var name = OperationIdOf(definition.EndpointType);
        endpoint.Metadata.Add(definition);
        // Whatever answers to GET answers to HEAD with the same headers; the server leaves out the body.
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

    /// <summary>JSON, where the operation's result has a value.</summary>
    static IEnumerable<string> JsonOf(RouteEndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Any(answer => answer.StatusCode < 300 && answer.ContentTypes.Contains(OfferedTypesMetadata.Json))
            ? [OfferedTypesMetadata.Json]
            : [];

    /// <summary>The class's name in camel case.</summary>
    public static string OperationIdOf(Type endpoint) => char.ToLowerInvariant(endpoint.Name[0]) + endpoint.Name[1..];

    /// <summary>
    /// FastEndpoints answers a request without Content-Type by itself, without a problem, and even where there is no body.
    /// So what has a body of no stated type is refused before it, and what has none is let through.
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
