using System.Collections.Concurrent;
using System.Diagnostics;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>An exception to a weekday, or a named day.</summary>
/// <param name="Working">True for a make-up day (调休上班), false for a day off.</param>
/// <param name="Grid">The grid whose subtree it applies to; null: everywhere.</param>
public sealed record CalendarDay(DateOnly Day, bool Working, string Name, string? Grid = null);

/// <summary>
/// The working days of a place, and the working time between instants, by <see cref="WorkingHours"/> of the deployment's zone on
/// working days. Years without a published calendar have Monday to Friday. It is immutable and uses neither store nor clock.
/// </summary>
public sealed class WorkingCalendar
{
    const long Hour = Limit.MillisecondsPerHour;
    const long Minute = Hour / 60;

    /// <summary>A working day counts as this much, whatever its hours.</summary>
    const long WorkingDay = 8 * Hour;

    readonly TimeZoneInfo zone;
    readonly Dictionary<DateOnly, CalendarDay> days;
    readonly HashSet<int> published;
    readonly IReadOnlyList<WorkingHours> hours;
    readonly WorkingCalendar? inDays;
    readonly ConcurrentDictionary<int, WorkingYear> years = new();

    /// <param name="days">Exceptions; for the same day the longer grid code wins.</param>
    /// <param name="hours">The rules of the place; where none applies, <see cref="WorkingHours.Default"/> does.</param>
    public WorkingCalendar(
        TimeZoneInfo zone, IEnumerable<CalendarDay> days, IEnumerable<int> published, IEnumerable<WorkingHours>? hours = null)
    {
        this.hours = WorkingHours.InOrder(hours ?? []);
        this.zone = zone;
        this.days = [];
        foreach (var day in days.OrderBy(day => day.Grid?.Length ?? 0))
            this.days[day.Day] = day;
        this.published = [.. published];
        // With eight hours every day, both units count alike.
        if (this.hours.Any(rule => rule.Minutes * Minute != WorkingDay))
            inDays = new WorkingCalendar(this);
    }

    /// <summary>A calendar on which each working day counts as eight hours.</summary>
    WorkingCalendar(WorkingCalendar counted) => (zone, days, published, hours, CountsDays) =
        (counted.zone, counted.days, counted.published, counted.hours, true);

    bool CountsDays { get; }

    /// <summary>The calendar that counts in the unit of a limit: hours as they are, or working days whatever their hours.</summary>
    public WorkingCalendar For(Limit limit) => limit.Clock == LimitClock.WorkingDays ? inDays ?? this : this;

    public WorkingHours HoursOn(DateOnly day) => hours.FirstOrDefault(rule => rule.AppliesOn(day)) ?? WorkingHours.Default;

    public bool IsPublished(int year) => published.Contains(year);

    public CalendarDay? ExceptionOn(DateOnly day) => days.GetValueOrDefault(day);

    public bool IsWorking(DateOnly day) =>
        days.TryGetValue(day, out var exception) ? exception.Working : !IsWeekend(day);

    public static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public DateOnly DayOf(Instant instant)
    {
        var year = YearAt(instant.Milliseconds);
        return year.FirstDay.AddDays(year.IndexOf(instant.Milliseconds));
    }

    /// <summary>The working milliseconds between two instants.</summary>
    public long Between(Instant from, Instant to)
    {
        if (to <= from)
            return 0;
        var first = YearAt(from.Milliseconds);
        var last = YearAt(to.Milliseconds);
        var worked = last.WorkedUntil(to.Milliseconds) - first.WorkedUntil(from.Milliseconds);
        for (var year = first.Number; year < last.Number; year++)
            worked += Year(year).Total;
        return worked;
    }

    /// <summary>
    /// The earliest instant with this much working time passed. It falls on the close of a period: four hours from 08:00 end at 12:00,
    /// not at 14:00.
    /// </summary>
    public Instant After(Instant from, long worked)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(worked);
        var year = YearAt(from.Milliseconds);
        var wanted = year.WorkedUntil(from.Milliseconds) + worked;
        while (wanted > year.Total)
        {
            wanted -= year.Total;
            year = Year(year.Number + 1);
        }
        return new Instant(year.InstantOf(wanted));
    }

    WorkingYear YearAt(long milliseconds)
    {
        var year = Year(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).Year);
        // Around New Year the zone's year differs from UTC's.
        if (milliseconds < year.Start)
            return Year(year.Number - 1);
        return milliseconds >= year.End ? Year(year.Number + 1) : year;
    }

    WorkingYear Year(int number) => years.TryGetValue(number, out var year) ? year : years.GetOrAdd(number, new WorkingYear(this, number));

    /// <summary>Prefix sums of a year, so that long spans cost no more than short ones.</summary>
    sealed class WorkingYear
    {
        readonly long[] noons;
        readonly long[] workedBefore;
        readonly WorkingHours[] hours;
        readonly bool countsDays;

        public int Number { get; }
        public DateOnly FirstDay { get; }
        public long Start => noons[0] - (12 * Hour);
        public long End => noons[^1] - (12 * Hour);
        public long Total => workedBefore[^1];

        public WorkingYear(WorkingCalendar calendar, int number)
        {
            Number = number;
            FirstDay = new DateOnly(number, 1, 1);
            var length = DateTime.IsLeapYear(number) ? 366 : 365;
            // The last entry is the year's end. Clock changes happen at night, so working time is computed around noon.
            noons = new long[length + 1];
            workedBefore = new long[length + 1];
            hours = new WorkingHours[length];
            countsDays = calendar.CountsDays;
            for (var i = 0; i <= length; i++)
            {
                var noon = FirstDay.AddDays(i).ToDateTime(new TimeOnly(12, 0));
                noons[i] = Instant.Of(new DateTimeOffset(noon, calendar.zone.GetUtcOffset(noon))).Milliseconds;
                if (i == length)
                    break;
                hours[i] = calendar.HoursOn(FirstDay.AddDays(i));
                var counted = countsDays ? WorkingDay : hours[i].Minutes * Minute;
                workedBefore[i + 1] = workedBefore[i] + (calendar.IsWorking(FirstDay.AddDays(i)) ? counted : 0);
            }
        }

        public int IndexOf(long milliseconds)
        {
            var i = Math.Clamp((int)((milliseconds - Start) / (24 * Hour)), 0, noons.Length - 2);
            // A day with a clock change has 23 or 25 hours.
            while (i > 0 && milliseconds < noons[i] - (12 * Hour))
                i--;
            while (i < noons.Length - 2 && milliseconds >= noons[i + 1] - (12 * Hour))
                i++;
            return i;
        }

        public long WorkedUntil(long milliseconds)
        {
            var i = IndexOf(milliseconds);
            if (workedBefore[i + 1] == workedBefore[i])
                return workedBefore[i];
            var time = milliseconds - noons[i] + (12 * Hour);
            long worked = 0;
            foreach (var span in hours[i].Spans)
                worked += Math.Clamp(time - (span.From * Minute), 0, (span.To - span.From) * Minute);
            return workedBefore[i] + (countsDays ? worked * WorkingDay / (hours[i].Minutes * Minute) : worked);
        }

        /// <param name="worked">Above 0, up to <see cref="Total"/>.</param>
        public long InstantOf(long worked)
        {
            // The first day that reaches the sum; days off add nothing and follow the working day before them.
            int low = 1, high = workedBefore.Length - 1;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (workedBefore[middle] >= worked)
                    high = middle;
                else
                    low = middle + 1;
            }
            var day = hours[low - 1];
            var rest = worked - workedBefore[low - 1];
            if (countsDays)
                rest = ((rest * day.Minutes * Minute) + WorkingDay - 1) / WorkingDay;
            foreach (var span in day.Spans)
            {
                if (rest <= (span.To - span.From) * Minute)
                    return noons[low - 1] - (12 * Hour) + (span.From * Minute) + rest;
                rest -= (span.To - span.From) * Minute;
            }
            throw new UnreachableException("A day has less working time than was counted.");
        }
    }
}
