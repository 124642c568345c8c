using System.Globalization;
using GridGov.Data;
using GridGov.Domain.Deadlines;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Host.Commands;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>Deadlines by other hours than the ordinary ones, computed by hand.</summary>
public class WorkingHoursDeadlineTests
{
    static Instant At(string local) =>
        Instant.Of(new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)));

    static WorkingHours Rule(string hours, string? grid = null, int? from = null, int? to = null, DateOnly? since = null) =>
        new(grid, from, to, since, [.. hours.Split(' ').Select(text => WorkSpan.TryParse(text, out var span) ? span : default)]);

    static string Due(string limit, string start, params WorkingHours[] hours) =>
        new StageClock(Limit.Parse(limit), At(start)).DeadlineIn(new WorkingCalendar(Clock.Zone("Asia/Shanghai"), [], [2026], hours))!
            .Value.DueAt.ToUtc().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("1 working_hours", "2026-11-16 08:00", "2026-11-16 09:30")]
    [InlineData("4 working_hours", "2026-11-16 08:30", "2026-11-16 14:30")]
    [InlineData("8 working_hours", "2026-11-16 08:30", "2026-11-17 09:00")]
    // A working day is a day's hours, although they are seven and a half.
    [InlineData("1 working_days", "2026-11-16 08:30", "2026-11-16 18:00")]
    [InlineData("3 working_days", "2026-11-20 16:00", "2026-11-25 16:00")]
    [InlineData("3 urgent_hours", "2026-11-16 08:00", "2026-11-16 11:00")]
    public void An_office_that_opens_at_half_past_eight(string limit, string start, string due) =>
        Due(limit, start, Rule("08:30-12:00 14:00-18:00")).ShouldBe(due);

    [Theory]
    [InlineData("2026-05-29 17:00", "2026-06-01 09:00")]
    [InlineData("2026-06-01 11:00", "2026-06-01 16:00")]
    [InlineData("2026-08-31 17:30", "2026-09-01 09:00")]
    public void Summer_hours_begin_and_end_with_the_season(string start, string due) =>
        Due("2 working_hours", start, Rule("08:00-12:00 14:00-18:00"), Rule("08:00-12:00 15:00-18:30", from: 601, to: 831)).ShouldBe(due);

    [Fact]
    public void The_lower_grid_wins_then_the_season_then_the_later_day_and_a_season_may_pass_new_year()
    {
        var winter = Rule("09:00-17:00", from: 1101, to: 229);
        var later = Rule("07:00-15:00", since: new DateOnly(2026, 3, 1));
        var low = Rule("10:00-12:00", grid: "410103003");
        var calendar = new WorkingCalendar(TimeZoneInfo.Utc, [], [], [Rule("08:30-16:30"), later, winter]);
        calendar.HoursOn(new(2026, 12, 31)).ShouldBe(winter);
        calendar.HoursOn(new(2026, 2, 28)).ShouldBe(winter);
        calendar.HoursOn(new(2024, 2, 29)).ShouldBe(winter);
        calendar.HoursOn(new(2026, 3, 1)).ShouldBe(later);
        calendar.HoursOn(new(2025, 3, 1)).Hours.ShouldBe("08:30-16:30");
        new WorkingCalendar(TimeZoneInfo.Utc, [], [], [winter, low]).HoursOn(new(2026, 12, 31)).ShouldBe(low);
        new WorkingCalendar(TimeZoneInfo.Utc, [], [], [later]).HoursOn(new(2026, 1, 1)).ShouldBe(WorkingHours.Default);
    }

    [Fact]
    public async Task New_hours_move_the_open_deadlines_below_the_grid_and_explain_themselves()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (open, closed) = (await street.Processing(), await street.Processing());
        await street.Do("officer", closed, "resolve", new { result = "已扶正" });
        await street.Do("inspector", closed, "pass");
        var judged = await ClosingDeadlineTests.Facts(street, closed);
        var ended = (await street.Deadlines(closed)).Select(run => (string)run!["dueAt"]!).ToList();
        Due(await street.Read(open)).ShouldBe("2026-11-18T18:00");
        await Put(street, street.Street.Street, 1, new { hours = new[] { "08:30-12:00", "14:00-17:30" } });
        (await Recalculate(street)).ShouldBe(1);
        Due(await street.Read(open)).ShouldBe("2026-11-18T17:30", "a working day is a day of seven hours now");
        var moved = (await street.Events(open, "move_deadline")).ShouldHaveSingleItem()["details"]!;
        ((string)moved["cause"]!).ShouldBe("working_hours");
        ((string)moved["grid"]!).ShouldBe(street.Street.Street);
        (await ClosingDeadlineTests.Facts(street, closed)).ShouldBe(judged);
        (await street.Deadlines(closed)).Select(run => (string)run!["dueAt"]!).ShouldBe(ended);

        var run = (await street.Deadlines(open))[^1]!;
        var hours = run["hours"]!.AsArray().ShouldHaveSingleItem()!;
        hours["hours"]!.AsArray().Select(each => (string)each!).ShouldBe(["08:30-12:00", "14:00-17:30"]);
        ((string)hours["grid"]!).ShouldBe(street.Street.Street);
        ((string)run["explanation"]!["zh"]!).ShouldContain($"工作时间为08:30-12:00、14:00-17:30（网格{street.Street.Street}）");
        ((string)run["explanation"]!["en"]!).ShouldContain("working 08:30-12:00 and 14:00-17:30 from 2026-11-16 to 2026-11-18");

        // The light is told again: 80 % of three days of seven hours have passed at 11:42 of the third.
        street.Clock.MoveTo("2026-11-18 14:00");
        await street.ProcessDeadlines();
        ((string)(await street.Read(open))["light"]!).ShouldBe("yellow");
        await Put(street, street.Street.Street, 2, new { hours = new[] { "08:30-12:00", "14:00-17:30" } },
            new { hours = new[] { "16:00-17:00" }, validFrom = "2026-11-18" });
        (await Recalculate(street)).ShouldBe(1);
        ((string)(await street.Read(open))["light"]!).ShouldBe("green");
        (await street.Deadlines(open))[^1]!["hours"]!.AsArray().Count.ShouldBe(2);
        street.Clock.MoveTo("2026-11-18 17:00");
        await street.ProcessDeadlines();
        ((await street.Events(open, "turn_yellow")).Count).ShouldBe(2);

        await ClosingDeadlineTests.EventsAgreeWithRecount(street);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(0, "verify finds nothing");
    }

    [Fact]
    public async Task Hours_of_elsewhere_and_of_later_days_move_nothing()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var ticket = await street.Processing();
        var version = (await street.Read(ticket)).Version;
        await Put(street, street.Street.OtherCommunity, 1, new { hours = new[] { "09:00-12:00" } });
        await Put(street, street.Street.Community, 1, new { hours = new[] { "09:00-12:00" }, validFrom = "2026-12-01" });
        (await Recalculate(street)).ShouldBe(0);
        (await street.Read(ticket)).Version.ShouldBe(version);
    }

    static async Task Put(ClockStreet street, string grid, long version, params object[] rules) =>
        (await (await street.As("rootAdmin")).Put($"/v1/working-hours/{grid}", new { rules }, version)).ShouldBeOk();

    static Task<int> Recalculate(ClockStreet street) => CalendarRecalculation.Run(street.App.Db, CancellationToken.None);

    static string Due(Answer ticket) => ((string)ticket["dueAt"]!)[..16];
}
