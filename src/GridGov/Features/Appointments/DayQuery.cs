using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

public sealed record DayQuery
{
    /// <summary>The day, yyyy-MM-dd; by default today.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    public sealed class Validator : AbstractValidator<DayQuery>
    {
        public Validator() => RuleFor(q => q.Day).Day();
    }

    public DateOnly DayOrDefault(DateOnly today) => QueryValues.Day(Day) ?? today;
}
