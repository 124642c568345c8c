using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>As of which day.</summary>
public sealed record DayQuery
{
    /// <summary>The day, yyyy-MM-dd; by default today.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    public sealed class Validator : AbstractValidator<DayQuery>
    {
        public Validator() => RuleFor(q => q.Day).Must(text => text is null || TryDay(text, out _)).WithErrorCode("wrong_format");
    }

    public DateOnly Or(DateOnly today) => Day is not null && TryDay(Day, out var day) ? day : today;

    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
