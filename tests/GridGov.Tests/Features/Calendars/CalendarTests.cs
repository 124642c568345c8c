using System.Net;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Tests.Features.Calendars;

/// <summary>Each test changes a year that no other test uses.</summary>
public class CalendarTests
{
    [Fact]
    public async Task The_published_years_come_with_the_program()
    {
        var street = await TestStreet.New();
        var years = (await (await street.Worker()).Get("/v1/calendars")).ShouldBeOk()["items"]!.AsArray();
        var of2026 = years.Single(year => (int)year!["year"]! == 2026)!;
        ((int)of2026["holidays"]!).ShouldBe(33);
        ((int)of2026["makeUpDays"]!).ShouldBe(6);

        var calendar = (await (await street.Worker()).Get("/v1/calendars/2026")).ShouldBeOk();
        ((bool)calendar["published"]!).ShouldBeTrue();
        calendar["days"]!.AsArray().Select(day => (string)day!["date"]!).ShouldContain("2026-02-14");
        calendar.Header("ETag").ShouldBe($"\"{calendar.Version}\"");
    }

    [Fact]
    public async Task A_year_is_published_corrected_and_withdrawn_and_its_history_records_it()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var empty = (await root.Get("/v1/calendars/2031")).ShouldBeOk();
        ((bool)empty["published"]!).ShouldBeFalse();
        empty.Version.ShouldBe(1);

        var published = (await root.Put("/v1/calendars/2031", new
        {
            days = new[] { Day("2031-01-23", "holiday", "春节"), Day("2031-01-01", "holiday", "元旦") },
            reason = "放假通知",
        }, 1)).ShouldBeOk();
        published.Version.ShouldBe(2);
        ((bool)published["published"]!).ShouldBeTrue();
        published["days"]!.AsArray().Select(day => (string)day!["date"]!).ShouldBe(["2031-01-01", "2031-01-23"]);

        // Publishing the same year again is no change.
        (await root.Put("/v1/calendars/2031", new { days = published["days"] }, 2)).ShouldBeOk().Version.ShouldBe(2);

        var corrected =
            (await root.Put("/v1/calendars/2031",
                new { days = new[] { Day("2031-01-01", "holiday", "元旦"), Day("2031-01-04", "workday", "元旦") } }, 2)).ShouldBeOk();
        corrected.Version.ShouldBe(3);
        ((bool)(await root.Put("/v1/calendars/2031", new { days = Array.Empty<object>() }, 3)).ShouldBeOk()["published"]!).ShouldBeFalse();

        var events = (await root.Get("/v1/calendars/2031/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["edit", "edit", "edit"]);
        ((string)events[0]!["reason"]!).ShouldBe("放假通知");
        ((string)events[1]!["details"]!["added"]![0]!["date"]!).ShouldBe("2031-01-04");
        ((string)events[1]!["details"]!["removed"]![0]!["name"]!).ShouldBe("春节");
        ((string)(await root.Get("/v1/calendars/2026/events")).ShouldBeOk()["items"]![0]!["action"]!).ShouldBe("publish");
    }

    [Fact]
    public async Task Only_an_administrator_of_the_whole_deployment_changes_the_national_calendar()
    {
        var street = await TestStreet.New();
        var body = new { days = new[] { Day("2032-01-01", "holiday", "元旦") } };
        (await (await street.Admin()).Put("/v1/calendars/2032", body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head1()).Put("/v1/calendars/2032", body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.App.Nobody().Put("/v1/calendars/2032", body, 1)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Worker()).Get("/v1/calendars/2032")).ShouldBeOk().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Bad_input_and_stale_versions_are_refused_and_nothing_is_written()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var body = new { days = new[] { Day("2033-01-01", "holiday", "元旦") } };
        (await root.Put("/v1/calendars/2033", body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await root.Put("/v1/calendars/2033", body, 2)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await root.Put("/v1/calendars/2033", new { days = new[] { Day("2034-01-01", "holiday", "元旦") } }, 1))
            .ShouldFault("/days/0/date", "day-outside-year", "day-outside-year");
        (await root.Put("/v1/calendars/2033",
            new { days = new[] { Day("2033-01-01", "holiday", "元旦"), Day("2033-01-01", "workday", "元旦") } }, 1))
                .ShouldFault("/days", "duplicate");
        (await root.Put("/v1/calendars/2033", new { days = new object?[] { null } }, 1)).ShouldFault("/days/0", "required");
        (await root.Put("/v1/calendars/2033", new { days = new[] { Day("2033-01-01", "holiday", "") } }, 1))
            .ShouldFault("/days/0/name", "required");
        (await root.Put("/v1/calendars/2033", new { days = new[] { Day("2033-01-01", "feast", "x") } }, 1))
            .ShouldFault("/days/0/kind", "invalid_value");
        (await root.Get("/v1/calendars/1789")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await root.Get("/v1/calendars/soon")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await root.Get("/v1/calendars/2033")).ShouldBeOk().Version.ShouldBe(1);
        (await root.Get("/v1/calendars/2033/events")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grid_has_exceptions_of_its_own_which_hold_below_it_and_nowhere_else()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/calendars/2026/local/{street.Street}";
        (await admin.Get(path)).ShouldBeOk().Version.ShouldBe(1);
        var put = (await admin.Put(path, new { days = new[] { Day("2026-07-21", "holiday", "防汛停工") }, reason = "防汛" }, 1)).ShouldBeOk();
        put.Version.ShouldBe(2);
        ((string)put["grid"]!).ShouldBe(street.Street);
        ((bool)put["published"]!).ShouldBeTrue();
        (await (await street.Worker()).Get($"/v1/calendars/2026/local/{street.Grid}")).ShouldBeOk()["days"]!.AsArray().ShouldBeEmpty();

        var list = (await admin.Get("/v1/calendars/2026/local")).ShouldBeOk()["items"]!.AsArray();
        list.Select(each => (string)each!["grid"]!).ShouldBe([street.Street]);
        ((int)list[0]!["days"]!).ShouldBe(1);
        ((string)(await admin.Get(path + "/events")).ShouldBeOk()["items"]![0]!["reason"]!).ShouldBe("防汛");

        // A Tuesday.
        var day = new DateOnly(2026, 7, 21);
        (await CalendarOf(street, street.Grid)).IsWorking(day).ShouldBeFalse();
        (await CalendarOf(street, TestStreet.OutsideGrid)).IsWorking(day).ShouldBeTrue();

        // The community overrides this and works.
        var community = $"/v1/calendars/2026/local/{street.Community}";
        (await (await street.RootAdmin()).Put(community, new { days = new[] { Day("2026-07-21", "workday", "抢险") } }, 1)).ShouldBeOk();
        (await CalendarOf(street, street.Grid)).IsWorking(day).ShouldBeTrue();
        (await CalendarOf(street, street.OtherGrid)).IsWorking(day).ShouldBeFalse();
        (await CalendarOf(street, street.Grid)).IsWorking(new DateOnly(2026, 2, 14))
            .ShouldBeTrue("the national make-up day holds here as well");
    }

    [Fact]
    public async Task Exceptions_are_for_administrators_of_the_grid_and_hidden_from_others()
    {
        var street = await TestStreet.New();
        var body = new { days = new[] { Day("2026-07-22", "holiday", "x") } };
        var path = $"/v1/calendars/2026/local/{street.Street}";
        (await (await street.Head1()).Put(path, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Get(path)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get(path + "/events")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Put($"/v1/calendars/2026/local/{TestStreet.OutsideStreet}", body, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Put("/v1/calendars/2026/local/*", body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Put(path, body, 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Admin()).Put(path, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await (await street.Admin()).Put(path, new { days = new[] { Day("2025-07-22", "holiday", "x") } }, 1))
            .ShouldFault("/days/0/date", "day-outside-year", "day-outside-year");
        (await (await street.Admin()).Get("/v1/calendars/2026/local?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await (await street.Admin()).Get("/v1/calendars/2026/events?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await (await street.Admin()).Get(path)).ShouldBeOk().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Another_process_uses_the_current_calendar()
    {
        var street = await TestStreet.New();
        await using var other = street.App.StartSecondServer();
        var day = new DateOnly(2026, 8, 3);
        (await other.Db.Read(async tx => await GridGov.Domain.Deadlines.Calendars.WorkingCalendars.Load(tx, street.Grid))).IsWorking(day)
            .ShouldBeTrue();
        (await (await street.Admin())
            .Put($"/v1/calendars/2026/local/{street.Street}", new { days = new[] { Day("2026-08-03", "holiday", "x") } }, 1)).ShouldBeOk();
        (await other.Db.Read(async tx => await GridGov.Domain.Deadlines.Calendars.WorkingCalendars.Load(tx, street.Grid))).IsWorking(day)
            .ShouldBeFalse();
    }

    static Task<WorkingCalendar> CalendarOf(TestStreet street, string grid) =>
        street.App.Db.Read(async tx => await GridGov.Domain.Deadlines.Calendars.WorkingCalendars.Load(tx, grid));

    static object Day(string date, string kind, string name) => new { date, kind, name };
}
