using System.Net;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Verification.Replays;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Parts;

/// <summary>One complaint that is several works: its parts, what waits for them, and what becomes of the whole.</summary>
public class SplitTests
{
    static object Part(TestStreet street, string? who = null, string? grid = null, string category = Greenery, string text = "修剪树冠") => new
    {
        category, description = text, grid, handlerId = who is null ? null : street.PersonId(who).ToString(),
    };

    static object Two(TestStreet street, string? handler = null) => new
    {
        parts = new[] { Part(street, "officer"), Part(street, category: "0303", text: "检查线路") },
        handlerId = handler is null ? null : street.PersonId(handler).ToString(),
    };

    static async Task<Answer> Read(Caller caller, string ticket) => (await caller.Get($"/v1/tickets/{ticket}")).ShouldBeOk();

    static string PartOf(Answer whole, int i) => (string)whole["parts"]![i]!["id"]!;

    static async Task<Answer> Finish(TestStreet street, string part)
    {
        var dispatcher = await street.Dispatcher();
        var ticket = await Read(dispatcher, part);
        if ((string)ticket["status"]! == "accepted")
            ticket = (await dispatcher.Do(ticket, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        var officer = await street.Officer();
        return (await officer.Do((await officer.Do(ticket, "take")).ShouldBeOk(), "resolve", new { result = "已完成" })).ShouldBeOk();
    }

    static async Task<Answer> Check(TestStreet street, string ticket) =>
        (await (await street.Inspector()).Do(await Read(await street.Inspector(), ticket), "pass")).ShouldBeOk();

    static async Task<string?> CodeOf(Caller caller, string ticket, string action) =>
        (string?)(await caller.Get($"/v1/tickets/{ticket}/actions")).ShouldBeOk()["items"]!.AsArray()
            .Single(item => (string)item!["action"]! == action)!["code"];

    static async Task ShouldReplay(TestStreet street, params string[] tickets)
    {
        foreach (var id in tickets.Select(IdOf))
        {
            await street.App.Db.Read(async tx =>
            {
                var stored = (await StoredHistory.Load(tx, new GridGov.Data.Id(id.Value - 1), id, rows: 1)).ShouldHaveSingleItem();
                HistoryAudit.Differences(stored, stored.Replay(tx.DayOf)).ShouldBeEmpty();
                TicketImageReplay.Differences(stored).ShouldBeEmpty();
                return 0;
            });
        }
    }

    [Fact]
    public async Task A_ticket_is_split_and_its_parts_are_established_tickets_of_their_own()
    {
        var street = await TestStreet.New();
        var (dispatcher, accepted) = (await street.Dispatcher(), await street.Accepted());
        var whole = (await dispatcher.Do(accepted, "split", Two(street, "instructor"))).ShouldBeOk();
        ((string)whole["status"]!, (string)whole["handler"]!["name"]!, whole["parts"]!.AsArray().Count)
            .ShouldBe(("processing", "instructor", 2));
        whole["dueAt"].ShouldNotBeNull();
        whole.Version.ShouldBe(accepted.Version + 1);
        var (one, two) = (await Read(dispatcher, PartOf(whole, 0)), await Read(dispatcher, PartOf(whole, 1)));
        ((string)one["status"]!, (string)one["handler"]!["name"]!, (string)one["partOf"]!["id"]!, (string)one["category"]!)
            .ShouldBe(("dispatched", "officer", whole.Id, Greenery));
        ((string)two["status"]!, two["handler"], (string)two["partOf"]!["number"]!, (string)two["category"]!)
            .ShouldBe(("accepted", null, (string)whole["number"]!, "0303"));
        (two["acceptedAt"], two["dueAt"]).ShouldNotBe((null, null));
        (await dispatcher.Get($"/v1/tickets?partOf={whole.Id}&count=true")).ShouldBeOk()["items"]!.AsArray()
            .Select(item => (string)item!["id"]!).ShouldBe([one.Id, two.Id], ignoreOrder: true);
        (await dispatcher.Get($"/v1/tickets?partOf=none&grid={street.Street}")).ShouldBeOk()["items"]!.AsArray()
            .Select(item => (string)item!["id"]!).ShouldBe([whole.Id]);
        (await dispatcher.Get("/v1/tickets?partOf=no")).ShouldFault("/partOf", "wrong_format");
        var last = (await dispatcher.Get($"/v1/tickets/{whole.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;
        ((string)last["action"]!, (string)last["from"]!, (string)last["to"]!, last["details"]!["parts"]!.AsArray().Count)
            .ShouldBe(("split", "accepted", "processing", 2));
        (await dispatcher.Get($"/v1/tickets/{one.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["file", "accept", "dispatch"]);
        ((string)(await (await street.Officer()).Get("/v1/me/notifications")).ShouldBeOk()["items"]![0]!["kind"]!).ShouldBe("assigned");

        var more = (await dispatcher.Do(whole, "split", new { parts = new[] { Part(street) } })).ShouldBeOk();
        (more["parts"]!.AsArray().Count, (string)more["handler"]!["name"]!).ShouldBe((3, "instructor"));
        await ShouldReplay(street, whole.Id, one.Id, two.Id);
    }

    [Fact]
    public async Task A_split_is_refused_where_it_cannot_be()
    {
        var street = await TestStreet.New();
        var (dispatcher, filed) = (await street.Dispatcher(), await street.File());
        (await dispatcher.Do(filed, "split", Two(street, "officer"))).ShouldRefuse(HttpStatusCode.Conflict, "action-not-allowed-in-status");
        var accepted = (await dispatcher.Do(filed, "accept")).ShouldBeOk();
        (await dispatcher.Do(accepted, "split", new { parts = Array.Empty<object>() })).ShouldFault("/parts", "required");
        (await dispatcher.Do(accepted, "split", new { parts = Enumerable.Repeat(Part(street), 11) })).ShouldFault("/parts", "too_many");
        (await dispatcher.Do(accepted, "split", new { parts = new[] { Part(street), Part(street, text: "") } }))
            .ShouldFault("/parts/1/description", "required");
        (await dispatcher.Do(accepted, "split", new { parts = new[] { Part(street) }, handlerId = street.PersonId("officer").ToString() }))
            .ShouldRefuse(HttpStatusCode.Conflict, "number-of-parts");
        (await dispatcher.Do(accepted, "split", Two(street))).ShouldRefuse(HttpStatusCode.Conflict, "handler-needed");
        (await dispatcher.Do(accepted, "split", Two(street, "head3"))).ShouldRefuse(HttpStatusCode.Conflict, "handler-outside-grid");
        await Refused(Part(street, category: "9999"), HttpStatusCode.BadRequest, "unknown-category");
        await Refused(Part(street, category: "01"), HttpStatusCode.BadRequest, "category-not-leaf");
        await Refused(Part(street, grid: TestStreet.OutsideGrid), HttpStatusCode.BadRequest, "grid-outside-scope");
        await Refused(Part(street, "officer", street.OtherGrid), HttpStatusCode.Conflict, "handler-outside-grid");
        (await (await street.Officer()).Do(accepted, "split", Two(street, "officer")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Do(accepted, "split", Two(street, "officer")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "only-above-street");
        (await (await street.Outsider()).Do(accepted, "split", Two(street, "officer"))).Status.ShouldNotBe(HttpStatusCode.OK);
        (await dispatcher.Post($"/v1/tickets/{accepted.Id}/split", Two(street, "officer"), accepted.Version - 1))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        var raised = (await (await street.Head3()).Do(accepted, "escalate", new { reason = "x" })).ShouldBeOk();
        (await (await street.Head3()).Do(raised, "split", Two(street, "officer")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "handling-level-above-post");
        (await dispatcher.Get($"/v1/tickets?partOf={accepted.Id}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();

        var key = Caller.NewKey();
        var whole = (await dispatcher.Post($"/v1/tickets/{accepted.Id}/split", Two(street, "officer"), raised.Version, key)).ShouldBeOk();
        (await dispatcher.Post($"/v1/tickets/{accepted.Id}/split", Two(street, "officer"), raised.Version, key)).Text.ShouldBe(whole.Text);
        (await dispatcher.Get($"/v1/tickets?partOf={accepted.Id}")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        ((int)(await Read(dispatcher, PartOf(whole, 0)))["handlingLevel"]!).ShouldBe(2, "a part is handled where its whole is");
        (await dispatcher.Do(await Read(dispatcher, PartOf(whole, 1)), "split", Two(street, "officer")))
            .ShouldRefuse(HttpStatusCode.Conflict, "ticket-is-part");
        await ShouldReplay(street, whole.Id, PartOf(whole, 0));

        async Task Refused(object part, HttpStatusCode status, string code) =>
            (await dispatcher.Do(
                accepted, "split", new { parts = new[] { Part(street), part }, handlerId = street.PersonId("officer").ToString() }))
                .ShouldRefuse(status, code);
    }

    [Fact]
    public async Task A_whole_is_resolved_after_its_parts_and_closed_after_they_have_ended()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer, instructor) = (await street.Dispatcher(), await street.Officer(), await street.Instructor());
        var whole = (await dispatcher.Do(await street.Accepted(), "split", Two(street, "instructor"))).ShouldBeOk();
        (await instructor.Do(whole, "resolve", new { result = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "parts-open").Text
            .ShouldContain((string)whole["parts"]![0]!["number"]!);
        (await CodeOf(instructor, whole.Id, "resolve")).ShouldBe("parts-open");
        (await dispatcher.Do(whole, "cancel", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "parts-open");
        await Finish(street, PartOf(whole, 0));
        (await Kinds(instructor)).ShouldNotContain("parts_done");
        (await dispatcher.Do(await Read(dispatcher, PartOf(whole, 1)), "cancel", new { reason = "无须办理" })).ShouldBeOk();
        (await Kinds(instructor))[0].ShouldBe("parts_done");
        var resolved = (await instructor.Do(whole, "resolve", new { result = "已汇总" })).ShouldBeOk();
        (await (await street.Inspector()).Do(resolved, "pass")).ShouldRefuse(HttpStatusCode.Conflict, "parts-open");

        var failed = (await (await street.Inspector()).Do(await Read(dispatcher, PartOf(whole, 0)), "fail", new { reason = "未清理" }))
            .ShouldBeOk();
        (await officer.Do((await officer.Do(failed, "take")).ShouldBeOk(), "resolve", new { result = "已清理" })).ShouldBeOk();
        await Check(street, PartOf(whole, 0));
        await Check(street, whole.Id);
        var supervisor = await street.Supervisor();
        var part = await Read(supervisor, PartOf(whole, 0));
        (await supervisor.Do(part, "reopen", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Conflict, "whole-ended");
        (await supervisor.Do(await Read(supervisor, whole.Id), "reopen", new { reason = "重现" })).ShouldBeOk();
        (await supervisor.Do(part, "reopen", new { reason = "重现" })).ShouldBeOk();
        await ShouldReplay(street, whole.Id, PartOf(whole, 0), PartOf(whole, 1));

        async Task<string[]> Kinds(Caller caller) =>
            [.. (await caller.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["kind"]!)];
    }

    [Fact]
    public async Task Wholes_and_parts_are_not_merged_and_parts_are_no_duplicates()
    {
        var street = await TestStreet.New();
        var (dispatcher, other) = (await street.Dispatcher(), await street.File());
        var whole = (await dispatcher.Do(await street.Accepted(), "split", new
        {
            parts = new[] { Part(street, text: "行道树倾斜"), Part(street, text: "行道树倾斜") },
            handlerId = street.PersonId("officer").ToString(),
        })).ShouldBeOk();
        var part = await Read(dispatcher, PartOf(whole, 1));
        (await dispatcher.Do(part, "merge", new { into = other.Id, differs = true }))
            .ShouldRefuse(HttpStatusCode.Conflict, "ticket-is-part");
        var raised = (await dispatcher.Do(whole, "escalate", new { reason = "x" })).ShouldBeOk();
        (await (await street.CountyDispatcher()).Do(raised, "merge", new { into = other.Id }))
            .ShouldRefuse(HttpStatusCode.Conflict, "ticket-has-parts");
        (await dispatcher.Do(other, "merge", new { into = part.Id, differs = true }))
            .ShouldRefuse(HttpStatusCode.Conflict, "merge-target-part");
        (await Offered(other.Id)).ShouldBe([whole.Id]);
        (await Offered(PartOf(whole, 0))).ShouldBe([other.Id]);
        (await dispatcher.Do(other, "merge", new { into = whole.Id })).ShouldBeOk();

        async Task<string[]> Offered(string ticket) => [.. (await dispatcher.Get($"/v1/tickets/{ticket}/duplicates")).ShouldBeOk()["items"]!
            .AsArray().Select(item => (string)item!["ticket"]!["id"]!)];
    }

    [Fact]
    public async Task The_parts_count_in_all_measures_but_those_of_the_report_and_as_of_the_time_before_the_whole_does()
    {
        var street = await TestStreet.New();
        var (dispatcher, officer, supervisor) = (await street.Dispatcher(), await street.Officer(), await street.Supervisor());
        var dispatched = await street.Dispatched();
        var returned = (await officer.Do(dispatched, "return", new { reason = "须分别处置" })).ShouldBeOk();
        var again = (await dispatcher.Do(returned, "dispatch", new { handlerId = street.PersonId("instructor").ToString() })).ShouldBeOk();
        var before = (await Measures()).AsOf;
        (await Measures()).Figures.ShouldBe(
            "resolution_rate 0/1, street_resolution_rate 0/0, valid_report_rate 1/1, dispatch_accuracy 1/2, cancelled_rate 0/1");
        await Task.Delay(5);
        var whole = (await dispatcher.Do(again, "split", Two(street))).ShouldBeOk();
        ((string)whole["status"]!, (string)whole["handler"]!["name"]!).ShouldBe(("processing", "instructor"));
        (await Measures()).Figures.ShouldBe(
            "resolution_rate 0/2, street_resolution_rate 0/0, valid_report_rate 1/1, dispatch_accuracy 1/1, cancelled_rate 0/2");
        await Finish(street, PartOf(whole, 0));
        await Check(street, PartOf(whole, 0));
        await Finish(street, PartOf(whole, 1));
        await Check(street, PartOf(whole, 1));
        (await (await street.Instructor()).Do(await Read(dispatcher, whole.Id), "resolve", new { result = "已汇总" })).ShouldBeOk();
        await Check(street, whole.Id);
        var after = "resolution_rate 2/2, street_resolution_rate 2/2, valid_report_rate 1/1, dispatch_accuracy 2/2, cancelled_rate 0/2";
        (await Measures()).Figures.ShouldBe(after);
        (await Measures((await Measures()).AsOf)).Figures.ShouldBe(after, "counted from the tickets");
        (await Measures(before)).Figures.ShouldBe(
            "resolution_rate 0/1, street_resolution_rate 0/0, valid_report_rate 1/1, dispatch_accuracy 1/2, cancelled_rate 0/1");
        await ShouldReplay(street, whole.Id, PartOf(whole, 0), PartOf(whole, 1));

        async Task<(string AsOf, string Figures)> Measures(string? asOf = null)
        {
            var (figures, at) = (new List<string>(), "");
            foreach (var measure in new[]
                { "resolution_rate", "street_resolution_rate", "valid_report_rate", "dispatch_accuracy", "cancelled_rate" })
            {
                var answer = (await supervisor.Get($"/v1/statistics/measures?measure={measure}&from={Day(-1)}&to={Day(2)}"
                    + $"&grid={street.Street}{(asOf is null ? "" : "&asOf=" + Uri.EscapeDataString(asOf))}")).ShouldBeOk();
                figures.Add($"{measure} {answer["total"]!["numerator"]}/{answer["total"]!["denominator"]}");
                at = (string)answer["asOf"]!;
            }
            return (at, string.Join(", ", figures));
        }
    }

    [Fact]
    public async Task The_reporter_of_the_whole_is_called_by_the_handler_of_a_part_while_it_is_in_hand()
    {
        var street = await TestStreet.New();
        var (dispatcher, department) = (await street.Dispatcher(), await street.Department());
        var filed = (await (await street.Worker()).Post("/v1/tickets", new
        {
            category = Greenery, description = "行道树倾斜", grid = street.Grid, reporter = new { name = "张三", phone = "13800138000" },
        })).ShouldBeCreated();
        var accepted = (await dispatcher.Do(filed, "accept")).ShouldBeOk();
        var whole = (await dispatcher.Do(accepted, "split", new
        {
            parts = new[] { Part(street, "department"), Part(street) }, handlerId = street.PersonId("officer").ToString(),
        })).ShouldBeOk();
        var (mine, other) = (PartOf(whole, 0), PartOf(whole, 1));
        (await department.Get($"/v1/tickets/{whole.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await department.Get($"/v1/tickets/{other}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await department.Get($"/v1/tickets/{whole.Id}/reporters")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        ((string)(await department.Get($"/v1/tickets/{mine}/reporters")).ShouldBeOk()["items"]![0]!["phone"]!).ShouldBe("138****8000");
        ((string)(await department.Post($"/v1/tickets/{mine}/reporters/unmask", new { purpose = "约上门时间" })).ShouldBeOk()
            ["items"]![0]!["phone"]!).ShouldBe("13800138000");
        (await department.Post($"/v1/tickets/{mine}/contacts", new { kind = "call_back", reached = false },
            (await Read(department, mine)).Version)).ShouldRefuse(HttpStatusCode.Conflict, "part-not-called-back");
        (await department.Post($"/v1/tickets/{mine}/contacts", new { kind = "response", reached = true },
            (await Read(department, mine)).Version)).ShouldBeCreated();
        var taken = (await department.Do(await Read(department, mine), "take")).ShouldBeOk();
        (await department.Do(taken, "resolve", new { result = "已完成" })).ShouldBeOk();
        (await department.Get($"/v1/tickets/{mine}/reporters")).ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        await ShouldReplay(street, whole.Id, mine, other);
    }

    [Fact]
    public async Task The_parts_of_a_confidential_ticket_are_confidential()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var plain = (await dispatcher.Do(await street.Accepted(), "split", Two(street, "officer"))).ShouldBeOk();
        var hidden = (await dispatcher.Do(plain, "amend", new { category = "0704", reason = "涉及信访" })).ShouldBeOk();
        ((bool)hidden["confidential"]!).ShouldBeTrue();
        foreach (var id in new[] { PartOf(plain, 0), PartOf(plain, 1) })
        {
            var part = await Read(dispatcher, id);
            ((bool)part["confidential"]!, (string)part["description"]!).ShouldBe((true, "******"));
        }
        var more = (await dispatcher.Do(hidden, "split", new { parts = new[] { Part(street, text: "另一件") } })).ShouldBeOk();
        var added = await Read(dispatcher, PartOf(more, 2));
        ((bool)added["confidential"]!, (string)added["description"]!).ShouldBe((true, "******"));
        var amended = (await dispatcher.Do(added, "amend", new { category = "0101", reason = "更正" })).ShouldBeOk();
        ((bool)amended["confidential"]!, (string)amended["category"]!).ShouldBe((true, "0101"));
        var shown = (await dispatcher.Do(await Read(dispatcher, plain.Id), "amend", new { category = Greenery, reason = "更正" }))
            .ShouldBeOk();
        ((bool)shown["confidential"]!).ShouldBeFalse();
        ((bool)(await Read(dispatcher, PartOf(plain, 0)))["confidential"]!).ShouldBeTrue("what was hidden stays hidden");
        await ShouldReplay(street, plain.Id, PartOf(plain, 0), added.Id);
    }
}
