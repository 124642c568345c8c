using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

public sealed record StatisticsQuery : ITicketCriteriaQuery
{
    /// <summary>Code of a grid, county or city, with its whole subtree; by default the caller's whole scope.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>
    /// The first day of the period, yyyy-MM-dd. Without from and to the period is this month up to today; for measures of going out that
    /// name campaigns, the days of these up to today.
    /// </summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last day of the period, yyyy-MM-dd; at most 20 years after from.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>
    /// Up to two dimensions, repeated or separated by commas, of which at most one is of time and one of grids; none or nothing for one
    /// figure.
    /// </summary>
    [FromQuery(Name = "groupBy")] public string[]? GroupBy { get; init; }

    /// <summary>Only tickets of these programmes.</summary>
    [FromQuery(Name = "programme")] public string[]? Programme { get; init; }

    /// <summary>Only tickets of these categories; a code of the first level includes all categories below it.</summary>
    [FromQuery(Name = "category")] public string[]? Category { get; init; }

    /// <summary>Only tickets of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only tickets with these service roles in charge.</summary>
    [FromQuery(Name = "role")] public string[]? Role { get; init; }

    /// <summary>Only tickets from these sources.</summary>
    [FromQuery(Name = "source")] public string[]? Source { get; init; }

    /// <summary>Only tickets of these urgencies.</summary>
    [FromQuery(Name = "urgency")] public string[]? Urgency { get; init; }

    /// <summary>
    /// Ids of people who handle the tickets or handled them last (for dispatches: to whom they were dispatched); none for nobody.
    /// </summary>
    [FromQuery(Name = "handler")] public string[]? Handler { get; init; }

    /// <summary>Ids of such people in the post of a department (专业部门); none for all other tickets.</summary>
    [FromQuery(Name = "department")] public string[]? Department { get; init; }

    /// <summary>Ids of zones: only tickets that lie in them, with asOf too as they lie now. Counted from the tickets.</summary>
    [FromQuery(Name = "zone")] public string[]? Zone { get; init; }

    /// <summary>An earlier instant, RFC 3339, whose figures are returned; now by default.</summary>
    [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

    public sealed class Validator : AbstractValidator<StatisticsQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            // Lists go back to 1900, and a period of 20 years may be compared with the one before.
            RuleFor(q => q.From).Must(day => !Days.TryParse(day, out var from) || from.Year > 1920).WithErrorCode("out_of_range")
                .WithMessage("期间不得早于 1921 年。", "The period must not begin before 1921.");
            RuleFor(q => q.From).NotEmpty().When(q => q.To is not null);
            RuleFor(q => q.To).NotEmpty().When(q => q.From is not null);
            RuleFor(q => q.To).Must((q, _) => q.Given is not { } days || days.To <= days.From.AddYears(20)).WithErrorCode("out_of_range")
                .WithMessage("期间不得超过 20 年。", "The period must not be longer than 20 years.");
            RuleFor(q => q.GroupBy)
                .Must(by => Split(by).All(code => code is "none" || Codes<Dimension>.TryParse(code, out _))).WithErrorCode("unknown_code")
                .Must(by => Split(by).Count(code => code is not "none") <= 2).WithErrorCode("too_many")
                .Must(by => Split(by) is not { Count: 2 } two || GoTogether(two)).WithErrorCode("not_together")
                .WithMessage("两个分组须不同，且不能都按时间或都按网格。", "Two groupings must be different, and not both of time or both of grids.");
            RuleFor(q => q.Programme).AnyOf(Codes<GridGov.Domain.Programme>.All);
            RuleFor(q => q.Category).Categories();
            RuleFor(q => q.Kind).AnyOf(Codes<TicketKind>.All);
            RuleFor(q => q.Role).Roles();
            RuleFor(q => q.Source).AnyOf(Codes<TicketSource>.All);
            RuleFor(q => q.Urgency).AnyOf(Codes<GridGov.Domain.Urgency>.All);
            RuleFor(q => q.Handler).People();
            RuleFor(q => q.Department).People();
            RuleFor(q => q.Zone).Ids();
            RuleFor(q => q.AsOf).Instant();
        }

        static bool GoTogether(List<string> codes) =>
            codes.Contains("none") || codes.Any(code => !Codes<Dimension>.TryParse(code, out _))
            || codes.ConvertAll(Codes<Dimension>.Parse) is not [var one, var other]
            || (one != other && !(one.IsTime() && other.IsTime()) && (one.Digits() is null || other.Digits() is null));
    }

    static List<string> Split(string[]? by) => [.. (by ?? []).SelectMany(codes => codes.Split(','))];

    internal IReadOnlyList<Dimension> Dimensions => [.. Split(GroupBy).Where(code => code is not "none").Select(Codes<Dimension>.Parse)];

    /// <summary>The refusal of a dimension that the counted rows do not have; null when they have all.</summary>
    /// <param name="measure">Null for tickets.</param>
    internal ProblemHttpResult? CheckDimensions(Measure? measure = null) =>
        Dimensions.All(dimension => dimension.IsTime() || dimension.Digits() is not null || measure switch
        {
            null or TicketMeasure => dimension.IsOfTickets(),
            TogetherMeasure together => dimension is Dimension.Group || dimension == together.Kind,
            _ => dimension.IsOfGoingOut(),
        })
            ? null
            : Problems.Invalid("/groupBy", "not_of_measure", measure switch
            {
                null or TicketMeasure => new("案卷不能按行动、人员、周期、组织、需求或会议分组。",
                    "Tickets have no groups by campaign, person, cycle, group, need or meeting."),
                TogetherMeasure => new("该指标不能按此分组，可按网格、组织、需求或会议的类型和时间。",
                    "This measure has no such groups: it has those by grid, group, its kind of needs or meetings, and time."),
                _ => new("该指标不能按此分组，可按网格、行动、人员、周期和时间。",
                    "This measure has no such groups: it has those by grid, campaign, person, cycle and time."),
            });

    Period? Given => QueryValues.Day(From) is { } from && QueryValues.Day(To) is { } to ? new Period(from, to) : null;

    /// <summary>Returns the query; without a period it is of the month up to the day of the requested instant.</summary>
    /// <param name="period">The period of a query without one.</param>
    /// <exception cref="ProblemException">The requested instant lies in the future.</exception>
    internal CountQuery ToQuestion(Tx tx, StatisticsScope scope, Period? period = null)
    {
        var asOf = QueryValues.Instant(AsOf);
        GridGov.Domain.Statistics.AsOf.RefuseFuture(asOf, tx.Now);
        return new CountQuery(scope.Roots, Given ?? period ?? Period.MonthTo(tx.DayOf(asOf ?? tx.Now)))
        {
            By = Dimensions,
            Criteria = TicketCriteria.Of(this),
            AsOf = asOf,
        };
    }
}
