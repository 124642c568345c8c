namespace GridGov.Features.Calendars;

static class CalendarRules
{
    public static void UniqueDates<T>(this IRuleBuilderInitial<T, IReadOnlyList<Calendar.Day>> list) => list.Cascade(CascadeMode.Stop)
        .Must(days => days.Count <= 366).WithErrorCode("too_many")
        .Must(days => days.All(day => day is not null)).WithErrorCode("required")
        .Must(days => days.Select(day => day.Date).Distinct().Count() == days.Count).WithErrorCode("duplicate");
}
