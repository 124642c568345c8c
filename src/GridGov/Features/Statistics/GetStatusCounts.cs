using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Statistics;

/// <summary>How many tickets, filed in a period, are now in each status.</summary>
public static class GetStatusCounts
{
    public static void Map(IEndpointRouteBuilder statistics) => statistics
        .MapGet("/statuses", Handle)
        .Named("getStatusCounts", "Count tickets by status")
        .WithDescription("Tickets filed in the period, by the status they have now. Every ticket is in exactly one status, so the counts add up to the total.")
        .Needs(Capability.StatisticsRead);

    /// <summary>Counts of what.</summary>
    public sealed record Query : StatisticsQuery
    {
        public sealed class Validator : Rules<Query>;
    }

    /// <summary>Counts by status.</summary>
    /// <param name="Grid">The grid asked for; absent when the counts span several of the caller's.</param>
    /// <param name="From">First day of the period, by filing.</param>
    /// <param name="To">The day after its last.</param>
    /// <param name="AsOf">The instant whose committed state the counts show.</param>
    /// <param name="Items">The counts of each group, by key; groups without tickets are absent.</param>
    /// <param name="Total">The counts of all.</param>
    public sealed record Response(string? Grid, DateOnly From, DateOnly To, Instant AsOf, IReadOnlyList<Counts> Items, Counts Total);

    /// <summary>The counts of one group.</summary>
    /// <param name="Key">The group's code; total for all.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Statuses">Tickets in each status; statuses without any are absent.</param>
    /// <param name="Total">Tickets in any status.</param>
    /// <param name="Tickets">Address that lists them.</param>
    public sealed record Counts(string Key, string Name, IReadOnlyDictionary<string, long> Statuses, long Total, string Tickets);

    static Task<Results<Ok<Response>, NotFound>> Handle([AsParameters] Query query, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await CounterSums.Roots(tx, actor, query.Grid) is not { } roots)
                return TypedResults.NotFound();
            var period = query.Period(tx.Today);
            var by = query.Group;
            var groups = new SortedDictionary<string, SortedDictionary<string, long>>(StringComparer.Ordinal);
            var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var status in Enum.GetValues<TicketStatus>())
            {
                var counter = TicketShare.InStatus(status);
                var sums = await CounterSums.Sum(tx, roots, period, by, counter);
                foreach (var (key, n) in sums)
                {
                    if (n == 0)
                        continue;
                    if (!groups.TryGetValue(key, out var statuses))
                        groups[key] = statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
                    statuses[status.Code()] = n;
                }
                if (!CounterSums.AddUp(by))
                    sums = await CounterSums.Sum(tx, roots, period, GroupBy.None, counter);
                if (sums.Values.Sum() is > 0 and var sum)
                    all[status.Code()] = sum;
            }
            var names = await CounterSums.Names(tx, roots, by);
            return TypedResults.Ok(new Response(roots.Count == 1 ? roots[0] : null, period.From, period.To, tx.Now,
                [.. groups.Select(group => CountsOf(group.Key, names(group.Key), group.Value, by))],
                CountsOf(CounterSums.Total, "合计", all, GroupBy.None)));

            Counts CountsOf(string key, string name, SortedDictionary<string, long> statuses, GroupBy group) =>
                new(key, name, statuses, statuses.Values.Sum(), $"/v1/tickets?{CounterSums.TicketFilter(group, key, roots, period)}");
        }, ct);
}
