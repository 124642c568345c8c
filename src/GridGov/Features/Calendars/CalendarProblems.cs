using GridGov.Api;

namespace GridGov.Features.Calendars;

/// <summary>Problems of calendars.</summary>
static class CalendarProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "day-outside-year",
            new("日期不在该日历的年份内。", "The day does not lie in the calendar's year."),
            new("{0} 不在该日历的年份内。", "{0} does not lie in the calendar's year.")),
    ];
}
