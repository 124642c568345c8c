using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using GridGov.Domain.Statistics.Together;
using GridGov.Features.Statistics.Together;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

/// <summary>The lists of what measures count.</summary>
static class CountedLists
{
    public const string Places = "/v1/statistics/measures/places";
    public const string Records = "/v1/statistics/measures/records";

    /// <summary>The list that the links of a measure's figures lead to.</summary>
    public static string PathOf(Measure measure) => measure switch
    {
        TargetMeasure => Places,
        RecordMeasure => Records,
        TogetherMeasure together => $"/v1/statistics/measures/{together.List}",
        _ => "/v1/tickets",
    };

    public static IReadOnlyCollection<string> CodesOf<T>()
        where T : Measure => [.. Measure.All.OfType<T>().Select(measure => measure.Code)];
}

public sealed record CountedQuery : ListQuery
{
    /// <summary>The part of the measure's rows: denominator (default), numerator or complement.</summary>
    [FromQuery(Name = "part")] public string? Part { get; init; }

    /// <summary>Codes of grids, counties or cities with their whole subtrees; by default all whose rows the caller reads.</summary>
    [FromQuery(Name = "grid")] public string[]? Grid { get; init; }

    /// <summary>
    /// The first day of the period, yyyy-MM-dd. Without from and to the period is this month up to today, or the days of the named
    /// campaigns up to today.
    /// </summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last day of the period, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>An earlier instant, RFC 3339, as of which is listed what counted then; now by default.</summary>
    [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

    public new sealed class Validator : AbstractValidator<CountedQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Part).OneOf(Codes<MeasurePart>.All);
            RuleFor(q => q.Grid).GridCodes();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            RuleFor(q => q.From).NotEmpty().When(q => q.To is not null);
            RuleFor(q => q.To).NotEmpty().When(q => q.From is not null);
            RuleFor(q => q.AsOf).Instant();
            Include(new ListQuery.Validator());
        }
    }

    internal MeasurePart PartOrAll => QueryValues.Code<MeasurePart>(Part) ?? MeasurePart.Denominator;

    internal int Rows => Limit ?? GridGov.Api.Cursor.DefaultLimit;

    /// <summary>The question whose rows are listed, in the grids whose records the caller reads.</summary>
    /// <exception cref="ProblemException">The requested instant lies in the future.</exception>
    internal async Task<CountQuery> ToQuestion(Tx tx, Actor actor, RecordSelection selection)
    {
        var asOf = QueryValues.Instant(AsOf);
        GridGov.Domain.Statistics.AsOf.RefuseFuture(asOf, tx.Now);
        var scope = actor.ScopeOf(Capability.RecordRead);
        if (Grid is { Length: > 0 })
            scope = scope.Within(Grid);
        var criteria = selection.ToCriteria();
        var period = QueryValues.Day(From) is { } from && QueryValues.Day(To) is { } to
            ? new Period(from, to)
            : await CampaignPeriod.Of(tx, criteria, asOf, scope) ?? Period.MonthTo(tx.DayOf(asOf ?? tx.Now));
        return new CountQuery(await StatisticsScope.WithoutEverywhere(tx, scope), period) { Records = criteria, AsOf = asOf };
    }

    /// <summary>The question about needs, meetings or points in the grids where the caller reads them by a post.</summary>
    /// <exception cref="ProblemException">
    /// The instant lies in the future, or the measure's rows do not have the kinds of the selection.
    /// </exception>
    internal async Task<CountQuery> ToQuestion(Tx tx, Actor actor, TogetherSelection selection, TogetherMeasure measure)
    {
        var (asOf, criteria) = (QueryValues.Instant(AsOf), selection.ToCriteria());
        GridGov.Domain.Statistics.AsOf.RefuseFuture(asOf, tx.Now);
        if (GetMeasures.CheckTogether(measure, criteria) is { } refusal)
            throw new ProblemException(refusal);
        var scope = actor.ScopeOf(measure.Reading);
        if (Grid is { Length: > 0 })
            scope = scope.Within(Grid);
        var period = QueryValues.Day(From) is { } from && QueryValues.Day(To) is { } to
            ? new Period(from, to)
            : Period.MonthTo(tx.DayOf(asOf ?? tx.Now));
        return new CountQuery(await StatisticsScope.WithoutEverywhere(tx, scope), period) { Together = criteria, AsOf = asOf };
    }

    internal string Fingerprint(string measure, RecordSelection selection) => string.Join('|',
        "counted", measure, Part, List(Grid), From, To, AsOf, List(selection.Campaign), List(selection.Person), List(selection.Cycle));

    static string List(string[]? values) => string.Join(',', values ?? []);
}
