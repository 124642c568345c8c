using GridGov.Api;

namespace GridGov.Domain.Statistics;

/// <summary>The instant of a question; null is now.</summary>
static class AsOf
{
    public static void RefuseFuture(Instant? asOf, Instant now)
    {
        if (asOf > now)
            throw new ProblemException(Problems.Invalid("/asOf", "out_of_range", new("不得晚于当前时间。", "It must not lie in the future.")));
    }
}
