using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Notifications;
using GridGov.Tests.Domain.Deadlines;

namespace GridGov.Tests.Features.Notifications;

/// <summary>Routine notifications of a day are one, and quiet hours hold them back.</summary>
public class NotificationDigestTests
{
    static async Task<JsonArray> List(ClockStreet street, string who, string query = "") =>
        (await (await street.As(who)).Get("/v1/me/notifications" + query)).ShouldBeOk()["items"]!.AsArray();

    static async Task<int> Unread(ClockStreet street, string who) =>
        (int)(await (await street.As(who)).Get("/v1/me/notifications")).ShouldBeOk()["unread"]!;

    static async Task Quiet(ClockStreet street, string who, string? from, string? to) =>
        (await (await street.As(who)).Put("/v1/me/notifications/quiet-hours", new { from, to }, version: null)).ShouldBeOk();

    [Fact]
    public async Task The_yellow_lights_of_a_day_are_one_notification_until_they_are_read()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        for (var i = 0; i < 3; i++)
            await street.File();
        // The accept limit is two working hours.
        street.Clock.MoveTo("2026-11-16 09:50");
        (await street.ProcessDeadlines()).ShouldBe(3);
        var item = (await List(street, "head3")).ShouldHaveSingleItem()!;
        ((string)item["kind"]!, (int)item["count"]!, item["ticket"], item["tickets"]!.AsArray().Count).ShouldBe(("yellow", 3, null, 3));
        ((string)item["text"]!["zh"]!).ShouldStartWith("黄灯：3 件案卷的环节时限已用 80%，最早的应于 2026-11-16 ");
        ((string)item["text"]!["en"]!).ShouldStartWith("Yellow: 80 % of the time of 3 tickets are used; the first is due by 2026-11-16 ");
        (await Unread(street, "head3")).ShouldBe(1);

        // Read ones are left alone; a new one begins another item.
        (await (await street.As("head3")).Post($"/v1/me/notifications/{item["id"]}/read", null)).ShouldBe(HttpStatusCode.NoContent);
        (await Unread(street, "head3")).ShouldBe(0);
        await street.File();
        street.Clock.MoveTo("2026-11-16 11:50");
        await street.ProcessDeadlines();
        var items = (await List(street, "head3")).Where(each => (string)each!["kind"]! == "yellow").ToList();
        items.Select(each => (int)each!["count"]!).ShouldBe([1, 3]);
        items[0]!["ticket"].ShouldNotBeNull();
        items[0]!["tickets"].ShouldBeNull();
        items[1]!["readAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_digest_shows_only_the_tickets_that_are_still_in_the_own_grids()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        var (first, second) = (await street.File(), await street.File());
        street.Clock.MoveTo("2026-11-16 09:50");
        await street.ProcessDeadlines();
        await street.App.Db.Write(tx => tx.Execute("UPDATE tickets SET grid_code = @Grid WHERE id = @Id",
            new { Grid = street.Street.OtherGrid, Id = GridGov.Tests.Features.Tickets.TicketSteps.IdOf(first.Id) }));
        var item = (await List(street, "head3")).ShouldHaveSingleItem()!;
        ((int)item["count"]!, (string?)item["ticket"]?["id"]).ShouldBe((1, second.Id));
        item.ToJsonString().ShouldNotContain((string)first["number"]!);
    }

    [Fact]
    public async Task Quiet_hours_hold_routine_notifications_back_and_nothing_urgent()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        await Quiet(street, "officer", "08:30", "10:00");
        var ticket = await street.File();
        street.Clock.MoveTo("2026-11-16 08:40");
        await street.Do("dispatcher", ticket, "accept");
        await street.Dispatch(ticket);
        (await List(street, "officer")).ShouldBeEmpty();
        (await Unread(street, "officer")).ShouldBe(0);
        var urgent = await street.File(urgency: "urgent");
        await street.Do("dispatcher", urgent, "accept");
        await street.Dispatch(urgent);
        (await List(street, "officer")).Select(each => (string)each!["ticket"]!["id"]!).ShouldBe([urgent.Id]);
        await street.Do("dispatcher", urgent, "amend", new { description = "路灯杆倾斜", reason = "补充" });
        (await List(street, "officer")).Select(each => (string)each!["kind"]!).ShouldBe(["amended", "assigned"]);
        // What was not seen is not marked as read.
        (await (await street.As("officer")).Post("/v1/me/notifications/read", new { })).ShouldBe(HttpStatusCode.NoContent);
        street.Clock.MoveTo("2026-11-16 10:00");
        (await List(street, "officer", "?unread=true")).Select(each => (string)each!["ticket"]!["id"]!).ShouldBe([ticket.Id]);
    }

    [Fact]
    public async Task What_quiet_hours_hold_back_does_not_take_with_it_what_is_shown()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        await street.File();
        street.Clock.MoveTo("2026-11-16 08:30");
        await street.File();
        street.Clock.MoveTo("2026-11-16 09:40");
        await street.ProcessDeadlines();
        await Quiet(street, "head3", "10:00", "12:00");
        street.Clock.MoveTo("2026-11-16 10:10");
        (await street.ProcessDeadlines()).ShouldBeGreaterThan(0);
        ((int)(await List(street, "head3")).Single(each => (string)each!["kind"]! == "yellow")!["count"]!).ShouldBe(1);
        street.Clock.MoveTo("2026-11-16 12:00");
        (await List(street, "head3")).Count(each => (string)each!["kind"]! == "yellow").ShouldBe(2);
    }

    [Theory]
    [InlineData(22 * 60, 7 * 60, "2026-11-16 21:59", null)]
    [InlineData(22 * 60, 7 * 60, "2026-11-16 22:00", "2026-11-17 07:00")]
    [InlineData(22 * 60, 7 * 60, "2026-11-17 00:10", "2026-11-17 07:00")]
    [InlineData(22 * 60, 7 * 60, "2026-11-17 07:00", null)]
    [InlineData(12 * 60, 14 * 60, "2026-11-17 13:59", "2026-11-17 14:00")]
    [InlineData(12 * 60, 14 * 60, "2026-11-17 14:00", null)]
    public void Quiet_hours_end_on_the_same_or_the_next_day(int from, int to, string at, string? until)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        new QuietHours(from, to).EndAfter(At(at), zone).ShouldBe(until is null ? null : At(until));

        static GridGov.Data.Instant At(string local) => GridGov.Data.Instant.Of(DateTimeOffset.Parse(
            local + " +08:00", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Quiet_hours_are_the_callers_own_and_are_turned_off_by_null()
    {
        await using var street = await ClockStreet.At("2026-11-16 08:00");
        await Quiet(street, "officer", "21:30", "07:00");
        (await (await street.As("officer")).Get("/v1/me/notifications/quiet-hours")).ShouldBeOk().Text
            .ShouldBe("""{"from":"21:30","to":"07:00"}""");
        (await (await street.As("head3")).Get("/v1/me/notifications/quiet-hours")).ShouldBeOk()["from"].ShouldBeNull();
        await Quiet(street, "officer", null, null);
        (await (await street.As("officer")).Get("/v1/me/notifications/quiet-hours")).ShouldBeOk()["from"].ShouldBeNull();
        (await street.App.Nobody().Get("/v1/me/notifications/quiet-hours")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Theory]
    [InlineData("21:30", null, "/to", "required")]
    [InlineData(null, "07:00", "/from", "required")]
    [InlineData("24:00", "07:00", "/from", "wrong_format")]
    [InlineData("9:00", "07:00", "/from", "wrong_format")]
    [InlineData("07:00", "07:00", "/to", "invalid_value")]
    public async Task Quiet_hours_that_are_none_are_refused(string? from, string? to, string field, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Officer()).Put("/v1/me/notifications/quiet-hours", new { from, to }, version: null)).ShouldFault(field, code);
    }
}
