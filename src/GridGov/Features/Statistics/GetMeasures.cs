using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

/// <summary>A measure with its formula, numerator and denominator, and a link to the very tickets that were counted.</summary>
public sealed class GetMeasures(Db db) : ApiEndpoint<GetMeasures.Input, Results<Ok<GetMeasures.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures");
        Group<StatisticsGroup>();
        Operation("Get a measure", """
            One of the measures of `measures/catalogue`, for any grid, period and selection of tickets; grouped, as a series, compared, ranked, and as of an earlier instant.

            A rate whose denominator is 0 is null. Groups with nothing to count are absent, but a series has every day, week, month, quarter or year of the period, at most 400, those without anything with counts of 0; the first and the last are cut by the period. There are at most 10,000 figures.

            Grouped by a level of grid, tickets filed to a grid above that level are in the total only. The links list the tickets as of the same instant, under the caller's own rights; acts that were being written in that very moment may show in one and not in the other.
            """);
        RequiresCapability(Capability.StatisticsRead);
    }

    /// <summary>Which measure, and how its figures are shown.</summary>
    public sealed record Query
    {
        /// <summary>The code of one of the measures of measures/catalogue.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        /// <summary>previous: each figure beside that of the days just before its own; of whole months, quarters or years the ones before, else as many days.</summary>
        [FromQuery(Name = "compare")] public string? Compare { get; init; }

        /// <summary>true: the rank of each figure. Equal rates share one (1, 1, 3); null ones have none. By default the best rate is first; sort=rate and sort=-rate say which is.</summary>
        [FromQuery(Name = "rank")] public bool? Rank { get; init; }

        /// <summary>key (default; with rank=true the best first), rate (lowest first) or -rate (highest first); null rates last.</summary>
        [FromQuery(Name = "sort")] public string? Sort { get; init; }

        /// <summary>How many figures at most, 1 to 10,000, of the sorted ones; all by default.</summary>
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Measure)
                    .NotEmpty()
                    .Must(code => code is null || GridGov.Domain.Statistics.Measure.Find(code) is not null).WithErrorCode("unknown_code");
                RuleFor(q => q.Compare).Must(code => code is null or "previous").WithErrorCode("unknown_code");
                RuleFor(q => q.Sort).Must(code => code is null or "key" or "rate" or "-rate").WithErrorCode("unknown_code");
                RuleFor(q => q.Limit).InclusiveBetween(1, MeasureReader.MaxFigures);
            }
        }
    }

    /// <summary>A measure's figures.</summary>
    /// <param name="Measure">The measure's code.</param>
    /// <param name="Name">The measure's name.</param>
    /// <param name="Formula">How it is computed, in words.</param>
    /// <param name="FormulaVersion">Grows when the formula changes.</param>
    /// <param name="Unit">What is counted: tickets, or the checks, dispatches or call-backs of tickets.</param>
    /// <param name="Grid">The grid asked for; absent when the figures span several of the caller's.</param>
    /// <param name="From">First day of the period.</param>
    /// <param name="To">The day after its last.</param>
    /// <param name="AsOf">The instant whose committed state the figures show.</param>
    /// <param name="GroupBy">By what the figures are grouped.</param>
    /// <param name="Items">A figure for each group, in the order asked for.</param>
    /// <param name="Count">How many figures there are, with those that the limit leaves out.</param>
    /// <param name="Total">The figure for all.</param>
    public sealed record Response(
        string Measure, string Name, string Formula, int FormulaVersion, MeasureUnit Unit, string? Grid, DateOnly From, DateOnly To, Instant AsOf,
        IReadOnlyList<Dimension> GroupBy, IReadOnlyList<Figure> Items, int Count, Figure Total);

    /// <summary>One figure.</summary>
    /// <param name="Key">The group's key; of two dimensions both, with a slash between; total for all.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Numerator">The formula's upper count.</param>
    /// <param name="Denominator">The formula's lower count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0.</param>
    /// <param name="Display">The rate as it is read out, such as 99.99 %; it says 100 % only when nothing is missing.</param>
    /// <param name="Tickets">Address that lists the denominator's tickets.</param>
    /// <param name="Complement">Address that lists those of them that are not in the numerator.</param>
    /// <param name="Keys">The key in each dimension.</param>
    /// <param name="Names">The name of each.</param>
    /// <param name="Rank">The place among the figures, when asked for; null also where there is no rate.</param>
    /// <param name="Previous">The same of the days before, when asked for.</param>
    /// <param name="Change">By how much the rate is above the previous one, to eight decimals: 0.01 is one percentage point. Null when either is.</param>
    public sealed record Figure(
        string Key, string Name, long Numerator, long Denominator, decimal? Rate, string? Display, string Tickets, string Complement,
        IReadOnlyList<string> Keys, IReadOnlyList<string> Names, int? Rank, PreviousFigure? Previous, decimal? Change);

    /// <summary>A figure of the days before.</summary>
    /// <param name="From">First of those days.</param>
    /// <param name="To">The day after the last.</param>
    /// <param name="Numerator">The formula's upper count.</param>
    /// <param name="Denominator">The formula's lower count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0.</param>
    /// <param name="Display">The rate as it is read out.</param>
    /// <param name="Tickets">Address that lists the denominator's tickets.</param>
    public sealed record PreviousFigure(DateOnly From, DateOnly To, long Numerator, long Denominator, decimal? Rate, string? Display, string Tickets);

    /// <summary>What is asked.</summary>
    public sealed record Input([AsParameters] Query Query, [AsParameters] StatisticsQuery Selection);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await StatisticsScope.Resolve(tx, Actor, input.Selection.Grid) is not { } scope)
                return TypedResults.NotFound();
            var measure = Measure.Find(input.Query.Measure)!;
            var query = input.Selection.ToQuestion(tx, scope);
            if (MeasureFigures.CheckLength(query) is { } refusal)
                return refusal;

            var result = await MeasureReader.Read(tx, measure, query);
            // A limit cuts a ranking, however long; a series is whole or none.
            if (MeasureFigures.Count(query, result) is > MeasureReader.MaxFigures and var count && (input.Query.Limit is null || query.By.Any(dimension => dimension.IsTime())))
                return SumRow.TooMany($"{count - 1}");
            var figures = MeasureFigures.Of(query, result);
            var previous = input.Query.Compare is null ? null : await PreviousFigures.Of(tx, measure, query, figures);
            var sorted = Ranking.Sort(figures, input.Query.Sort ?? (input.Query.Rank is true ? Ranking.BestFirst(measure) : "key"));
            var ranks = input.Query.Rank is true ? Ranking.Of(figures, input.Query.Sort is "rate" or "-rate" ? input.Query.Sort : Ranking.BestFirst(measure)) : null;
            var shown = sorted.Take(input.Query.Limit ?? MeasureReader.MaxFigures).ToList();
            var names = await MeasureFigures.NamesOf(tx, query, shown.ConvertAll(figure => figure.Keys));
            var links = new FigureLinks(query, scope, tx.Now, $"measure={measure.Code}&");

            Languages.SetByRequest(HttpContext);
            return TypedResults.Ok(new Response(
                measure.Code, measure.Name.Zh, measure.Formula.In(Problems.InChinese), measure.Version, measure.Unit,
                scope.Roots.Count == 1 ? scope.Roots[0] : null, query.Period.From, query.Period.To, query.AsOf ?? tx.Now,
                query.By,
                [.. shown.Select(figure => Show(figure, string.Join('/', figure.Keys), figure.Keys, [.. figure.Keys.Select((key, i) => names[i](key))], links.ForGroup(figure.Keys, figure.Days)))],
                figures.Count,
                Show(new MeasureFigures.FigureEntry([], query.Period, result.Total), "total", [], [], links.ForTotal())));

            Figure Show(MeasureFigures.FigureEntry figure, string key, IReadOnlyList<string> keys, IReadOnlyList<string> called, string list)
            {
                var rate = figure.Rate;
                var before = previous?.Of(figure);
                return new Figure(
                    key, key is "total" ? MeasureFigures.Total : string.Join(" / ", called), rate.Numerator, rate.Denominator, rate.Value, rate.Display,
                    $"{list}&part=denominator", $"{list}&part=complement", keys, called,
                    ranks?.GetValueOrDefault(figure),
                    before is { } was
                        ? new PreviousFigure(was.Days.From, was.Days.To, was.Rate.Numerator, was.Rate.Denominator, was.Rate.Value, was.Rate.Display,
                            $"{(keys.Count == 0 ? links.ForTotal(was.Days) : links.ForGroup(keys, was.Days))}&part=denominator")
                        : null,
                    before is { } earlier ? rate.DifferenceTo(earlier.Rate) : null);
            }
        }, ct);
}
