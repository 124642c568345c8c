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
        var tag = ETags.Of(JsonSerializer.SerializeToUtf8Bytes(content, json));
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "max-age=60";
        return ETags.Matches(http.Request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(content);
    }
}
