using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Notifications;
using GridGov.Security;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Notifications;

public class NotificationTests
{
    static async Task<JsonNode> List(Caller caller, string query = "") =>
        (await caller.Get("/v1/me/notifications" + query)).ShouldBeOk().Json;

    [Fact]
    public async Task A_person_who_is_given_work_is_notified_in_both_languages()
    {
        var street = await TestStreet.New();
        var ticket = await street.Dispatched();
        var mine = await List(await street.Officer());
        ((int)mine["unread"]!).ShouldBe(1);
        var item = mine["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)item["kind"]!).ShouldBe("assigned");
        ((string)item["ticket"]!["id"]!).ShouldBe(ticket.Id);
        var number = (string)ticket["number"]!;
        ((string)item["text"]!["zh"]!).ShouldStartWith($"案卷 {number}（园林绿化）已派遣给您，应于 ");
        ((string)item["text"]!["en"]!).ShouldStartWith($"Ticket {number} (园林绿化) was dispatched to you; it is due by ");
        item["readAt"].ShouldBeNull();
        (await List(await street.Dispatcher()))["items"]!.AsArray().ShouldBeEmpty("nobody is told of what they did");
    }

    [Fact]
    public async Task Returns_failed_checks_escalations_and_requests_notify_the_people_concerned()
    {
        var street = await TestStreet.New();
        var returned = (await (await street.Officer()).Do(await street.Dispatched(), "return", new { reason = "不属本岗位" })).ShouldBeOk();
        (await Kinds(await street.Dispatcher())).ShouldBe(["returned"]);
        ((string)(await List(await street.Dispatcher()))["items"]![0]!["text"]!["zh"]!).ShouldEndWith("被 officer 退回：不属本岗位");
        (await (await street.Head3()).Do(returned, "escalate", new { reason = "无力解决" })).ShouldBeOk();
        (await Kinds(await street.Head2())).ShouldBe(["escalated"]);
        (await (await street.Inspector()).Do(await street.Resolved(), "fail", new { reason = "未解决" })).ShouldBeOk();
        (await Kinds(await street.Officer())).ShouldBe(["check_failed", "assigned", "assigned"]);

        var processing = await street.Processing();
        (await (await street.Officer()).Post($"/v1/tickets/{processing.Id}/request-extension", new { reason = "降雨" }, processing.Version))
            .ShouldBeCreated();
        (await Kinds(await street.CountyDispatcher())).ShouldBe(["request_made"]);
        (await Kinds(await street.Dispatcher())).ShouldBe(["request_made", "returned"]);
    }

    [Fact]
    public async Task Notifications_are_marked_read_one_by_one_or_all_up_to_the_newest_seen()
    {
        var street = await TestStreet.New();
        for (var i = 0; i < 4; i++)
            await street.Dispatched();
        var officer = await street.Officer();
        var items = (await List(officer))["items"]!.AsArray();
        var (newest, second) = ((string)items[0]!["id"]!, (string)items[1]!["id"]!);
        (await officer.Post($"/v1/me/notifications/{items[3]!["id"]}/read", null)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Post($"/v1/me/notifications/{items[3]!["id"]}/read", null)).ShouldBe(HttpStatusCode.NoContent);
        ((int)(await List(officer))["unread"]!).ShouldBe(3);
        (await List(officer))["items"]![3]!["readAt"].ShouldNotBeNull();

        (await officer.Post("/v1/me/notifications/read", new { through = second })).ShouldBe(HttpStatusCode.NoContent);
        (await List(officer, "?unread=true"))["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldBe([newest]);
        (await officer.Post("/v1/me/notifications/read", new { })).ShouldBe(HttpStatusCode.NoContent);
        ((int)(await List(officer))["unread"]!).ShouldBe(0);
        (await List(officer))["items"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Everybody_reads_only_their_own_notifications()
    {
        var street = await TestStreet.New();
        await street.Dispatched();
        var id = (string)(await List(await street.Officer()))["items"]![0]!["id"]!;
        var head = await street.Head1();
        (await List(head))["items"]!.AsArray().ShouldBeEmpty();
        (await head.Post($"/v1/me/notifications/{id}/read", null)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await head.Post("/v1/me/notifications/nothing/read", null)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await head.Post("/v1/me/notifications/read", new { })).ShouldBe(HttpStatusCode.NoContent);
        ((int)(await List(await street.Officer()))["unread"]!).ShouldBe(1);
        (await street.App.Nobody().Get("/v1/me/notifications")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await street.App.Nobody().Post($"/v1/me/notifications/{id}/read", null))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await street.App.Nobody().Post("/v1/me/notifications/read", new { }))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task The_list_pages_by_cursor_and_bad_input_is_refused()
    {
        var street = await TestStreet.New();
        for (var i = 0; i < 3; i++)
            await street.Dispatched();
        var officer = await street.Officer();
        var first = await List(officer, "?limit=2");
        var rest = await List(officer, $"?limit=2&cursor={first["next"]}");
        rest["next"].ShouldBeNull();
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => (string)item!["id"]!).Distinct().Count().ShouldBe(3);
        (await (await street.Head1()).Get($"/v1/me/notifications?cursor={first["next"]}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await officer.Get("/v1/me/notifications?limit=0")).ShouldFault("/limit", "out_of_range");
        (await officer.Get("/v1/me/notifications?kind=red")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-parameter");
        (await officer.Post("/v1/me/notifications/read", new { through = "x" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Notifications_do_not_show_a_ticket_that_has_left_the_own_grids()
    {
        var street = await TestStreet.New();
        var ticket = await street.Dispatched();
        // The officer now serves in another grid.
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE appointments SET to_day = from_day + 1 WHERE person_id = @Person",
                new { Person = street.PersonId("officer") });
            await TestStreet.Appoint(tx, street.PersonId("officer"), PostKind.ServiceOfficer, street.OtherGrid, "urban_management");
        });
        var officer = await street.App.CallerFor(street.PersonId("officer"));
        var item = (await List(officer))["items"]!.AsArray().ShouldHaveSingleItem()!;
        item["ticket"].ShouldBeNull();
        item.ToJsonString().ShouldNotContain((string)ticket["number"]!);
        item.ToJsonString().ShouldNotContain("园林绿化");
        ((string)item["text"]!["en"]!).ShouldBe("About a ticket outside your grids.");
        (await officer.Post($"/v1/me/notifications/{item["id"]}/read", null)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_refused_action_notifies_nobody()
    {
        var street = await TestStreet.New();
        var accepted = await street.Accepted();
        (await (await street.Dispatcher())
            .Post($"/v1/tickets/{accepted.Id}/dispatch", new { handlerId = street.PersonId("officer").ToString() }, accepted.Version + 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await Kinds(await street.Officer())).ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_has_a_text_in_both_languages_without_open_placeholders()
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = "N", ["category"] = "C", ["at"] = "A",
            ["by"] = "B", ["text"] = "T", ["stage"] = "handle", ["name"] = "P", ["post"] = "inspector", ["grid"] = "*",
            ["count"] = "12", ["need"] = "goods", ["meeting"] = "cancelled",
        };
        NotificationKind[] ofMeetings =
        [
            NotificationKind.MeetingMissed, NotificationKind.MeetingInvited, NotificationKind.MeetingChanged,
        ];
        NotificationKind[] withoutTicket =
        [
            NotificationKind.ConfirmationAsked, NotificationKind.AccountConfirmationAsked, NotificationKind.AppointmentConfirmed,
            NotificationKind.AppointmentRefused, NotificationKind.AccessGiven,
        ];
        foreach (var kind in Enum.GetValues<NotificationKind>())
        {
            var (zh, en) = NotificationTexts.Format(kind, data);
            if (kind == NotificationKind.AccessGiven)
            {
                (zh + en).ShouldContain("B");
            }
            else if (ofMeetings.Contains(kind))
            {
                (zh.Contains("全域的会议“P”", StringComparison.Ordinal) || zh.Contains("全域的例会“P”", StringComparison.Ordinal)).ShouldBeTrue(zh);
                en.ShouldContain("“P”");
            }
            else if (kind == NotificationKind.NeedUnclaimed)
            {
                zh.ShouldContain("一项物资需求");
                en.ShouldContain("(Goods)");
            }
            else if (kind is NotificationKind.HandedOver or NotificationKind.HandedOverToMe)
            {
                zh.ShouldContain(" 12 件");
                en.ShouldContain(" 12 ");
            }
            else
            {
                zh.ShouldContain(withoutTicket.Contains(kind) ? "核查员（全域）" : "N（C）");
                en.ShouldContain(withoutTicket.Contains(kind) ? "Inspector, the whole deployment" : "N (C)");
            }
            (zh + en).ShouldNotContain("{");
        }
        NotificationTexts.Format(NotificationKind.MeetingChanged, data).ShouldBe(
            ("B变更了全域的会议“P”：已取消（A）。", "B has changed the meeting “P” in the whole deployment: Cancelled (A)."));
        NotificationTexts.Format(NotificationKind.Red, data).Zh.ShouldContain("处置已超时");
        NotificationTexts.Format(NotificationKind.Red, data).En.ShouldContain("handling of");
    }

    static async Task<string[]> Kinds(Caller caller) =>
        [.. (await List(caller))["items"]!.AsArray().Select(item => (string)item!["kind"]!)];
}
