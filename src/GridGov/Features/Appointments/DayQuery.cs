using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Appointments;

/// <summary>As of which day.</summary>
public sealed record DayQuery
{
    /// <summary>The day, yyyy-MM-dd; by default today.</summary>
    [FromQuery(Name = "day")] public string? Day { get; init; }

    public sealed class Validator : AbstractValidator<DayQuery>
    {
        public Validator() => RuleFor(q => q.Day).Must(text => text is null || Days.TryRead(text, out _)).WithErrorCode("wrong_format");
    }

    public DateOnly Or(DateOnly today) => Day is not null && Days.TryRead(Day, out var day) ? day : today;

}
