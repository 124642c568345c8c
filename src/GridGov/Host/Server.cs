using System.Globalization;
using GridGov.Api;
using GridGov.Api.Calls;
using GridGov.Api.Edge;
using GridGov.Api.OpenApi;
using GridGov.Domain;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Deadlines;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;
using GridGov.Features.Appointments;
using GridGov.Features.Assessments.Reports;
using GridGov.Features.Assessments.Schedule;
using GridGov.Features.Auth;
using GridGov.Features.Boards;
using GridGov.Features.PublicReports;
using GridGov.Features.Sync;
using GridGov.Features.Tickets.Attachments;
using GridGov.Features.Tickets.Export;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace GridGov.Host;

public static class Server
{
    /// <summary>A slim builder with the server's needs of ASP.NET Core: no IIS, no HTTP/3, no event log.</summary>
    public static WebApplicationBuilder CreateBuilder(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        SettingNames.Check(builder.Configuration);
        return builder;
    }

    /// <summary>Runs the server until it is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Serve(string[] args)
    {
        var builder = CreateBuilder(args);
        Settings.From(builder.Configuration).RefuseMissingDatabase();
        await Build(builder).RunAsync();
        return 0;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var settings = Settings.From(builder.Configuration);
        AddCoreServices(builder.Services, settings);
        AddHttp(builder, settings);
        builder.Services.AddSingleton(AssessmentSettings.From(builder.Configuration));
        builder.Services.AddSingleton(CityEnvelopes.From(builder.Configuration));
        builder.Services.AddSingleton(PublicAddress.From(builder.Configuration));
        builder.Services.AddSingleton(CircleSettings.From(builder.Configuration));
        builder.Services.AddSingleton(PublicReportSettings.From(builder.Configuration));
        if (settings.BackgroundWorkers)
        {
            builder.Services.AddHostedService<DeadlineWorker>();
            builder.Services.AddHostedService<AssessmentWorker>();
        }
        builder.Services.AddHostedService<BoundaryWorker>();
        var started = false;
        // The command line prints a failed start in one line; the framework would also log its stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started && level >= LogLevel.Information);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => started && level >= LogLevel.Warning);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        MapPipeline(app);
        return app;
    }

    /// <summary>The services that work without HTTP, also for the commands.</summary>
    public static void AddCoreServices(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Clock(provider.GetRequiredService<TimeProvider>(), settings.Zone));
        services.AddSingleton(new IdGenerator(Random.Shared));
        services.AddSingleton<Engine>(provider => Engines.Create(settings.Engine, settings.ConnectionString,
            provider.GetRequiredService<Clock>(), provider.GetRequiredService<IdGenerator>(),
            provider.GetRequiredService<ILogger<Engine>>(), settings.Timeouts));
        services.AddSingleton(new FileStore(settings.FilesDirectory));
        services.AddSingleton<ActorCache>();
        services.AddSingleton<GridStaffCache>();
        services.AddSingleton<PasswordHashing>();
    }

    static void AddHttp(WebApplicationBuilder builder, Settings settings)
    {
        var services = builder.Services;
        // Logging every request at Information costs more than many requests; settings can enable it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // The key ring is encrypted in the store; Data Protection warns about it at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls(Settings.DefaultUrl);
        builder.AddEdge();
        // The first hosted service, because the others need the schema.
        services.AddHostedService<Startup>();
        // The second one, because services stop in reverse order: it seals what the others write at their end.
        if (settings.BackgroundWorkers)
            services.AddHostedService<SealWorker>();
        services.AddSingleton<ClockComparison>();
        services.AddHostedService<ClockWorker>();
        services.AddScoped<IdempotencyKey>();
        services.AddScoped<RequestOrigin>();
        services.AddScoped<Db, RequestDb>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<DeniedRequests>();
        services.AddSingleton<ApiKeyUsage>();
        services.AddSingleton<ApiKeyActorCache>();
        services.AddSingleton<ExportLimiter>();
        services.AddSingleton<PublicAnswerCache>();
        services.AddSingleton<TicketVerbs>();
        services.AddSingleton<OperationCaller>();
        services.AddSingleton<ActTable>();
        services.AddScoped<ActRunner>();
        services.AddSingleton<SecondFactorSecrets>();
        services.AddSingleton<DeviceTokens>();
        services.AddSingleton<CredentialChecks>();
        services.AddSingleton<AssessmentLinks>();
        services.AddSingleton<AttachmentLinks>();
        services.AddSingleton<FileIntake>();
        services.AddSingleton<PublicBudgets>();
        services.AddSingleton<PublicAccess>();
        services.AddSingleton(SyncRegistration.Kinds);
        services.AddDataProtection().SetApplicationName("GridGov");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeyStore(provider.GetRequiredService<Engine>())));
        services.AddSingleton<IConfigureOptions<JsonOptions>>(provider => new ConfigureOptions<JsonOptions>(
            options => Json.Configure(options.SerializerOptions, provider.GetRequiredService<Clock>())));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddApiEndpoints();
        services.AddHostedService<CounterFoldingWorker>();
        services.AddHostedService<ExpiredDataCleanup>();
        services.AddHostedService<DeniedRequestWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUsage>());
        services.AddContract([[.. Measure.All.Select(measure => measure.Code)], [.. TicketMeasure.Codes]]);
    }

    static void MapPipeline(WebApplication app)
    {
        app.UseEdge();
        app.UseRequestLocalization(Languages());
        app.UseMiddleware<ExceptionMiddleware>();
        app.UseStatusCodePages(context => WriteStatusProblem(context.HttpContext));
        app.UseRouting();
        app.UseCompression();
        app.UseMiddleware<AccessMiddleware>();

        app.MapApiEndpoints();
        Health.Map(app);
        app.MapContract();
        // The endpoints are complete from here on, for code that reads them all.
        app.UseEndpoints(_ => { });
    }

    static RequestLocalizationOptions Languages()
    {
        // English is the default, also for unsupported languages. zh is the parent of every other Chinese culture.
        CultureInfo[] supported = [new(GridGov.Api.Languages.English), new(GridGov.Api.Languages.Chinese), new("zh")];
        return new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("en"),
            SupportedCultures = [CultureInfo.InvariantCulture],
            SupportedUICultures = supported,
            FallBackToParentUICultures = true,
            RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()],
        };
    }

    /// <summary>Adds a problem to an answer that has a status without a body.</summary>
    static Task WriteStatusProblem(HttpContext http)
    {
        // Binding answers an unreadable body with a bare status.
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
