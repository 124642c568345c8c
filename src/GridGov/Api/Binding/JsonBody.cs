using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace GridGov.Api.Binding;

/// <param name="isOptional">Accepts an absent body and the literal null.</param>
sealed class JsonBody(Type type, PropertyInfo? property, bool isOptional) : RequestPart(type, property), IAcceptsMetadata
{
    JsonTypeInfo? cached;

    public bool IsOptional { get; } = isOptional;

    // Routing uses it to refuse another media type before the body is read.
    Type? IAcceptsMetadata.RequestType => Type;

    readonly bool acceptsForm = type.IsDefined(typeof(AcceptsFormAttribute));

    public IReadOnlyList<string> ContentTypes { get; } = type.IsDefined(typeof(AcceptsFormAttribute))
        ? ["application/json", FormFields.ContentType]
        : ["application/json"];

    internal override async ValueTask<object?> Read(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
            return IsOptional ? null : throw Missing();
        var isForm = acceptsForm && http.Request.HasFormContentType;
        if (!isForm && !http.Request.HasJsonContentType())
            throw new ProblemException(Problems.Of("unsupported-media-type"));
        try
        {
            var body = isForm
                ? (await FormFields.Read(http)).Deserialize(TypeInfo(http))
                : await http.Request.ReadFromJsonAsync(TypeInfo(http), http.RequestAborted);
            if (body is null)
                return IsOptional ? null : throw Missing();
            NullElements.Refuse(body);
            return body;
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

    internal override object? Read(OperationInput input)
    {
        if (input.Body is not { ValueKind: not JsonValueKind.Null } sent)
            return IsOptional ? null : throw Missing();
        try
        {
            var body = sent.Deserialize(input.Json.GetTypeInfo(Type))!;
            NullElements.Refuse(body);
            return body;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON of the expected form.", e);
        }
    }

    // Cached per options, because two servers in one process have different ones.
    JsonTypeInfo TypeInfo(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return cached is { } info && ReferenceEquals(info.Options, options) ? info : cached = options.GetTypeInfo(Type);
    }

    static ProblemException Missing() => new(ExceptionMiddleware.MissingBody());
}
