using GridGov.Platform.Http;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>The instant for which something is asked.</summary>
static class AsOf
{
    /// <param name="text">Well formed, or null for now.</param>
    /// <returns>Null for now.</returns>
    /// <exception cref="ProblemException">It lies in the future, of which nothing is known.</exception>
    public static Instant? Read(string? text, Instant now)
    {
        if (!Instant.TryRead(text, out var instant))
            return null;
        if (instant > now)
            throw new ProblemException(Problems.Invalid("/asOf", "out_of_range", Problems.InChinese ? "不得晚于当前时间。" : "It must not lie in the future."));
        return instant;
    }
}
