using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using GridGov.Security;

namespace GridGov.Api.Edge;

/// <summary>
/// Budgets of requests: of a caller, of an address without sign-in, and of what is public, of signing in and of refreshing apart from
/// these, so that nobody else behind an address uses them up. Each is a token bucket of one minute, reported in the headers of
/// draft-ietf-httpapi-ratelimit-headers. Each process counts for itself, by a clock that nobody can set.
/// </summary>
public sealed class RateLimits(EdgeSettings settings) : IAsyncDisposable
{
    const int WindowSeconds = 60;

    readonly Budget callers = new("caller", settings.PerCaller);
    readonly Budget addresses = new("address", settings.PerAddress);
    readonly Budget publicAddresses = new("public", settings.PublicPerAddress);
    readonly Budget signInDevices = new("sign-in-device", settings.SignInPerAccount);
    readonly Budget signInAccounts = new("sign-in-account", settings.SignInPerAccount);
    readonly Budget signInAddresses = new("sign-in-address", settings.SignInPerAddress);
    readonly Budget refreshSessions = new("refresh-session", settings.RefreshPerSession);
    readonly Budget refreshAddresses = new("refresh-address", settings.RefreshPerAddress);

    /// <summary>Takes a token of the caller, or of the address when <paramref name="actor"/> is null.</summary>
    /// <returns>The refusal when none is left.</returns>
    public ProblemHttpResult? Check(HttpContext context, Actor? actor) => actor is not null
        ? callers.Check(context, new(actor.Caller.Value))
        : addresses.Check(context, AddressOf(context));

    /// <summary>Takes a token of the address that is for what everybody may read, signed in or not.</summary>
    public ProblemHttpResult? CheckPublic(HttpContext context) => publicAddresses.Check(context, AddressOf(context));

    /// <summary>
    /// Takes more tokens of a caller whose request carries the work of several; of a small limit at most all beside the first.
    /// </summary>
    public ProblemHttpResult? CheckMore(HttpContext context, Actor actor, int tokens) =>
        Math.Min(tokens, settings.PerCaller - 1) is > 0 and var more ? callers.Check(context, new(actor.Caller.Value), more) : null;

    /// <summary>
    /// Takes a token of a known device. Of another one, a token of the username at the address first, so that a client that repeats one
    /// sign-in does not use up what the address has for the others.
    /// </summary>
    public ProblemHttpResult? CheckSignIn(HttpContext context, string username, Id? device)
    {
        if (device is { } known)
            return signInDevices.Check(context, new(known.Value));
        var address = AddressOf(context);
        // Invented usernames take memory only while the address has tokens.
        if (signInAddresses.IsExhausted(address) && signInAddresses.Check(context, address) is { } exhausted)
            return exhausted;
        return signInAccounts.Check(context, address with { Name = username }) ?? signInAddresses.Check(context, address);
    }

    /// <summary>Takes a token of the address that is for signing in, by a device that nobody knows.</summary>
    public ProblemHttpResult? CheckPasswordReset(HttpContext context) => signInAddresses.Check(context, AddressOf(context));

    /// <summary>Takes a token of the session, or of the address when the refresh token is of none.</summary>
    public ProblemHttpResult? CheckRefresh(HttpContext context, Id? session) => session is { } known
        ? refreshSessions.Check(context, new(known.Value))
        : refreshAddresses.Check(context, AddressOf(context));

    static Key AddressOf(HttpContext context) => new(AddressOf(context.Connection.RemoteIpAddress));

    /// <summary>A number for an address; for IPv6 its /64 network, because one subscriber has all its addresses.</summary>
    internal static long AddressOf(IPAddress? address)
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
        foreach (var budget in (Budget[])[callers, addresses, publicAddresses, signInDevices, signInAccounts, signInAddresses,
            refreshSessions, refreshAddresses])
            await budget.DisposeAsync();
    }

    /// <param name="Number">The id or the address.</param>
    /// <param name="Name">The username, where one is counted.</param>
    readonly record struct Key(long Number, string Name = "");

    sealed class Budget : IAsyncDisposable
    {
        /// <summary>Null for no limit.</summary>
        readonly PartitionedRateLimiter<Key>? limiter;
        readonly string name;
        readonly string policy;

        public Budget(string name, int perMinute)
        {
            this.name = name;
            policy = $"\"{name}\";q={perMinute};w={WindowSeconds}";
            if (perMinute == 0)
                return;
            // At least one token per step, so a small limit has fewer steps than seconds.
            var steps = Math.Min(perMinute, WindowSeconds);
            var options = new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = perMinute / steps,
                ReplenishmentPeriod = TimeSpan.FromSeconds(WindowSeconds) / steps,
                QueueLimit = 0,
            };
            limiter = PartitionedRateLimiter.Create<Key, Key>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options));
        }

        public bool IsExhausted(Key key) => limiter?.GetStatistics(key) is { CurrentAvailablePermits: 0 };

        public ProblemHttpResult? Check(HttpContext context, Key key, int tokens = 1)
        {
            if (limiter is null)
                return null;
            using var lease = limiter.AttemptAcquire(key, tokens);
            var headers = context.Response.Headers;
            headers["RateLimit-Policy"] = policy;
            headers["RateLimit"] = $"\"{name}\";r={(lease.IsAcquired ? limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0 : 0)}";
            if (lease.IsAcquired)
                return null;
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
            return Problems.Of("too-many-requests");
        }

        public ValueTask DisposeAsync() => limiter?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

/// <summary>An endpoint without rate limits, because monitoring calls it often and must not be refused.</summary>
public sealed record RateLimitExemptMetadata;

/// <summary>An endpoint that takes from a budget of its own, because the body says whose.</summary>
public sealed record OwnBudgetMetadata;

/// <summary>An endpoint for the public, which takes from the budget of the address for such.</summary>
public sealed record PublicBudgetMetadata;
