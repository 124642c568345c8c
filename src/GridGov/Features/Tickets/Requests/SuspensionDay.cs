using GridGov.Api;

namespace GridGov.Features.Tickets.Requests;

/// <summary>Checks the day on which a suspended ticket resumes: after today, at most a year ahead.</summary>
static class SuspensionDay
{
    public static ProblemHttpResult? Check(DateOnly today, DateOnly until) => until > today && until <= today.AddYears(1)
        ? null
        : Problems.Invalid("/until", "out_of_range",
            new("恢复处置的日期须在今天之后、一年之内。", "The day must lie after today and at most a year off."));
}
