using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace GridGov.Api.Binding;

/// <summary>The body, when it is JSON.</summary>
/// <param name="isOptional">An absent body and the literal null are no refusal.</param>
sealed class JsonBody(Type type, PropertyInfo? property, bool isOptional) : RequestPart(type, property), IAcceptsMetadata
{
    JsonTypeInfo? known;

    public bool IsOptional { get; } = isOptional;

    // What routing reads: it refuses a body of another media type before anything is read.
    Type? IAcceptsMetadata.RequestType => Type;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    internal override async ValueTask<object?> Read(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
            return IsOptional ? null : throw Missing();
        if (!http.Request.HasJsonContentType())
            throw new ProblemException(Problems.Of("unsupported-media-type"));
        try
        {
            return await http.Request.ReadFromJsonAsync(TypeInfo(http), http.RequestAborted) ?? (IsOptional ? null : throw Missing());
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON of the expected form.", e);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(ExceptionMiddleware.UnreadableBody());
        }
    }

    // The options belong to the server; of two servers in one process the later one's are not the earlier one's.
    JsonTypeInfo TypeInfo(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return known is { } info && ReferenceEquals(info.Options, options) ? info : known = options.GetTypeInfo(Type);
    }

    static ProblemException Missing() => new(ExceptionMiddleware.MissingBody());
}
