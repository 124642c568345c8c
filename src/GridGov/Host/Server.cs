using System.Globalization;
using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Api.OpenApi;
using GridGov.Domain.Deadlines;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Counters;
using GridGov.Features.Assessments.Reports;
using GridGov.Features.Assessments.Schedule;
using GridGov.Features.Auth;
using GridGov.Features.Tickets;
using GridGov.Features.Tickets.Export;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace GridGov.Host;

/// <summary>Puts the server together: services, then the pipeline.</summary>
public static class Server
{
    /// <summary>A builder with what the server uses of ASP.NET Core's usual one: no IIS, no HTTP/3, no event log.</summary>
    public static WebApplicationBuilder CreateBuilder(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var settings = Settings.From(builder.Configuration);
        AddCoreServices(builder.Services, settings);
        AddHttp(builder);
        builder.Services.AddSingleton(AssessmentSettings.From(builder.Configuration));
        if (settings.Watch)
        {
            builder.Services.AddHostedService<DeadlineWorker>();
            builder.Services.AddHostedService<AssessmentWorker>();
        }
        var app = builder.Build();
        MapPipeline(app);
        return app;
    }

    /// <summary>Everything that works without HTTP, for the commands as well.</summary>
    public static void AddCoreServices(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Clock(provider.GetRequiredService<TimeProvider>(), settings.Zone));
        services.AddSingleton(new IdGenerator(Random.Shared));
        services.AddSingleton<Engine>(provider => Engines.Create(settings.Engine, settings.ConnectionString,
            provider.GetRequiredService<Clock>(), provider.GetRequiredService<IdGenerator>(),
            provider.GetRequiredService<ILogger<Engine>>(), settings.Timeouts));
        services.AddSingleton<ActorCache>();
        services.AddSingleton<PasswordHashing>();
    }

    static void AddHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        // Every request at Information would cost more than many of them; a settings file can ask for it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // The key ring lies in the store with everything else worth protecting; it says so at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls(Settings.DefaultUrl);
        builder.AddEdge();
        // Before the others: what they do at the start (Data Protection reads its keys) needs the schema.
        services.AddHostedService<Startup>();
        services.AddScoped<IdempotencyKey>();
        services.AddScoped<RequestOrigin>();
        services.AddScoped<Db, RequestDb>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<DeniedRequests>();
        services.AddSingleton<ApiKeyUsage>();
        services.AddSingleton<ApiKeyActorCache>();
        services.AddSingleton<ExportLimiter>();
        services.AddSingleton<TicketVerbs>();
        services.AddSingleton<SecondFactorSecrets>();
        services.AddSingleton<AssessmentLinks>();
        services.AddDataProtection().SetApplicationName("GridGov");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeyStore(provider.GetRequiredService<Engine>())));
        services.AddSingleton<IConfigureOptions<JsonOptions>>(provider => new ConfigureOptions<JsonOptions>(
            options => Json.Configure(options.SerializerOptions, provider.GetRequiredService<Clock>())));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddApiEndpoints();
        services.AddHostedService<CounterFoldingWorker>();
        services.AddHostedService<ExpiredDataCleanup>();
        services.AddHostedService<DeniedRequestWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUsage>());
        services.AddContract([[.. Measure.All.Select(measure => measure.Code)]]);
    }

    static void MapPipeline(WebApplication app)
    {
        app.UseEdge();
        app.UseRequestLocalization(Languages());
        app.UseMiddleware<ExceptionMiddleware>();
        app.UseStatusCodePages(context => WriteStatusProblem(context.HttpContext));
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();

        app.MapApiEndpoints();
        Health.Map(app);
        app.MapContract();
        // Known from here on, and not from the start on, to whatever reads them all.
        app.UseEndpoints(_ => { });
    }

    static RequestLocalizationOptions Languages()
    {
        // English first: without Accept-Language, and for languages that we do not speak.
        CultureInfo[] spoken = [new("en"), new("zh-CN")];
        return new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("en"),
            SupportedCultures = [CultureInfo.InvariantCulture],
            SupportedUICultures = spoken,
            FallBackToParentUICultures = true,
            RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()],
        };
    }

    /// <summary>Answers that have a status but no body get a problem for one.</summary>
    static Task WriteStatusProblem(HttpContext http)
    {
        // Binding meets a body that cannot be read to its end with a bare status.
        if (http.Response.StatusCode == 400)
            return ExceptionMiddleware.UnreadableBody().ExecuteAsync(http);
        var code = http.Response.StatusCode switch
        {
            404 when http.GetEndpoint() is not null => "not-found",
            404 => "no-such-operation",
            405 => "method-not-allowed",
            408 => "request-timeout",
            413 => "too-large",
            415 => "unsupported-media-type",
            _ => null,
        };
        return code is null ? Task.CompletedTask : Problems.Of(code).ExecuteAsync(http);
    }
}
