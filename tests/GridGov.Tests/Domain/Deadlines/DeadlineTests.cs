using System.Globalization;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>Deadlines computed by hand on the calendar of 2026.</summary>
public class DeadlineTests
{
    static readonly TimeZoneInfo Zone = Clock.Zone("Asia/Shanghai");

    /// <summary>The seeded calendars of 2023 to 2026.</summary>
    static readonly WorkingCalendar National = Calendar();

    static WorkingCalendar Calendar(params CalendarDay[] local) => new(Zone,
        [.. ReferenceSeeds.Rows("calendar.csv")
            .Select(row =>
                new CalendarDay(DateOnly.Parse(row["date"], CultureInfo.InvariantCulture), row["kind"] == "workday", row["name"])),
                .. local],
        [2023, 2024, 2025, 2026]);

    static Instant At(string local) =>
        Instant.Of(new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)));

    static string Shown(Instant? instant) =>
        instant is { } at ? at.ToUtc().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "never";

    static StageClock Run(string limit, string start, params (string From, string? To)[] pauses) =>
        new(Limit.Parse(limit), At(start), 0, [.. pauses.Select(p => new Pause(At(p.From), p.To is null ? null : At(p.To)))]);

    static string Due(string limit, string start, params (string From, string? To)[] pauses) =>
        Shown(Run(limit, start, pauses).DeadlineIn(National)?.DueAt);

    [Theory]
    // Lunch: a limit used up at 12:00 is due at 12:00; otherwise it continues at 14:00.
    [InlineData("1 working_hours", "2026-11-16 11:30", "2026-11-16 14:30")]
    [InlineData("0.5 working_hours", "2026-11-16 11:30", "2026-11-16 12:00")]
    [InlineData("4 working_hours", "2026-11-16 08:00", "2026-11-16 12:00")]
    [InlineData("1 working_hours", "2026-11-16 12:00", "2026-11-16 15:00")]
    [InlineData("1 working_hours", "2026-11-16 13:59", "2026-11-16 15:00")]
    // Evening, night and midnight.
    [InlineData("8 working_hours", "2026-11-16 08:00", "2026-11-16 18:00")]
    [InlineData("1 working_hours", "2026-11-16 18:00", "2026-11-17 09:00")]
    [InlineData("1 working_hours", "2026-11-16 23:59", "2026-11-17 09:00")]
    [InlineData("1 working_hours", "2026-11-17 00:00", "2026-11-17 09:00")]
    [InlineData("1 working_hours", "2026-11-17 07:59", "2026-11-17 09:00")]
    // Weekend.
    [InlineData("2 working_hours", "2026-11-20 17:00", "2026-11-23 09:00")]
    [InlineData("2 working_hours", "2026-11-21 10:00", "2026-11-23 10:00")]
    [InlineData("3 working_days", "2026-11-20 16:00", "2026-11-25 16:00")]
    [InlineData("3 working_days", "2026-11-21 10:00", "2026-11-25 18:00")]
    [InlineData("3 working_days", "2026-11-23 08:00", "2026-11-25 18:00")]
    // Spring Festival 2026: 15–23 February are days off, the Saturdays 14 and 28 are worked.
    [InlineData("3 working_days", "2026-02-13 16:00", "2026-02-25 16:00")]
    [InlineData("4 working_hours", "2026-02-14 17:00", "2026-02-24 11:00")]
    [InlineData("3 working_days", "2026-02-18 10:00", "2026-02-26 18:00")]
    [InlineData("1 working_days", "2026-02-14 08:00", "2026-02-14 18:00")]
    [InlineData("2 working_days", "2026-02-27 12:00", "2026-03-02 12:00")]
    // National Day 2026: 25–27 September and 1–7 October are days off, Sunday 20 September and Saturday 10 October are worked.
    [InlineData("5 working_days", "2026-09-30 10:00", "2026-10-13 10:00")]
    [InlineData("1 working_hours", "2026-10-09 17:30", "2026-10-10 08:30")]
    [InlineData("1 working_hours", "2026-10-10 17:30", "2026-10-12 08:30")]
    [InlineData("1 working_days", "2026-09-19 09:00", "2026-09-20 18:00")]
    [InlineData("2 working_days", "2026-09-24 14:00", "2026-09-29 12:00")]
    // New Year's make-up Sunday, and the start of an unpublished year, whose 1 January (a Friday) counts as worked.
    [InlineData("8 working_hours", "2026-01-01 09:00", "2026-01-04 18:00")]
    [InlineData("2 working_hours", "2026-12-31 17:00", "2027-01-01 09:00")]
    // Around the clock.
    [InlineData("0.5 urgent_hours", "2026-02-16 23:45", "2026-02-17 00:15")]
    [InlineData("8 urgent_hours", "2026-11-16 11:30", "2026-11-16 19:30")]
    [InlineData("3 natural_days", "2026-02-14 17:00", "2026-02-17 17:00")]
    public void Deadlines_equal_those_computed_by_hand(string limit, string start, string due) => Due(limit, start).ShouldBe(due);

    [Theory]
    // Suspended over the whole festival: two working hours were used, the other 22 begin at the resumption.
    [InlineData("3 working_days", "2026-02-13 16:00", "2026-02-14 08:00", "2026-03-02 08:00", "2026-03-04 16:00")]
    // Suspended and resumed within days off: no working time is lost or gained.
    [InlineData("3 working_days", "2026-02-13 16:00", "2026-02-16 09:00", "2026-02-20 09:00", "2026-02-25 16:00")]
    [InlineData("1 working_days", "2026-11-16 08:00", "2026-11-16 10:00", "2026-11-16 15:00", "2026-11-17 11:00")]
    // A pause after the deadline changes nothing.
    [InlineData("1 working_hours", "2026-11-16 08:00", "2026-11-16 09:00", "2026-11-20 09:00", "2026-11-16 09:00")]
    [InlineData("8 urgent_hours", "2026-11-16 20:00", "2026-11-16 22:00", "2026-11-18 22:00", "2026-11-19 04:00")]
    public void Suspensions_stop_the_clock(string limit, string start, string suspended, string resumed, string due) =>
        Due(limit, start, (suspended, resumed)).ShouldBe(due);

    [Fact]
    public void A_stopped_clock_has_no_deadline_and_keeps_the_used_time()
    {
        var run = Run("3 working_days", "2026-02-13 16:00", ("2026-02-14 10:00", null));
        run.DeadlineIn(National).ShouldBeNull();
        run.UsedAt(At("2026-02-14 09:00"), National).ShouldBe(3 * Limit.MillisecondsPerHour);
        run.UsedAt(At("2026-03-30 09:00"), National).ShouldBe(4 * Limit.MillisecondsPerHour);
    }

    [Fact]
    public void The_light_is_yellow_from_80_percent_and_red_beyond_the_limit()
    {
        // 80 % of 10 working hours are 8, reached at the end of the first day.
        var deadline = Run("10 working_hours", "2026-11-16 08:00").DeadlineIn(National)!.Value;
        Shown(deadline.YellowAt).ShouldBe("2026-11-16 18:00");
        deadline.LightAt(new(deadline.YellowAt.Milliseconds - 1)).ShouldBe(Light.Green);
        deadline.LightAt(deadline.YellowAt).ShouldBe(Light.Yellow);
        deadline.LightAt(deadline.DueAt).ShouldBe(Light.Yellow);
        deadline.LightAt(deadline.RedAt).ShouldBe(Light.Red);
        Shown(deadline.RedAt).ShouldBe("2026-11-17 10:00");
    }

    [Fact]
    public void An_extension_adds_the_original_limit()
    {
        var run = Run("1 working_days", "2026-11-19 10:00");
        Shown(run.DeadlineIn(National)!.Value.DueAt).ShouldBe("2026-11-20 10:00");
        Shown((run with { Extensions = 1 }).DeadlineIn(National)!.Value.DueAt).ShouldBe("2026-11-23 10:00");
        Shown((run with { Extensions = 2 }).DeadlineIn(National)!.Value.DueAt).ShouldBe("2026-11-24 10:00");
        Shown((run with { Extensions = 1 }).DeadlineIn(National)!.Value.YellowAt).ShouldBe("2026-11-20 16:48");
    }

    [Theory]
    [InlineData("4 working_hours", Urgency.Urgent, "4 urgent_hours")]
    [InlineData("3 working_days", Urgency.Urgent, "24 urgent_hours")]
    [InlineData("2 natural_days", Urgency.Urgent, "2 natural_days")]
    [InlineData("3 working_days", Urgency.GreenChannel, "1.5 working_days")]
    [InlineData("0.5 urgent_hours", Urgency.GreenChannel, "0.25 urgent_hours")]
    [InlineData("0.125 working_hours", Urgency.GreenChannel, "0.063 working_hours")]
    [InlineData("3 working_days", Urgency.Routine, "3 working_days")]
    public void Urgency_changes_the_limit(string limit, Urgency urgency, string becomes) =>
        Limit.Parse(limit).ForUrgency(urgency).ToString().ShouldBe(becomes);

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("working_hours")]
    [InlineData("0 working_hours")]
    [InlineData("-1 working_hours")]
    [InlineData("1001 working_days")]
    [InlineData("0.0001 working_days")]
    [InlineData("1,5 working_days")]
    [InlineData("1e2 working_days")]
    [InlineData(" 4 working_hours")]
    [InlineData("4  working_hours")]
    [InlineData("4 hours")]
    public void Text_that_is_no_limit_is_refused(string text)
    {
        Limit.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Limit.Parse(text));
    }

    [Fact]
    public void A_deadline_says_which_days_it_skipped_and_why()
    {
        var run = Run("3 working_days", "2026-02-13 16:00");
        var why = SkippedDays.Between(National, run.Limit, run.Start, run.DeadlineIn(National)!.Value.DueAt);
        why.Skipped.ShouldBe([new ExplainedDays(new(2026, 2, 15), new(2026, 2, 23), 9, DayReason.Holiday, "春节", null)]);
        why.MadeUp.ShouldBe([new ExplainedDays(new(2026, 2, 14), new(2026, 2, 14), 1, DayReason.MakeUpDay, "春节", null)]);
        why.UnpublishedYears.ShouldBeEmpty();

        var weekend = SkippedDays.Between(National, run.Limit, At("2026-11-20 16:00"), At("2026-11-25 16:00"));
        weekend.Skipped.ShouldBe([new ExplainedDays(new(2026, 11, 21), new(2026, 11, 22), 2, DayReason.Weekend, null, null)]);

        SkippedDays.Between(National, Limit.Parse("80 urgent_hours"), At("2026-02-13 16:00"), At("2026-02-25 16:00"))
            .ShouldBeSameAs(SkippedDays.None);
        SkippedDays.Between(National, run.Limit, At("2026-12-31 17:00"), At("2027-01-01 09:00")).UnpublishedYears.ShouldBe([2027]);
    }

    [Fact]
    public void Local_exceptions_override_the_national_calendar_and_are_named()
    {
        var flood = Calendar(
            new CalendarDay(new(2026, 11, 17), false, "防汛停工", "410103"),
            new CalendarDay(new(2026, 11, 18), false, "防汛停工", "410103"),
            // The street works on the 18th, and on the Saturday.
            new CalendarDay(new(2026, 11, 18), true, "抢险", "410103003"),
            new CalendarDay(new(2026, 11, 21), true, "抢险", "410103003"));
        var run = Run("4 working_days", "2026-11-16 16:00");
        var due = run.DeadlineIn(flood)!.Value.DueAt;
        Shown(due).ShouldBe("2026-11-21 16:00");
        var why = SkippedDays.Between(flood, run.Limit, run.Start, due);
        why.Skipped.ShouldBe([new ExplainedDays(new(2026, 11, 17), new(2026, 11, 17), 1, DayReason.LocalDayOff, "防汛停工", "410103")]);
        why.MadeUp.Select(made => (made.From, made.Reason))
            .ShouldBe([(new(2026, 11, 18), DayReason.LocalWorkingDay), (new(2026, 11, 21), DayReason.LocalWorkingDay)]);
    }

    [Fact]
    public void Counting_begins_at_the_first_working_instant()
    {
        Shown(Run("1 working_hours", "2026-02-14 18:00").CountsFrom(National)).ShouldBe("2026-02-24 08:00");
        Shown(Run("1 working_hours", "2026-11-16 12:00").CountsFrom(National)).ShouldBe("2026-11-16 14:00");
        Shown(Run("1 working_hours", "2026-11-16 09:30").CountsFrom(National)).ShouldBe("2026-11-16 09:30");
        Shown(Run("1 urgent_hours", "2026-02-14 23:00").CountsFrom(National)).ShouldBe("2026-02-14 23:00");
    }

    [Fact]
    public void A_change_to_summer_time_leaves_eight_working_hours_a_day()
    {
        var berlin = new WorkingCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), [], []);
        // 29 March 2026: clocks go forward on a Sunday night.
        var friday = Instant.Of(new DateTimeOffset(2026, 3, 27, 16, 0, 0, TimeSpan.FromHours(1)));
        berlin.After(friday, 4 * Limit.MillisecondsPerHour).ToUtc()
            .ShouldBe(new DateTimeOffset(2026, 3, 30, 10, 0, 0, TimeSpan.FromHours(2)));
        berlin.Between(friday, Instant.Of(new DateTimeOffset(2026, 3, 30, 10, 0, 0, TimeSpan.FromHours(2))))
            .ShouldBe(4 * Limit.MillisecondsPerHour);
    }
}
