using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GridGov.Api;

/// <summary>How lists of reference data are answered: they rarely change, so clients keep them a minute and then ask whether they did.</summary>
public static class ReferenceDataResult
{
    /// <summary>The content with a strong ETag made of it, or 304 for who has it already.</summary>
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
