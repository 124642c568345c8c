using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Calendars;

/// <summary>The days of a year that differ from the ordinary week.</summary>
/// <param name="Year">The year.</param>
/// <param name="Grid">The grid for whose subtree the calendar holds; null for the national calendar.</param>
/// <param name="Published">Whether the national calendar of the year is known; if not, Monday to Friday are working days.</param>
/// <param name="Days">Holidays, and working days that would be days off, ordered by date.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag. 1 while nothing is stored.</param>
public sealed record Calendar(int Year, string? Grid, bool Published, IReadOnlyList<Calendar.Day> Days, long Version) : IVersioned
{
    /// <summary>One day.</summary>
    /// <param name="Date">The date, yyyy-MM-dd.</param>
    /// <param name="Kind">Whether the day is off or worked.</param>
    /// <param name="Name">The name of the holiday, or the reason, 1 to 50 characters.</param>
    public sealed record Day(DateOnly Date, DayKind Kind, string Name)
    {
        public sealed class Validator : AbstractValidator<Day>
        {
            public Validator() => RuleFor(d => d.Name).Text(50);
        }

        internal CalendarDay ToDay() => new(Date, Kind == DayKind.Workday, Name);
    }

    /// <summary>The kind of day.</summary>
    public enum DayKind
    {
        /// <summary>放假</summary>
        Holiday,
        /// <summary>上班 (调休)</summary>
        Workday,
    }

    /// <summary>The years of calendars; deadlines lie in no others.</summary>
    internal const string YearRoute = "/{year:int:range(1990,2200)}";

    internal static async Task<Calendar> Read(Tx tx, int year, string grid)
    {
        var days = await WorkingCalendars.GetDays(tx, year, grid);
        var published = grid == GridCode.Everywhere
            ? days.Count > 0
            : (await WorkingCalendars.GetDays(tx, year, GridCode.Everywhere)).Count > 0;
        return new Calendar(year, grid == GridCode.Everywhere ? null : grid, published, [.. days.Select(ToDay)],
            await WorkingCalendars.GetVersion(tx, year, grid) ?? 1);
    }

    internal static async Task<Results<Ok<Calendar>, NotFound, ProblemHttpResult>> Write(
        Tx tx, int year, string grid, IReadOnlyList<Day> days, IfMatch version, Actor actor, Post post, string? reason)
    {
        var stored = await WorkingCalendars.GetVersion(tx, year, grid);
        if ((stored ?? 1) != version.Version)
            return Problems.StaleVersion(stored ?? 1);
        for (var i = 0; i < days.Count; i++)
        {
            var date = days[i].Date;
            if (date.Year != year)
            {
                return Problems.At(
                    $"/days/{i}/date", "day-outside-year", date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        var before = (await WorkingCalendars.GetDays(tx, year, grid)).ConvertAll(ToDay);
        List<Day> after = [.. days.OrderBy(day => day.Date)];
        if (before.SequenceEqual(after))
            return TypedResults.Ok(await Read(tx, year, grid));
        var next = await WorkingCalendars.Replace(tx, year, grid, after.ConvertAll(day => day.ToDay()), stored);
        await Journal.Append(tx, new JournalEntry("calendar", WorkingCalendars.JournalSubject(year, grid), grid, "edit", actor.Id, next)
        {
            Post = post.Kind,
            Reason = reason,
            Payload = new { Added = ToPayload(after.Except(before)), Removed = ToPayload(before.Except(after)) },
        });
        return TypedResults.Ok(await Read(tx, year, grid));
    }

    static Day ToDay(CalendarDay day) => new(day.Day, day.Working ? DayKind.Workday : DayKind.Holiday, day.Name);

    static object ToPayload(IEnumerable<Day> days) => days.Select(day => new { day.Date, Kind = day.Kind.ToCode(), day.Name }).ToList();
}
