using System.Net;
using GridGov.Audit;
using GridGov.Security;
using Microsoft.AspNetCore.Http.Features;

namespace GridGov.Api;

/// <summary>The current request; its origin is computed only when it is recorded.</summary>
public sealed class RequestOrigin
{
    public HttpContext? Context { get; set; }

    public Origin? Origin => Context is null ? null : Of(Context);

    internal static Origin Of(HttpContext context)
    {
        var actor = context.Features.Get<Actor>();
        return new Origin(actor?.Id, actor is { Session: var session } && session != Id.None ? session : null, actor?.Key,
            AddressOf(context.Connection.RemoteIpAddress),
            context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            TraceIdOf(context));
    }

    /// <summary>The id of the request in answers, headers, log and audit: W3C Trace Context's trace id, 32 hexadecimal digits.</summary>
    internal static string? TraceIdOf(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity.TraceId.ToHexString();

    static string? AddressOf(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
