using System.Globalization;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics;

/// <summary>By what figures are grouped.</summary>
public enum GroupBy
{
    /// <summary>One figure for all.</summary>
    None,
    /// <summary>The two programmes.</summary>
    Programme,
    /// <summary>Categories of the first level.</summary>
    CategoryGroup,
    /// <summary>Categories of the second level.</summary>
    Category,
    /// <summary>Service roles in charge.</summary>
    Role,
    /// <summary>Days.</summary>
    Day,
    /// <summary>Streets and towns.</summary>
    Level1,
    /// <summary>Communities and villages.</summary>
    Level2,
    /// <summary>Unit grids.</summary>
    Level3,
}

/// <summary>Which figures: where, when, and grouped by what.</summary>
public record StatisticsQuery
{
    /// <summary>A grid, county or city: its whole subtree. By default the top of the caller's own scope.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>First day of the period, yyyy-MM-dd; without from and to, this month up to today.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the period's last, yyyy-MM-dd; at most 20 years after from.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>none, programme, category_group, category, role, day, level1, level2 or level3; by default none.</summary>
    [FromQuery(Name = "groupBy")] public string? GroupBy { get; init; }

    public abstract class Rules<T> : AbstractValidator<T>
        where T : StatisticsQuery
    {
        protected Rules()
        {
            RuleFor(q => q.Grid).Must(grid => grid is null || GridCode.IsCode(grid)).WithErrorCode("wrong_format");
            RuleFor(q => q.From).Must(day => day is null || Days.TryRead(day, out _)).WithErrorCode("wrong_format");
            RuleFor(q => q.To).Must(day => day is null || Days.TryRead(day, out _)).WithErrorCode("wrong_format");
            RuleFor(q => q.From).NotEmpty().When(q => q.To is not null);
            RuleFor(q => q.To).NotEmpty().When(q => q.From is not null);
            RuleFor(q => q.To).Must((q, _) => IsInOrder(q)).WithErrorCode("out_of_range")
                .WithMessage("The period must end after it begins, and within 20 years.");
            RuleFor(q => q.GroupBy).Must(by => by is null || Codes<GroupBy>.TryRead(by, out _)).WithErrorCode("unknown_code");
        }

        static bool IsInOrder(StatisticsQuery q) =>
            q.From is null || q.To is null || !Days.TryRead(q.From, out var from) || !Days.TryRead(q.To, out var to)
            || (from < to && to <= from.AddYears(20));
    }

    internal GroupBy Group => GroupBy is null ? Statistics.GroupBy.None : Codes<GroupBy>.Read(GroupBy);

    /// <summary>The period asked for; this month up to today when none was.</summary>
    internal Period Period(DateOnly today) =>
        Days.TryRead(From, out var from) && Days.TryRead(To, out var to)
            ? new Period(from, to)
            : new Period(today.FirstOfMonth(), today.AddDays(1));

}
