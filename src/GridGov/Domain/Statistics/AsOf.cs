using GridGov.Api;

namespace GridGov.Domain.Statistics;

/// <summary>The instant for which something is asked; null is now.</summary>
static class AsOf
{
    /// <exception cref="ProblemException">It lies in the future, of which nothing is known.</exception>
    public static void RefuseFuture(Instant? asOf, Instant now)
    {
        if (asOf > now)
            throw new ProblemException(Problems.Invalid("/asOf", "out_of_range", new("不得晚于当前时间。", "It must not lie in the future.")));
    }
}
