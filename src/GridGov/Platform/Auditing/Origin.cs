using System.Net;
using GridGov.Platform.Data;
using GridGov.Platform.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace GridGov.Platform.Auditing;

/// <summary>By what way something was asked for.</summary>
/// <param name="Actor">Null when nobody is signed in.</param>
/// <param name="Session">The signed-in device.</param>
/// <param name="Key">The API key that acts for the person.</param>
/// <param name="Address">The network address that it came from.</param>
/// <param name="Operation">The operation's id in the contract.</param>
/// <param name="TraceId">Names the request in the log.</param>
public sealed record Origin(Id? Actor, Id? Session, Id? Key, string? Address, string? Operation, string? TraceId)
{
    public static Origin Of(HttpContext context)
    {
        var actor = context.Features.Get<Actor>();
        return new Origin(actor?.Id, actor is { Session: var session } && session != Id.None ? session : null, actor?.Key,
            AddressOf(context.Connection.RemoteIpAddress),
            context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            context.Features.Get<IHttpActivityFeature>()?.Activity.TraceId.ToString());
    }

    static string? AddressOf(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}

/// <summary>The request of a transaction.</summary>
public static class TransactionOrigin
{
    extension(Tx tx)
    {
        /// <summary>The request that this is done for; null when the program does it by itself.</summary>
        public RequestOrigin? Request => tx.Context as RequestOrigin;
    }
}

/// <summary>The request that is being answered; asked where it came from only by what writes that down.</summary>
public sealed class RequestOrigin
{
    public HttpContext? Context { get; set; }

    /// <summary>The API key that acts.</summary>
    public Id? Key => Context?.Features.Get<Actor>()?.Key;

    public Origin? Origin => Context is null ? null : Origin.Of(Context);
}
