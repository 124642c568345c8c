using System.Net;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Tests.Features.Calendars;

public class WorkingHoursTests
{
    static readonly object Office = new { hours = new[] { "08:30-12:00", "14:00-18:00" } };
    static readonly object Summer = new { hours = new[] { "08:30-12:00", "15:00-18:30" }, seasonFrom = "06-01", seasonTo = "08-31" };

    [Fact]
    public async Task A_grid_has_hours_of_its_own_by_season_which_hold_below_it_until_they_are_removed()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/working-hours/{street.Street}";
        var empty = (await admin.Get(path)).ShouldBeOk();
        empty.Version.ShouldBe(1);
        empty["rules"]!.AsArray().ShouldBeEmpty();
        var put = (await admin.Put(path, new { rules = new[] { Office, Summer }, reason = "作息通知" }, 1)).ShouldBeOk();
        put.Version.ShouldBe(2);
        put.Header("ETag").ShouldBe("\"2\"");
        put["rules"]!.AsArray().Count.ShouldBe(2);
        ((string)put["rules"]![1]!["seasonTo"]!).ShouldBe("08-31");
        (await admin.Put(path, new { rules = new[] { Office, Summer } }, 2)).ShouldBeOk().Version.ShouldBe(2, "equal rules are no change");
        (await admin.Get(path)).ShouldBeOk().Text.ShouldBe(put.Text);

        (await HoursOn(street, street.Grid, 2026, 5, 31)).ShouldBe("08:30-12:00 14:00-18:00");
        (await HoursOn(street, street.Grid, 2026, 6, 1)).ShouldBe("08:30-12:00 15:00-18:30");
        (await HoursOn(street, TestStreet.OutsideGrid, 2026, 6, 1)).ShouldBe("08:00-12:00 14:00-18:00");
        // The lower grid wins, before the season of the upper one.
        (await admin.Put($"/v1/working-hours/{street.Community}", new { rules = new[] { new { hours = new[] { "07:00-15:00" } } } }, 1))
            .ShouldBeOk();
        (await HoursOn(street, street.Grid, 2026, 6, 1)).ShouldBe("07:00-15:00");
        (await HoursOn(street, street.OtherGrid, 2026, 6, 1)).ShouldBe("08:30-12:00 15:00-18:30");

        var grids = (await (await street.Worker()).Get("/v1/working-hours")).ShouldBeOk()["items"]!.AsArray()
            .Select(each => (string)each!["grid"]!).ToList();
        grids.ShouldBe(["*", street.Street, street.Community], ignoreOrder: true);
        var removed = (await admin.Delete(path, ("If-Match", "\"2\""))).ShouldBeOk();
        removed.Version.ShouldBe(3);
        (await HoursOn(street, street.OtherGrid, 2026, 6, 1)).ShouldBe("08:00-12:00 14:00-18:00");
        var events = (await admin.Get(path + "/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => (string)each!["action"]!).ShouldBe(["edit", "remove"]);
        ((string)events[0]!["reason"]!).ShouldBe("作息通知");
        ((string)events[1]!["details"]!["from"]![0]!["hours"]![0]!).ShouldBe("08:30-12:00");
    }

    [Fact]
    public async Task The_deployment_has_the_hours_of_the_seeds_and_only_its_administrator_changes_them()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var root = await street.RootAdmin();
        var seeded = (await root.Get("/v1/working-hours/*")).ShouldBeOk();
        seeded.Version.ShouldBe(2);
        ((string)seeded["rules"]![0]!["hours"]![1]!).ShouldBe("14:00-18:00");
        (await (await street.Admin()).Put("/v1/working-hours/*", new { rules = new[] { Office } }, 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await root.Put("/v1/working-hours/*", new { rules = new[] { Office } }, 2)).ShouldBeOk();
        (await HoursOn(street, TestStreet.OutsideGrid, 2026, 6, 1)).ShouldBe("08:30-12:00 14:00-18:00");
        await using var other = app.StartSecondServer();
        (await other.Db.Read(async tx => await WorkingCalendars.Load(tx, street.Grid))).HoursOn(new DateOnly(2026, 6, 1)).Hours
            .ShouldBe("08:30-12:00 14:00-18:00");
        (await (await street.Worker()).Get("/v1/working-hours/*/events")).ShouldBeOk()["items"]!.AsArray()
            .Select(each => (string)each!["action"]!).ShouldBe(["publish", "edit"]);
    }

    [Fact]
    public async Task Bad_input_stale_versions_and_others_grids_are_refused()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/working-hours/{street.OtherCommunity}";
        await Faults(new { hours = Array.Empty<string>() }, "/rules/0/hours", "wrong_length");
        await Faults(new { hours = new[] { "8:30-12:00" } }, "/rules/0/hours", "wrong_format");
        await Faults(new { hours = new[] { "12:00-08:30" } }, "/rules/0/hours", "wrong_format");
        await Faults(new { hours = new[] { "08:30-24:01" } }, "/rules/0/hours", "wrong_format");
        await Faults(new { hours = new[] { "08:30-12:00", "11:00-18:00" } }, "/rules/0/hours", "out_of_range");
        await Faults(new { hours = new[] { "08:30-12:00" }, seasonFrom = "06-01" }, "/rules/0/seasonTo", "required");
        await Faults(new { hours = new[] { "08:30-12:00" }, seasonFrom = "06-31", seasonTo = "07-01" },
            "/rules/0/seasonFrom", "wrong_format");
        await Faults(new { hours = new[] { "08:30-12:00" }, validFrom = "1900-01-01" }, "/rules/0/validFrom", "out_of_range");
        (await admin.Put(path, new { rules = new[] { Office, Office } }, 1)).ShouldFault("/rules", "duplicate");
        (await admin.Put(path, new { rules = new object?[] { null } }, 1)).ShouldFault("/rules/0", "required");
        var body = new { rules = new[] { Office } };
        (await admin.Put(path, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Put(path, body, 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await admin.Delete(path, ("If-Match", "\"7\""))).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Head1()).Put(path, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Put($"/v1/working-hours/{TestStreet.OutsideStreet}", body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get(path)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get(path + "/events")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Get($"/v1/working-hours/{street.Street[..6]}099")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Get(path + "/events?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await admin.Get(path)).ShouldBeOk().Version.ShouldBe(1);

        async Task Faults(object rule, string pointer, string fault) =>
            (await admin.Put(path, new { rules = new[] { rule } }, 1)).ShouldFault(pointer, fault);
    }

    static async Task<string> HoursOn(TestStreet street, string grid, int year, int month, int day) =>
        (await street.App.Db.Read(async tx => await WorkingCalendars.Load(tx, grid))).HoursOn(new DateOnly(year, month, day)).Hours;
}
