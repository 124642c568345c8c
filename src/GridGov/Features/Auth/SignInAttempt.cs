using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>
/// An attempt to prove an identity, by a known device or by account and address. It counts as failed until it succeeds, so that parallel
/// attempts gain nothing. Beyond the free failures each wait is twice the last, up to 15 minutes; refused attempts do not count, so
/// nobody can lock an owner out longer. No wait lasts longer than its length, wherever clocks are set.
/// </summary>
sealed class SignInAttempt
{
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>The most failures counted beyond the free ones, so that all are forgiven within a day.</summary>
    const int MaxBeyondFree = 15;

    readonly List<(string Subject, Limit Limit)> subjects;

    SignInAttempt(List<(string, Limit)> subjects) => this.subjects = subjects;

    /// <param name="Free">The number of failures without a wait.</param>
    /// <param name="Forgiven">The time after which one failure is forgiven.</param>
    sealed record Limit(int Free, TimeSpan Forgiven);

    static readonly Limit OfAccount = new(5, TimeSpan.FromHours(1));

    // A whole street office can share one address.
    static readonly Limit OfAddress = new(60, TimeSpan.FromMinutes(1));

    /// <summary>An attempt on an account by somebody unknown, which also counts for the address.</summary>
    public static SignInAttempt For(HttpContext http, string account)
    {
        List<(string, Limit)> counted = [(Digest("account " + account), OfAccount)];
        if (AddressOf(http) is { } address)
            counted.Add((Digest("address " + address), OfAddress));
        return new SignInAttempt(counted);
    }

    /// <summary>An attempt by a device of the person's: strangers' failures do not make it wait, nor do its failures others.</summary>
    public static SignInAttempt By(Id device) => new([(Digest($"device {device}"), OfAccount)]);

    /// <summary>Returns the address; of IPv6 its /64 network, because a single subscriber has all addresses of it.</summary>
    static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } address => Convert.ToHexString(address.GetAddressBytes()[..8]),
        var address => address.ToString(),
    };

    static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <returns>A refusal if it comes too early.</returns>
    public async Task<ProblemHttpResult?> Begin(HttpContext http, Db db, CancellationToken ct)
    {
        // A reader refuses early attempts, so that many of them do not block the writer.
        var (wait, tooFar) = await db.Read(Wait, ct);
        if (wait <= TimeSpan.Zero || tooFar.Count > 0)
            wait = await db.Write(WaitOrCount, ct);
        if (wait <= TimeSpan.Zero)
            return null;
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Of("sign-in-throttled");
    }

    async Task<TimeSpan> WaitOrCount(Tx tx)
    {
        var (wait, tooFar) = await Wait(tx);
        foreach (var (subject, length) in tooFar)
            await tx.Execute(SetBlocked, new { Subject = subject, Until = tx.ClockTime + length });
        if (wait > TimeSpan.Zero)
            return wait;
        foreach (var (subject, limit) in subjects)
            await Count(tx, subject, limit);
        return TimeSpan.Zero;
    }

    /// <returns>
    /// The longest wait, and those that end later than their whole length from now: the clock was set back since, or another machine's
    /// is ahead, and they begin anew.
    /// </returns>
    async Task<(TimeSpan Longest, IReadOnlyList<(string Subject, TimeSpan Length)> TooFar)> Wait(Tx tx)
    {
        var longest = TimeSpan.Zero;
        List<(string, TimeSpan)> tooFar = [];
        foreach (var (subject, limit) in subjects)
        {
            if (await tx.QuerySingle<Row>(Find, new { Subject = subject }) is not { } row)
                continue;
            var (left, length) = (row.BlockedUntil - tx.ClockTime, DelayAfter(row.Failures - limit.Free));
            if (left > length)
            {
                left = length;
                tooFar.Add((subject, length));
            }
            longest = left > longest ? left : longest;
        }
        return (longest, tooFar);
    }

    static async Task Count(Tx tx, string subject, Limit limit)
    {
        var before = await tx.QuerySingle<Row>(Find, new { Subject = subject });
        // An instant ahead of the clock counts as now: else the failures would grow, or never be forgiven, until the clock reaches it.
        var decayed = before is not null && before.DecayedUntil < tx.ClockTime ? before.DecayedUntil : tx.ClockTime;
        var forgiven = (int)Math.Min(1000, (tx.ClockTime - decayed) / limit.Forgiven);
        var left = before is null ? 0 : Math.Max(0, before.Failures - forgiven);
        var failures = Math.Min(left + 1, limit.Free + MaxBeyondFree);
        await tx.Execute(Set, new
        {
            Subject = subject,
            Failures = failures,
            DecayedUntil = left == 0 ? tx.ClockTime : decayed + (limit.Forgiven * forgiven),
            BlockedUntil = tx.ClockTime + DelayAfter(failures - limit.Free),
        });
    }

    /// <summary>Returns 1 s, 2 s, 4 s … 15 min.</summary>
    static TimeSpan DelayAfter(int beyondFree)
    {
        if (beyondFree <= 0)
            return TimeSpan.Zero;
        var delay = TimeSpan.FromSeconds(1L << (beyondFree - 1));
        return delay < LongestWait ? delay : LongestWait;
    }

    /// <summary>Resets the account; the address gets back this attempt only, else one account would allow guessing at others.</summary>
    public async Task RecordSuccess(Tx tx)
    {
        await tx.Execute(Forget, new { subjects[0].Subject });
        foreach (var (subject, _) in subjects.Skip(1))
            await tx.Execute(Decrement, new { Subject = subject });
    }

    sealed record Row
    {
        public required int Failures { get; init; }
        public required Instant DecayedUntil { get; init; }
        public required Instant BlockedUntil { get; init; }
    }

    const string Find = "SELECT failures, decayed_until, blocked_until FROM sign_in_attempts WHERE subject = @Subject";

    const string Set = """
        INSERT INTO sign_in_attempts (subject, failures, decayed_until, blocked_until)
        VALUES (@Subject, @Failures, @DecayedUntil, @BlockedUntil)
        ON CONFLICT (subject) DO UPDATE
           SET failures = excluded.failures, decayed_until = excluded.decayed_until, blocked_until = excluded.blocked_until
        """;

    const string SetBlocked = "UPDATE sign_in_attempts SET blocked_until = @Until WHERE subject = @Subject";

    const string Forget = "DELETE FROM sign_in_attempts WHERE subject = @Subject";

    const string Decrement = "UPDATE sign_in_attempts SET failures = failures - 1 WHERE subject = @Subject AND failures > 0";
}
