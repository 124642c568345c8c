using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Features.Statistics;

/// <summary>How many tickets, filed in a period, are now in each status.</summary>
public sealed class GetStatusCounts(Db db)
    : ApiEndpoint<StatisticsQuery, Results<Ok<GetStatusCounts.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/statuses");
        Group<StatisticsGroup>();
        Operation("Count tickets by status",
            "Tickets filed in the period, by the status they have now, or had at the instant asked for. Every ticket is in exactly one status, so the counts add up to the total.");
        RequiresCapability(Capability.StatisticsRead);
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
    /// <param name="Key">The group's key; of two dimensions both, with a slash between; total for all.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Statuses">Tickets in each status; statuses without any are absent.</param>
    /// <param name="Total">Tickets in any status.</param>
    /// <param name="Tickets">Address that lists them.</param>
    public sealed record Counts(string Key, string Name, IReadOnlyDictionary<string, long> Statuses, long Total, string Tickets);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(StatisticsQuery query, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await StatisticsScope.Resolve(tx, Actor, query.Grid) is not { } scope)
                return TypedResults.NotFound();
            var question = query.ToQuestion(tx, scope);
            var answer = await MeasureReader.ReadStatuses(tx, question);
            if (answer.Figures.Count > MeasureReader.MaxFigures)
                return SumRow.TooMany($"{answer.Figures.Count - 1}");
            var names = await MeasureFigures.NamesOf(tx, question, [.. answer.Figures.Select(figure => figure.Keys)]);
            var links = new FigureLinks(question, scope, tx.Now);
            return TypedResults.Ok(new Response(scope.Roots.Count == 1 ? scope.Roots[0] : null,
                question.Period.From, question.Period.To, question.AsOf ?? tx.Now,
                [.. answer.Figures
                    .Select(figure => new Counts(string.Join('/', figure.Keys), string.Join(" / ", figure.Keys.Select((key, i) => names[i](key))),
                        figure.Statuses, figure.Statuses.Values.Sum(), links.ForGroup(figure.Keys)))
                    .OrderBy(counts => counts.Key, StringComparer.Ordinal)],
                new Counts("total", MeasureFigures.Total, answer.Total, answer.Total.Values.Sum(), links.ForTotal())));
        }, ct);
}
