using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api.Edge;

/// <summary>
/// br and gzip for what GET answers. Never for answers to other methods, which mix what the caller sent with what is kept,
/// nor where a secret is in the answer: its length would tell of it (BREACH).
/// </summary>
static class Compression
{
    static readonly string[] MimeTypes =
        ["application/json", "application/problem+json", "application/geo+json", "text/csv", "text/html"];

    public static void AddCompression(this IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;
        compression.MimeTypes = MimeTypes;
    });

    /// <summary>Behind routing, since the endpoint decides.</summary>
    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(IsAllowed, compressed =>
    {
        compressed.Use((http, next) =>
        {
            // Also on what goes out uncompressed, for caches.
            http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            return next(http);
        });
        compressed.UseResponseCompression();
    });

    static bool IsAllowed(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && http.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<SecretMetadata>() is null;

    /// <summary>A strong ETag names bytes; those of a compressed answer are others, so it gets a weak one.</summary>
    public static void WeakenETag(IHeaderDictionary headers)
    {
        if (headers.ContentEncoding.Count > 0 && headers.ETag.ToString() is ['"', ..] strong)
            headers.ETag = "W/" + strong;
    }
}
