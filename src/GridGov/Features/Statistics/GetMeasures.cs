using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Domain.Statistics.Together;
using GridGov.Features.Statistics.GoingOut;
using GridGov.Features.Statistics.Together;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

/// <summary>A measure with its formula, numerator and denominator, and links to the counted rows.</summary>
public sealed class GetMeasures(Db db) : ApiEndpoint<GetMeasures.Input, Results<Ok<GetMeasures.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/measures");
        Group<StatisticsGroup>();
        Operation("Get a measure", """
            One of the measures of `measures/catalogue`, for any grid, period and selection of tickets: grouped, as a series, compared,
            ranked, and as of an earlier instant.

            A rate whose denominator is 0 is null. A measure that is a count, such as petition_free, has neither denominator nor rate, and
            its list is that of the counted tickets. Groups with nothing to count are absent, but a series has every day, week, month,
            quarter or year of the period, at most 400, also those with counts of 0; the first and the last may be cut by the period.
            There are at most 10,000 figures.

            Grouped by a level of grids, tickets filed to a grid above that level are in the total only. The links list the tickets as of
            the same instant, as far as the caller may see them; tickets written at that very moment may differ between figure and list.

            Measures of going out (unit place or record) have the groups campaign, person and cycle besides grids and time, and the
            filters campaign, person and cycle instead of those of tickets; their links list places or records. Figures by person are
            those of grids whose records the caller reads.

            Measures of needs, claims, meetings and points have the groups group, need_kind or meeting_kind besides grids and time, and the
            filters group, needKind or meetingKind; their links list those.
            """);
        RequiresCapability(Capability.StatisticsRead);
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Query
    {
        /// <summary>The code of one of the measures of measures/catalogue.</summary>
        [FromQuery(Name = "measure")] public string? Measure { get; init; }

        /// <summary>
        /// previous: each figure also has that of the preceding days: the preceding months, quarters or years for whole ones, else as many
        /// days.
        /// </summary>
        [FromQuery(Name = "compare")] public string? Compare { get; init; }

        /// <summary>
        /// If true, figures are ranked. Equal rates share a rank (1, 1, 3), and null rates have none. The best rate comes first, unless
        /// sort is rate or -rate.
        /// </summary>
        [FromQuery(Name = "rank")] public bool? Rank { get; init; }

        /// <summary>
        /// The order: key (default; with rank=true the best first), rate (lowest first) or -rate (highest first). Null rates come last.
        /// </summary>
        [FromQuery(Name = "sort")] public string? Sort { get; init; }

        /// <summary>The maximum number of figures, 1 to 10,000, taken after sorting; all by default.</summary>
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

    /// <summary>The figures of a measure.</summary>
    /// <param name="Measure">The measure's code.</param>
    /// <param name="Name">The measure's name.</param>
    /// <param name="Formula">The formula in words.</param>
    /// <param name="FormulaVersion">The version of the formula; it grows when the formula changes.</param>
    /// <param name="Unit">
    /// The counted unit: tickets, or the checks, dispatches or call-backs of tickets; target places in cycles, or records; needs, claims,
    /// cycles of meetings, or points.
    /// </param>
    /// <param name="Grid">The requested grid; absent when the figures cover several of the caller's grids.</param>
    /// <param name="From">The first day of the period, yyyy-MM-dd.</param>
    /// <param name="To">The day after the last day of the period, yyyy-MM-dd.</param>
    /// <param name="AsOf">The instant whose committed state the figures show.</param>
    /// <param name="GroupBy">The dimensions by which the figures are grouped.</param>
    /// <param name="Items">The figures of the groups, in the requested order.</param>
    /// <param name="Count">The number of figures, including those that the limit leaves out.</param>
    /// <param name="Total">The figure of all tickets together.</param>
    public sealed record Response(
        string Measure, string Name, string Formula, int FormulaVersion, MeasureUnit Unit, string? Grid, DateOnly From, DateOnly To,
        Instant AsOf, IReadOnlyList<Dimension> GroupBy, IReadOnlyList<Figure> Items, int Count, Figure Total);

    /// <summary>A figure.</summary>
    /// <param name="Key">The group's key; two keys are joined by a slash; total for all tickets.</param>
    /// <param name="Name">The group's name.</param>
    /// <param name="Numerator">The numerator of the formula.</param>
    /// <param name="Denominator">The denominator of the formula; null for a count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0, and for a count.</param>
    /// <param name="Display">
    /// The rate for display, such as 99.99 %; it is 100 % only if numerator and denominator are equal. For a count the number.
    /// </param>
    /// <param name="Tickets">
    /// The address of the list of the denominator's tickets, or of the counted ones; of its places or records for measures of going out.
    /// </param>
    /// <param name="Complement">
    /// The address of the list of those in the denominator that are not in the numerator, such as places not visited; null for a count.
    /// </param>
    /// <param name="Keys">The key in each dimension.</param>
    /// <param name="Names">The name in each dimension.</param>
    /// <param name="Rank">The rank among the figures, if requested; null without a rate.</param>
    /// <param name="Previous">The figure of the preceding days, if requested.</param>
    /// <param name="Change">
    /// The difference to the previous rate, to eight decimals: 0.01 is one percentage point; null when either rate is. For a count the
    /// difference of the numbers.
    /// </param>
    public sealed record Figure(
        string Key, string Name, long Numerator, long? Denominator, decimal? Rate, string? Display, string Tickets, string? Complement,
        IReadOnlyList<string> Keys, IReadOnlyList<string> Names, int? Rank, PreviousFigure? Previous, decimal? Change);

    /// <summary>The figure of the preceding days.</summary>
    /// <param name="From">The first of those days, yyyy-MM-dd.</param>
    /// <param name="To">The day after the last of those days, yyyy-MM-dd.</param>
    /// <param name="Numerator">The numerator of the formula.</param>
    /// <param name="Denominator">The denominator of the formula; null for a count.</param>
    /// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0, and for a count.</param>
    /// <param name="Display">The rate for display; for a count the number.</param>
    /// <param name="Tickets">The address of the list of the denominator's tickets.</param>
    public sealed record PreviousFigure(
        DateOnly From, DateOnly To, long Numerator, long? Denominator, decimal? Rate, string? Display, string Tickets);

    public sealed record Input(
        [AsParameters] Query Query, [AsParameters] StatisticsQuery Selection, [AsParameters] RecordSelection Records,
        [AsParameters] TogetherSelection Together);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var measure = Measure.Find(input.Query.Measure)!;
            var (records, together) = (input.Records.ToCriteria(), input.Together.ToCriteria());
            if (CheckSelection(input, measure, records, together) is { } misfit)
                return misfit;
            var ofPeople = records.People.Count > 0 || input.Selection.Dimensions.Contains(Dimension.Person);
            if (ofPeople && !Actor.May(Capability.RecordRead))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.RecordRead));
            if (await StatisticsScope.Resolve(tx, Actor, input.Selection.Grid, ofPeople) is not { } scope)
                return TypedResults.NotFound();
            var period = await CampaignPeriod.Of(tx, records, QueryValues.Instant(input.Selection.AsOf), Scope.Of(scope.Roots));
            var query = input.Selection.ToQuestion(tx, scope, period) with { Records = records, Together = together };
            if (MeasureFigures.CheckLength(query) is { } refusal)
                return refusal;

            var result = await MeasureReader.Read(tx, measure, query);
            // A limit cuts a ranking of any length; a series is answered as a whole or not at all.
            var isSeries = query.By.Any(dimension => dimension.IsTime());
            if (MeasureFigures.Count(query, result) is > MeasureReader.MaxFigures and var count && (input.Query.Limit is null || isSeries))
                return SumRow.TooMany($"{count - 1}");
            var figures = MeasureFigures.Of(query, result);
            var previous = input.Query.Compare is null ? null : await PreviousFigures.Of(tx, measure, query, figures);
            var bestFirst = Ranking.BestFirst(measure);
            var sorted = Ranking.Sort(figures, input.Query.Sort ?? (input.Query.Rank is true ? bestFirst : "key"));
            var ranks = input.Query.Rank is true
                ? Ranking.Of(figures, input.Query.Sort is "rate" or "-rate" ? input.Query.Sort : bestFirst)
                : null;
            var shown = sorted.Take(input.Query.Limit ?? MeasureReader.MaxFigures).ToList();
            var names = await MeasureFigures.NamesOf(tx, query, shown.ConvertAll(figure => figure.Keys));
            var links = new FigureLinks(query, scope, tx.Now, $"measure={measure.Code}&")
            {
                Path = CountedLists.PathOf(measure),
            };

            Languages.SetByRequest(HttpContext);
            return TypedResults.Ok(new Response(
                measure.Code, measure.Name.Zh, measure.Formula.In(Problems.InChinese), measure.Version, measure.Unit,
                scope.Roots.Count == 1 ? scope.Roots[0] : null, query.Period.From, query.Period.To, query.AsOf ?? tx.Now,
                query.By,
                [.. shown.Select(ShowGroup)],
                figures.Count,
                Show(new MeasureFigures.FigureEntry([], query.Period, result.Total), "total", [], [], links.ForTotal())));

            Figure ShowGroup(MeasureFigures.FigureEntry figure) => Show(
                figure, string.Join('/', figure.Keys), figure.Keys, [.. figure.Keys.Select((key, i) => names[i](key))],
                links.ForGroup(figure.Keys, figure.Days));

            Figure Show(
                MeasureFigures.FigureEntry figure, string key, IReadOnlyList<string> keys, IReadOnlyList<string> called, string list)
            {
                var rate = figure.Rate;
                var before = previous?.Of(figure);
                return new Figure(
                    key, key is "total" ? MeasureFigures.Total : string.Join(" / ", called), rate.Numerator, Denominator(rate), Value(rate),
                    Display(rate), $"{list}&part=denominator", measure.IsCount ? null : $"{list}&part=complement", keys, called,
                    ranks?.GetValueOrDefault(figure),
                    before is { } was ? ShowPrevious(was.Days, was.Rate, keys) : null,
                    before is { } earlier ? rate.DifferenceTo(earlier.Rate) : null);
            }

            long? Denominator(Rate rate) => measure.IsCount ? null : rate.Denominator;

            decimal? Value(Rate rate) => measure.IsCount ? null : rate.Value;

            string? Display(Rate rate) => measure.IsCount ? rate.Numerator.ToString(CultureInfo.InvariantCulture) : rate.Display;

            PreviousFigure ShowPrevious(Period days, Rate rate, IReadOnlyList<string> keys) => new(
                days.From, days.To, rate.Numerator, Denominator(rate), Value(rate), Display(rate),
                $"{(keys.Count == 0 ? links.ForTotal(days) : links.ForGroup(keys, days))}&part=denominator");
        }, ct);

    static ProblemHttpResult NotOfTogether() => Problems.Invalid("/measure", "not_of_measure", new(
        "该指标不能按此筛选，可按网格、组织，以及需求类型或会议类型。",
        "This measure has no such filters: it has grid, group, and needKind or meetingKind."));

    /// <summary>The refusal of filters that a measure of needs, meetings or points does not have.</summary>
    internal static ProblemHttpResult? CheckTogether(TogetherMeasure measure, TogetherCriteria criteria) =>
        criteria.IsOf(measure) ? null : NotOfTogether();

    /// <summary>The refusal of groups and filters that the measure's rows do not have; null when they have all.</summary>
    static ProblemHttpResult? CheckSelection(Input input, Measure measure, RecordCriteria records, TogetherCriteria together)
    {
        if (input.Selection.CheckDimensions(measure) is { } refusal)
            return refusal;
        if (measure is TogetherMeasure ofTogether)
        {
            return TicketCriteria.Of(input.Selection).IsEmpty && records.IsEmpty
                ? CheckTogether(ofTogether, together)
                : NotOfTogether();
        }
        if (!together.IsEmpty)
        {
            return Problems.Invalid("/measure", "not_of_measure", new(
                "该指标不能按组织、需求类型或会议类型筛选。", "This measure has no filters by group, needKind or meetingKind."));
        }
        var isOfGoingOut = measure is not TicketMeasure;
        return isOfGoingOut && !TicketCriteria.Of(input.Selection).IsEmpty
            ? Problems.Invalid("/measure", "not_of_measure", new(
                "走访巡查指标不能按案卷条件筛选，可按网格、行动、人员和周期。",
                "A measure of going out has no filters of tickets: it has grid, campaign, person and cycle."))
            : !isOfGoingOut && !records.IsEmpty
                ? Problems.Invalid("/measure", "not_of_measure", new(
                    "案卷指标不能按行动、人员或周期筛选。", "A measure of tickets has no filters by campaign, person or cycle."))
                : null;
    }
}
