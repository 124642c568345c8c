using System.Reflection;
using GridGov.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Boards;

/// <summary>The content of an answer that is kept in memory and is the same for everybody.</summary>
sealed record PublicContent(byte[] Bytes, string ContentType)
{
    public string Tag { get; } = ETags.Of(Bytes);
}

/// <summary>An answer to the public, which browsers and proxies keep for a minute; 304 for a matching If-None-Match.</summary>
public sealed class PublicAnswer<T> : IResult, IEndpointMetadataProvider
{
    readonly PublicContent content;

    internal PublicAnswer(PublicContent content) => this.content = content;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = content.Tag;
        response.Headers.CacheControl = "public, max-age=60";
        response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        if (ETags.Matches(httpContext.Request, content.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = content.ContentType;
        response.ContentLength = content.Bytes.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(content.Bytes).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [OfferedTypesMetadata.Json]));
}
