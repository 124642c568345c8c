using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

/// <summary>A measure with its formula, numerator and denominator, and a link to the very tickets that were counted.</summary>
public static class GetMeasures
{
    public static void Map(IEndpointRouteBuilder statistics) => statistics
        .MapGet("/measures", Handle)
        .Named("getMeasures", "Get a measure")
        .WithDescription("resolution_rate 办结率, street_resolution_rate 街道内解决率 or rework_rate 返工率, for any grid and period. A rate whose denominator is 0 is null. Grouped by a level of grid, tickets filed to a grid above that level are in the total only.")
        .Needs(Capability.StatisticsRead);

    /// <summary>Which measure of what.</summary>
    public sealed record Query : StatisticsQuery
    {
        /// <summary>resolution_rate, street_resolution_rate or rework_rate.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        public sealed class Validator : Rules<Query>
        {
            public Validator() => RuleFor(q => q.Measure)
                .NotEmpty()
                .Must(code => code is null || Platform.Measures.Measure.Find(code) is not null).WithErrorCode("unknown_code");
        }
    }

    /// <summary>A measure's figures.</summary>
    /// <param name="Measure">The measure's code.</param>
    /// <param name="Name">The measure's name.</param>
    /// <param name="Formula">How it is computed, in words.</param>
    /// <param name="FormulaVersion">Grows when the formula changes.</param>
    /// <param name="Grid">The grid asked for; absent when the figures span several of the caller's.</param>
    /// <param name="From">First day of the period.</param>
    /// <param name="To">The day after its last.</param>
    /// <param name="AsOf">The instant whose committed state the figures show.</param>
    /// <param name="Items">A figure for each group, by key; groups with nothing to count are absent.</param>
    /// <param name="Total">The figure for all.</param>
    public sealed record Response(
        string Measure, string Name, string Formula, int FormulaVersion, string? Grid, DateOnly From, DateOnly To, Instant AsOf,
        IReadOnlyList<Figure> Items, Figure Total);

    /// <summary>One figure.</summary>
    /// <param name="Key">The group's code; total for all.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Numerator">The formula's upper count.</param>
    /// <param name="Denominator">The formula's lower count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0.</param>
    /// <param name="Display">The rate as it is read out, such as 99.99 %; it says 100 % only when nothing is missing.</param>
    /// <param name="Tickets">Address that lists the denominator's tickets.</param>
    /// <param name="Complement">Address that lists those of them that are not in the numerator.</param>
    public sealed record Figure(
        string Key, string Name, long Numerator, long Denominator, decimal? Rate, string? Display, string Tickets, string Complement);

    static Task<Results<Ok<Response>, NotFound>> Handle([AsParameters] Query query, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await CounterSums.Roots(tx, actor, query.Grid) is not { } roots)
                return TypedResults.NotFound();
            var measure = Measure.Find(query.Measure)!;
            var period = query.Period(tx.Today);
            var by = query.Group;
            var numerators = await CounterSums.Sum(tx, roots, period, by, measure.Numerator);
            var denominators = await CounterSums.Sum(tx, roots, period, by, measure.Denominator);
            var names = await CounterSums.Names(tx, roots, by);

            var items = denominators.Where(pair => pair.Value != 0)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => FigureOf(pair.Key, names(pair.Key), numerators.GetValueOrDefault(pair.Key), pair.Value, by))
                .ToList();
            var (allNumerators, allDenominators) = CounterSums.AddUp(by)
                ? (numerators, denominators)
                : (await CounterSums.Sum(tx, roots, period, GroupBy.None, measure.Numerator), await CounterSums.Sum(tx, roots, period, GroupBy.None, measure.Denominator));
            var total = FigureOf(CounterSums.Total, "合计", allNumerators.Values.Sum(), allDenominators.Values.Sum(), GroupBy.None);
            return TypedResults.Ok(new Response(measure.Code, measure.Chinese, measure.Formula, measure.Version,
                roots.Count == 1 ? roots[0] : null, period.From, period.To, tx.Now, items, total));

            Figure FigureOf(string key, string name, long numerator, long denominator, GroupBy group)
            {
                var rate = new Rate(numerator, denominator);
                var list = $"/v1/tickets?measure={measure.Code}&{CounterSums.TicketFilter(group, key, roots, period)}";
                return new Figure(key, name, numerator, denominator, rate.Value, rate.Display,
                    $"{list}&part=denominator", $"{list}&part=complement");
            }
        }, ct);
}
