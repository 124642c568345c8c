using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GridGov.Api;

/// <summary>Answers with reference data, which changes rarely: clients cache it for a minute and then revalidate.</summary>
public static class ReferenceDataResult
{
    /// <summary>The content with a strong ETag of its hash, or 304 for a matching If-None-Match.</summary>
    public static Results<Ok<T>, StatusCodeHttpResult> Create<T>(HttpContext http, T content)
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return IsCached(http, JsonSerializer.SerializeToUtf8Bytes(content, json))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(content);
    }

    /// <summary>The same for a page or a picture.</summary>
    public static Results<FileContentHttpResult, StatusCodeHttpResult> Create(HttpContext http, string content, string contentType)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return IsCached(http, bytes)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.File(bytes, contentType);
    }

    static bool IsCached(HttpContext http, ReadOnlySpan<byte> content)
    {
        var tag = ETags.Of(content);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "max-age=60";
        return ETags.Matches(http.Request, tag);
    }
}
