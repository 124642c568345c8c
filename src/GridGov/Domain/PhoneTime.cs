using GridGov.Api;

namespace GridGov.Domain;

/// <summary>The bounds of times that a phone's clock gives. Clocks, deadlines and rates of tickets go by the server's.</summary>
static class PhoneTime
{
    /// <summary>How far a phone's clock may be ahead.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>How long something may wait on a phone.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <param name="doneAt">Null for now.</param>
    public static ProblemHttpResult? Check(Instant now, Instant? doneAt, string pointer = "/doneAt") =>
        doneAt > now + Ahead ? Problems.At(pointer, "phone-clock-ahead", now.ToQueryValue())
        : doneAt < now - Longest ? Problems.At(pointer, "done-too-long-ago")
        : null;
}
