using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using GridGov.Security;

namespace GridGov.Api.Edge;

/// <summary>
/// Limits the requests of a caller, or of an address without sign-in, by a token bucket of one minute, reported in the headers of
/// draft-ietf-httpapi-ratelimit-headers. Each process counts for itself.
/// </summary>
public sealed class RateLimits : IAsyncDisposable
{
    const int WindowSeconds = 60;

    readonly Policy? callers;
    readonly Policy? addresses;

    public RateLimits(EdgeSettings settings)
    {
        callers = settings.PerCaller > 0 ? new Policy("caller", settings.PerCaller) : null;
        addresses = settings.PerAddress > 0 ? new Policy("address", settings.PerAddress) : null;
    }

    /// <summary>Takes a token of the caller, or of the address when <paramref name="actor"/> is null.</summary>
    /// <returns>The refusal when none is left.</returns>
    public ProblemHttpResult? Check(HttpContext context, Actor? actor) => actor is not null
        ? callers?.Check(context, actor.Caller.Value)
        : addresses?.Check(context, AddressOf(context.Connection.RemoteIpAddress));

    /// <summary>A number for an address; for IPv6 its /64 network, because one subscriber has all its addresses.</summary>
    static long AddressOf(IPAddress? address)
    {
        if (address is null)
            return 0;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (callers is not null)
            await callers.DisposeAsync();
        if (addresses is not null)
            await addresses.DisposeAsync();
    }

    sealed class Policy : IAsyncDisposable
    {
        readonly PartitionedRateLimiter<long> limiter;
        readonly string name;
        readonly string policy;

        public Policy(string name, int perMinute)
        {
            this.name = name;
            policy = $"\"{name}\";q={perMinute};w={WindowSeconds}";
            // At least one token per step, so a small limit has fewer steps than seconds.
            var steps = Math.Min(perMinute, WindowSeconds);
            var options = new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = perMinute / steps,
                ReplenishmentPeriod = TimeSpan.FromSeconds(WindowSeconds) / steps,
                QueueLimit = 0,
            };
            limiter = PartitionedRateLimiter.Create<long, long>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options));
        }

        public ProblemHttpResult? Check(HttpContext context, long key)
        {
            using var lease = limiter.AttemptAcquire(key);
            var headers = context.Response.Headers;
            headers["RateLimit-Policy"] = policy;
            headers["RateLimit"] = $"\"{name}\";r={(lease.IsAcquired ? limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0 : 0)}";
            if (lease.IsAcquired)
                return null;
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
            return Problems.Of("too-many-requests");
        }

        public ValueTask DisposeAsync() => limiter.DisposeAsync();
    }
}

/// <summary>An endpoint without rate limits, because monitoring calls it often and must not be refused.</summary>
public sealed record RateLimitExemptMetadata;
