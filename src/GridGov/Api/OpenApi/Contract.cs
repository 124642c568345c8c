using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace GridGov.Api.OpenApi;

/// <summary>The contract: one OpenAPI document generated from the code, with its pages and those of the problems.</summary>
public static class Contract
{
    public const string Path = "/openapi/v1.json";

    public const string Bearer = "Bearer";

    /// <param name="codeLists">Code lists of text parameters that are not enums.</param>
    public static IServiceCollection AddContract(this IServiceCollection services, IReadOnlyList<IReadOnlyList<string>> codeLists)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options => Generate(options, codeLists));
        services.AddSingleton<ContractDocument>();
        // Swashbuckle warns that there are no controllers.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Mvc.Infrastructure", LogLevel.Warning));
        return services;
    }

    public static void MapContract(this WebApplication app)
    {
        app.MapRead(Path, Send, OfferedTypesMetadata.Json)
            .WithOperation("getContract", "The contract")
            .AllowsAnonymous()
            .ExcludeFromDescription();
        ProblemPages.Map(app);
        // Not an endpoint, so AccessMiddleware does not apply; its files come from the package.
        // It matches every path against patterns, so only requests below /docs reach it.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase),
            docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "GridGov";
            ui.SwaggerEndpoint(Path, "GridGov v1");
        }));
    }

    /// <summary>Sends the document, which clients cache for a minute and then revalidate.</summary>
    static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> Send(HttpContext http, ContractDocument document)
    {
        var headers = http.Response.Headers;
        headers.ETag = await document.Tag();
        headers.CacheControl = "public, max-age=60";
        Languages.Set(http, chinese: false);
        return ETags.Matches(http.Request, await document.Tag())
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(await document.Json(), "application/json; charset=utf-8");
    }

    static void Generate(SwaggerGenOptions options, IReadOnlyList<IReadOnlyList<string>> codeLists)
    {
        options.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "GridGov",
            Version = "v1",
            Description = """
                Grid governance for a city's streets, communities and unit grids: problems are filed as tickets in a grid,
                handled by the people appointed to it, checked, and counted.

                JSON in UTF-8, camelCase properties, snake_case codes; an unknown property is refused. Refusals are
                `application/problem+json` (RFC 9457) with a stable `code`, in Chinese or English by `Accept-Language`.
                A change of something that exists needs `If-Match` with the `ETag` that was read; a repeat of a POST with
                the same `Idempotency-Key` gets the first answer again. Lists go on with `cursor`.
                """,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        });
        options.AddServer(new OpenApiServer { Url = "/", Description = "This server." });
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The access token of POST /v1/auth/sign-in, or an API key (gg_live_…).",
        });
        options.DocInclusionPredicate((_, operation) => operation is { HttpMethod: not "HEAD", RelativePath: { } path }
            && (path.StartsWith("v1/", StringComparison.Ordinal) || path.StartsWith("health/", StringComparison.Ordinal)));
        options.CustomSchemaIds(SchemaNames.Of);
        options.MapType<Id>(SchemaFilter.ForId);
        options.MapType<Id?>(SchemaFilter.ForId);
        options.MapType<Instant>(SchemaFilter.ForInstant);
        options.MapType<Instant?>(SchemaFilter.ForInstant);
        options.MapType<DateOnly>(SchemaFilter.ForDay);
        options.MapType<DateOnly?>(SchemaFilter.ForDay);
        options.MapType<FreeText>(() => new OpenApiSchema { Type = JsonSchemaType.String });
        options.MapType<JsonElement>(() => new OpenApiSchema());
        options.MapType<JsonElement?>(() => new OpenApiSchema());
        options.SchemaFilter<SchemaFilter>();
        options.OperationFilter<OperationFilter>(codeLists);
        options.DocumentFilter<DocumentFilter>();
    }
}
