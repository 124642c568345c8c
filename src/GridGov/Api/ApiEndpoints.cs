using FastEndpoints;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api;

public sealed record OperationDescription(string Summary, string? Description, Type Result)
    : IEndpointSummaryMetadata, IEndpointDescriptionMetadata
{
    string IEndpointDescriptionMetadata.Description => Description ?? "";
}

/// <summary>Configures FastEndpoints: binding, validation, authorization and sending are replaced.</summary>
static class ApiEndpoints
{
    /// <summary>The operations of this program, listed once, because FastEndpoints would scan every loaded assembly.</summary>
    static readonly List<Type> All =
        [
            .. typeof(ApiEndpoints).Assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsSubclassOf(typeof(BaseEndpoint))),
        ];

    public static IServiceCollection AddApiEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<IEndpointFactory, ApiEndpointFactory>();
        services.AddFastEndpoints(All);
        return services;
    }

    public static void MapApiEndpoints(this IEndpointRouteBuilder app)
    {
        var routes = new ApiRouteBuilder(app.ServiceProvider);
        routes.MapFastEndpoints(Configure);
        app.DataSources.Add(routes.Build());
    }

    static void Configure(Config config)
    {
        config.Endpoints.RoutePrefix = "v1";
        config.Endpoints.Configurator = Configure;
        // Exceptions reach ExceptionMiddleware unchanged.
        config.Binding.JsonExceptionTransformer = null;
        // Keeps the property names in validation messages as declared.
        config.Validation.UsePropertyNamingPolicy = false;
    }

    static void Configure(EndpointDefinition operation)
    {
        // AccessMiddleware authorises all of them; the framework's own authorization is not used.
        operation.AllowAnonymous();
        operation.DontAutoSendResponse();
        operation.PreProcessors(Order.Before, new RequestChecks());
        operation.PostProcessors(Order.After, new ResultWriter());
    }
}
