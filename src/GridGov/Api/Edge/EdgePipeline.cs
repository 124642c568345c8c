using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.HttpsPolicy;

namespace GridGov.Api.Edge;

/// <summary>The edge between server and network: limits, forwarded headers, CORS and security headers.</summary>
public static class EdgePipeline
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        var settings = EdgeSettings.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<RateLimits>();
        services.AddCompression();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            // Endpoints with larger bodies set their own limit.
            limits.MaxRequestBodySize = 1024 * 1024;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestHeaderCount = 64;
            // Drops clients that hold connections by sending very slowly; a phone with poor coverage is faster.
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        });
        services.Configure<HstsOptions>(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddHttpsRedirection(https => https.RedirectStatusCode = StatusCodes.Status308PermanentRedirect);
        if (settings.Proxies.Count > 0)
        {
            services.Configure<ForwardedHeadersOptions>(forwarded =>
            {
                forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
                forwarded.KnownProxies.Clear();
                forwarded.KnownIPNetworks.Clear();
                foreach (var network in settings.Proxies)
                    forwarded.KnownIPNetworks.Add(network);
            });
        }
        if (settings.Origins.Count > 0)
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. settings.Origins])
                .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                .WithHeaders("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language",
                    "Last-Event-ID", "Range", "If-Range", "Receipt-Secret", "Public-Token")
                .WithExposedHeaders("Content-Disposition", "Content-Range", "ETag", "Upload-Offset", "GridGov-Rows", "GridGov-Snapshot",
                    TraceHeader,
                    "Location", "Link", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate")
                .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        }
    }

    /// <summary>Runs first, so that later middleware sees the caller's own address and scheme.</summary>
    public static void UseEdge(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<EdgeSettings>();
        if (settings.Proxies.Count > 0)
            app.UseForwardedHeaders();
        app.Use(SecurityHeaders);
        app.Use(AnswerHeaders);
        // Loopback connections cannot be overheard and have no certificate.
        app.UseWhen(IsRemote, outside =>
        {
            outside.UseHsts();
            outside.UseHttpsRedirection();
        });
        if (settings.Origins.Count > 0)
            app.UseCors();
    }

    static bool IsRemote(HttpContext context) => context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address);

    /// <summary>The header with the id by which the log and the audit name the request.</summary>
    public const string TraceHeader = "GridGov-Trace-Id";

    static Task AnswerHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers[TraceHeader] = RequestOrigin.TraceIdOf(context);
        context.Response.OnStarting(CompleteHeaders, context);
        return next(context);
    }

    /// <summary>Sets the headers that depend on the final answer.</summary>
    static Task CompleteHeaders(object state)
    {
        var context = (HttpContext)state;
        var response = context.Response;
        Compression.WeakenETag(response.Headers);
        if (response.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) is true)
            Languages.SetByRequest(context);
        return Task.CompletedTask;
    }

    static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // API answers run nothing and are never framed; the pages of /docs bring their own scripts and styles.
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase)
            ? "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
                + "form-action 'none'"
            : "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return next(context);
    }
}
