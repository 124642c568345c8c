using System.Threading.RateLimiting;
using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Domain.PublicReports;
using GridGov.Encryption;

namespace GridGov.Features.PublicReports;

/// <summary>
/// Budgets of an hour: photos of an address, and wrong secrets of an address and of a receipt. A right secret takes nothing and is always
/// taken while the address has some left, so that nobody locks a reporter out. Each process counts for itself.
/// </summary>
public sealed class PublicBudgets(PublicReportSettings settings) : IAsyncDisposable
{
    readonly PartitionedRateLimiter<string>? photos = Create(settings.PhotosPerAddress);
    readonly PartitionedRateLimiter<string>? wrongOfAddress = Create(settings.WrongSecretsPerAddress);
    readonly PartitionedRateLimiter<string>? wrongOfReceipt = Create(settings.WrongSecretsPerReceipt);

    /// <summary>The key of a network address.</summary>
    public static string AddressOf(HttpContext http) => $"{RateLimits.AddressOf(http.Connection.RemoteIpAddress):x16}";

    /// <summary>The keyed hash under which an address is stored while its reports and photos are bounded.</summary>
    internal static Task<string> HashAddress(Tx tx, HttpContext http) =>
        FieldEncryption.HashRequest(tx, "public address " + AddressOf(http));

    public ProblemHttpResult? CheckPhoto(HttpContext http) => Take(http, photos, AddressOf(http)) ? null : Problems.Of("too-many-requests");

    /// <summary>The refusal of an address that has used up its guesses, before anything is looked for.</summary>
    public ProblemHttpResult? CheckAddress(HttpContext http) =>
        wrongOfAddress?.GetStatistics(AddressOf(http)) is { CurrentAvailablePermits: 0 } ? Refuse(http) : null;

    /// <summary>Counts a wrong secret. Receipts that do not exist take memory only while the address has guesses left.</summary>
    /// <returns>The refusal once the address or the receipt has used up its guesses.</returns>
    public ProblemHttpResult? CountWrong(HttpContext http, string receipt) =>
        Take(http, wrongOfAddress, AddressOf(http)) & Take(http, wrongOfReceipt, receipt) ? null : Problems.Of("too-many-requests");

    static bool Take(HttpContext http, PartitionedRateLimiter<string>? limiter, string key)
    {
        if (limiter is null)
            return true;
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
            Refuse(http);
        return lease.IsAcquired;
    }

    static ProblemHttpResult Refuse(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return Problems.Of("too-many-requests");
    }

    /// <param name="perHour">0 for no limit.</param>
    static PartitionedRateLimiter<string>? Create(int perHour)
    {
        if (perHour == 0)
            return null;
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = perHour, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromHours(1) / perHour, QueueLimit = 0,
        };
        return PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var limiter in new[] { photos, wrongOfAddress, wrongOfReceipt }.OfType<PartitionedRateLimiter<string>>())
            await limiter.DisposeAsync();
    }
}
