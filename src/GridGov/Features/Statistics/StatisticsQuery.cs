using GridGov.Platform.Http;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

/// <summary>Which figures: where, when, of which tickets, grouped by what, and as of when.</summary>
public sealed record StatisticsQuery
{
    /// <summary>A grid, county or city: its whole subtree. By default the top of the caller's own scope.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>First day of the period, yyyy-MM-dd; without from and to, this month up to today.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the period's last, yyyy-MM-dd; at most 20 years after from.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>Up to two of these, repeated or separated by commas, of which at most one a time and one a level of grid; none or nothing for one figure.</summary>
    [FromQuery(Name = "groupBy")] public string[]? GroupBy { get; init; }

    /// <summary>Only tickets of these programmes.</summary>
    [FromQuery(Name = "programme")] public string[]? Programme { get; init; }

    /// <summary>Only of these categories; a code of the first level means all below it.</summary>
    [FromQuery(Name = "category")] public string[]? Category { get; init; }

    /// <summary>Only of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only with these service roles in charge.</summary>
    [FromQuery(Name = "role")] public string[]? Role { get; init; }

    /// <summary>Only from these sources.</summary>
    [FromQuery(Name = "source")] public string[]? Source { get; init; }

    /// <summary>Only of these urgencies.</summary>
    [FromQuery(Name = "urgency")] public string[]? Urgency { get; init; }

    /// <summary>Ids of people who have it in hand or handled it last (of dispatches: to whom it was); none for nobody.</summary>
    [FromQuery(Name = "handler")] public string[]? Handler { get; init; }

    /// <summary>Ids of such people in the post of a department (专业部门); none for all other tickets.</summary>
    [FromQuery(Name = "department")] public string[]? Department { get; init; }

    /// <summary>An earlier instant, RFC 3339: what would have been answered then. By default now.</summary>
    [FromQuery(Name = "asOf")] public string? AsOf { get; init; }

    public sealed class Validator : AbstractValidator<StatisticsQuery>
    {
        const int MaxValues = 50;

        public Validator()
        {
            RuleFor(q => q.Grid).Must(grid => grid is null || GridCode.IsCode(grid)).WithErrorCode("wrong_format");
            RuleFor(q => q.From).Must(day => day is null || Days.TryRead(day, out _)).WithErrorCode("wrong_format");
            RuleFor(q => q.To).Must(day => day is null || Days.TryRead(day, out _)).WithErrorCode("wrong_format");
            // Of what was before 1900 no list can be asked for, and a period of 20 years may be compared with the one before.
            RuleFor(q => q.From).Must(day => !Days.TryRead(day, out var from) || from.Year > 1920).WithErrorCode("out_of_range")
                .WithMessage("The period must not begin before 1921.");
            RuleFor(q => q.From).NotEmpty().When(q => q.To is not null);
            RuleFor(q => q.To).NotEmpty().When(q => q.From is not null);
            RuleFor(q => q.To).Must((q, _) => IsInOrder(q)).WithErrorCode("out_of_range")
                .WithMessage("The period must end after it begins, and within 20 years.");
            RuleFor(q => q.GroupBy)
                .Must(by => Split(by).All(code => code is "none" || Codes<Dimension>.TryRead(code, out _))).WithErrorCode("unknown_code")
                .Must(by => Split(by).Count(code => code is not "none") <= 2).WithErrorCode("too_many")
                .Must(by => Split(by) is not { Count: 2 } two || GoTogether(two)).WithErrorCode("not_together")
                .WithMessage("Two groupings must be different, and not both of time or both of grids.");
            AnyOf(q => q.Programme, Codes<Platform.Programme>.All.Contains, "unknown_code");
            AnyOf(q => q.Category, code => code.Length is 2 or 4 && code.All(char.IsAsciiDigit), "unknown_code");
            AnyOf(q => q.Kind, Codes<TicketKind>.All.Contains, "unknown_code");
            AnyOf(q => q.Role, code => code.Length is > 0 and <= 40, "unknown_code");
            AnyOf(q => q.Source, Codes<TicketSource>.All.Contains, "unknown_code");
            AnyOf(q => q.Urgency, Codes<Platform.Urgency>.All.Contains, "unknown_code");
            AnyOf(q => q.Handler, IsIdOrNone, "wrong_format");
            AnyOf(q => q.Department, IsIdOrNone, "wrong_format");
            RuleFor(q => q.AsOf).Must(text => text is null || Instant.TryRead(text, out _)).WithErrorCode("wrong_format");
        }

        void AnyOf(System.Linq.Expressions.Expression<Func<StatisticsQuery, string[]?>> values, Func<string, bool> known, string code) =>
            RuleFor(values)
                .Must(list => list is null || list.Length <= MaxValues).WithErrorCode("too_many")
                .Must(list => list is null || list.All(known)).WithErrorCode(code);

        static bool IsIdOrNone(string text) => text == Dimensions.None || Id.TryRead(text, out _);

        static bool IsInOrder(StatisticsQuery q) =>
            q.From is null || q.To is null || !Days.TryRead(q.From, out var from) || !Days.TryRead(q.To, out var to)
            || (from < to && to <= from.AddYears(20));

        static bool GoTogether(List<string> codes) =>
            codes.Contains("none") || codes.Any(code => !Codes<Dimension>.TryRead(code, out _))
            || codes.ConvertAll(Codes<Dimension>.Read) is not [var one, var other]
            || (one != other && !(one.IsTime() && other.IsTime()) && (one.Digits() is null || other.Digits() is null));
    }

    static List<string> Split(string[]? by) => [.. (by ?? []).SelectMany(codes => codes.Split(','))];

    internal IReadOnlyList<Dimension> By => [.. Split(GroupBy).Where(code => code is not "none").Select(Codes<Dimension>.Read)];

    internal MeasureFilter Filter => new()
    {
        Programme = Values(Programme),
        Category = Values(Category),
        Kind = Values(Kind),
        Role = Values(Role),
        Source = Values(Source),
        Urgency = Values(Urgency),
        Handler = Values(Handler),
        Department = Values(Department),
    };

    /// <summary>The period asked for; when none was, the month up to the day of the instant asked for.</summary>
    internal Period Period(DateOnly today) =>
        Days.TryRead(From, out var from) && Days.TryRead(To, out var to)
            ? new Period(from, to)
            : new Period(today.FirstOfMonth(), today.AddDays(1));

    static string[] Values(string[]? values) => values is null ? [] : [.. values.Distinct(StringComparer.Ordinal)];
}
