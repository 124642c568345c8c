using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Features.Statistics;

/// <summary>The number of tickets filed in a period, by status.</summary>
public sealed class GetStatusCounts(Db db)
    : ApiEndpoint<StatisticsQuery, Results<Ok<GetStatusCounts.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/statuses");
        Group<StatisticsGroup>();
        Operation("Count tickets by status",
            "Tickets filed in the period, by their status now or at the requested instant. Each ticket has exactly one status, so the " +
            "counts add up to the total.");
        RequiresCapability(Capability.StatisticsRead);
    }

    /// <summary>The counts by status.</summary>
    /// <param name="Grid">The requested grid; absent when the counts cover several of the caller's grids.</param>
    /// <param name="From">The first day of filing, yyyy-MM-dd.</param>
    /// <param name="To">The day after the last day of filing, yyyy-MM-dd.</param>
    /// <param name="AsOf">The instant whose committed state the counts show.</param>
    /// <param name="Items">The counts of the groups, ordered by key; groups without tickets are absent.</param>
    /// <param name="Total">The counts of all tickets together.</param>
    public sealed record Response(string? Grid, DateOnly From, DateOnly To, Instant AsOf, IReadOnlyList<Counts> Items, Counts Total);

    /// <summary>The counts of one group.</summary>
    /// <param name="Key">The group's key; two keys are joined by a slash; total for all tickets.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Statuses">The number of tickets by status; statuses without tickets are absent.</param>
    /// <param name="Total">The number of tickets of the group.</param>
    /// <param name="Tickets">The address of the list of the tickets.</param>
    public sealed record Counts(string Key, string Name, IReadOnlyDictionary<string, long> Statuses, long Total, string Tickets);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(StatisticsQuery query, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (query.CheckDimensions() is { } refused)
                return refused;
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
                    .Select(figure => new Counts(
                        string.Join('/', figure.Keys), string.Join(" / ", figure.Keys.Select((key, i) => names[i](key))),
                        figure.Statuses, figure.Statuses.Values.Sum(), links.ForGroup(figure.Keys)))
                    .OrderBy(counts => counts.Key, StringComparer.Ordinal)],
                new Counts("total", MeasureFigures.Total, answer.Total, answer.Total.Values.Sum(), links.ForTotal())));
        }, ct);
}
