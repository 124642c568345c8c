using GridGov.Api;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;
using static GridGov.Tests.Features.Sync.PushSteps;

namespace GridGov.Tests.Features.Sync;

/// <summary>Two people change one ticket: the second sees both states and decides; nothing is overwritten.</summary>
public class PushConflictTests
{
    [Fact]
    public async Task Of_two_amendments_the_second_sees_the_first()
    {
        var street = await TestStreet.New();
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var ticket = await street.File();
        (await dispatcher.Push(Act("a1", "amend", new { urgency = "urgent", reason = "有危险" }, ticket.Id, ticket.Version)))
            .Outcomes().ShouldBe(["done"]);
        var mine = Act("a1", "amend", new { description = "树已倒", reason = "有变化" }, ticket.Id, ticket.Version);
        var second = await worker.Push(mine);
        second.Outcomes().ShouldBe(["refused stale-version"]);
        var current = second.Results()[0]["current"]!;
        current.ToJsonString().ShouldBe((await worker.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk().Json.ToJsonString());
        ((string)current["urgency"]!, (long)current["version"]!).ShouldBe(("urgent", ticket.Version + 1));
        // The worker has seen it, and keeps both changes.
        mine["version"] = (long)current["version"]!;
        (await worker.Push(mine)).Outcomes().ShouldBe(["done"]);
        var both = (await worker.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        ((string)both["urgency"]!, (string)both["description"]!).ShouldBe(("urgent", "树已倒"));
        (await worker.Actions(ticket.Id)).ShouldBe(["file", "amend", "amend"]);
    }

    [Fact]
    public async Task A_ticket_that_was_recalled_meanwhile_is_not_taken()
    {
        var street = await TestStreet.New();
        var (officer, dispatcher) = (await street.Officer(), await street.Dispatcher());
        var ticket = await street.Dispatched();
        var recalled = (await dispatcher.Do(ticket, "recall", new { reason = "另派他人" })).ShouldBeOk();
        var taken = await officer.Push(
            Act("t1", "take", subject: ticket.Id, version: ticket.Version),
            Act("t2", "comment", new { text = "已到现场" }, ticket.Id),
            Act("t3", "resolve", new { result = "办结" }, ticket.Id, "@t1"));
        // A comment never conflicts, and what waits for the refused act is held.
        taken.Outcomes().ShouldBe(["refused stale-version", "done", "held t1"], taken.Text);
        ((string)taken.Results()[0]["current"]!["status"]!).ShouldBe("accepted");
        // The state refuses also with the version of now.
        var again = await officer.Push(Act("t1", "take", subject: ticket.Id, version: recalled.Version));
        again.Outcomes().ShouldBe(["refused action-not-allowed-in-status"]);
        ((string)again.Results()[0]["current"]!["status"]!).ShouldBe("accepted");
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk().Version.ShouldBe(recalled.Version);
    }

    [Fact]
    public async Task The_current_state_is_what_the_caller_may_see()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        const string Words = "来信人姓名与住址";
        var push = await worker.Push(
            Act("s1", "file", Report(street, Words, category: "0704")),
            Act("s2", "amend", new { description = Words + "更正", reason = Words }, "@s1", 9),
            Act("s3", "comment", new { text = Words }, "@s1"),
            Act("s4", "file", new { category = "0704", description = Words, reporter = new { name = Words, colour = Words } }));
        push.Outcomes().ShouldBe(["done", "refused stale-version", "done", "refused invalid-input"], push.Text);
        ((string)push.Results()[1]["current"]!["description"]!).ShouldBe("******");
        push.Text.ShouldNotContain(Words);
        (await street.App.Store.PlacesOf(Words)).ShouldBeEmpty();
        // Nobody else learns of it.
        var other = await (await street.OtherWorker()).Push(
            Act("s1", "amend", new { description = "x", reason = "x" }, (string)push.Results()[0]["subject"]!, 1));
        other.Outcomes().ShouldBe(["refused not-found"]);
        other.Results()[0]["current"].ShouldBeNull();
    }

    [Fact]
    public async Task What_the_post_may_not_do_is_in_the_audit_as_of_the_single_operation()
    {
        var street = await TestStreet.New();
        var (worker, ticket) = (await street.Worker(), await street.File());
        (await worker.Push(Act("p1", "cancel", new { reason = "x" }, ticket.Id, ticket.Version))).Outcomes()
            .ShouldBe(["refused post-not-allowed"]);
        await street.App.Services.GetRequiredService<DeniedRequests>().Flush(street.App.Db, default);
        var rows = (await (await street.Supervisor()).Get($"/v1/audit?subject={ticket.Id}")).ShouldBeOk();
        rows["items"]!.AsArray().Count(row => (string?)row!["code"] == "post-not-allowed" && (string?)row["subjectKind"] == "ticket")
            .ShouldBe(1, rows.Text);
    }
}
