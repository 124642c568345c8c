using System.Net;

namespace GridGov.Tests.Features.Tickets.Verbs;

/// <summary>The check of a resolved ticket.</summary>
public class CheckTests
{
    [Fact]
    public async Task The_resolver_does_not_check()
    {
        var street = await TestStreet.New();
        // The head's post does not handle tickets, so the officer becomes an inspector as well.
        await street.App.Db.Write(tx =>
            TestStreet.Appoint(tx, street.PersonId("officer"), GridGov.Security.PostKind.Inspector, street.Street));
        var resolved = await street.Resolved();
        var officer = await street.Officer();
        (await officer.Do(resolved, "pass")).ShouldRefuse(HttpStatusCode.Forbidden, "resolver-cannot-check");
        (await officer.Do(resolved, "fail", new { reason = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "resolver-cannot-check");
        (await (await street.Head3()).Do(resolved, "pass")).ShouldBeOk();
    }

    [Fact]
    public async Task A_failed_check_returns_the_ticket_to_the_same_handler()
    {
        var street = await TestStreet.New();
        var rework = (await (await street.Inspector()).Do(await street.Resolved(), "fail", new { reason = "仍有枝叶" })).ShouldBeOk();
        ((string)rework["status"]!).ShouldBe("rework");
        ((string)rework["handler"]!["id"]!).ShouldBe(street.PersonId("officer").ToString());
        var processing = (await (await street.Officer()).Do(rework, "take")).ShouldBeOk();
        var resolved = (await (await street.Officer()).Do(processing, "resolve", new { result = "已再次修剪" })).ShouldBeOk();
        var closed = (await (await street.Inspector()).Do(resolved, "pass", new { comment = "合格" })).ShouldBeOk();
        closed["closedAt"].ShouldNotBeNull();
        ((string)closed["result"]!).ShouldBe("已再次修剪");
    }

    [Fact]
    public async Task Handling_on_the_spot_counts_as_established_and_another_checks_it()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var resolved = (await worker.Do(await street.File(), "self-handle", new { result = "已当场清理" })).ShouldBeOk();
        ((string)resolved["status"]!).ShouldBe("resolved");
        resolved["acceptedAt"].ShouldNotBeNull();
        (await worker.Do(resolved, "pass")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Do(resolved, "pass")).ShouldBeOk();
    }

    [Fact]
    public async Task A_ticket_handled_on_the_spot_returns_to_its_worker_after_a_failed_check()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var resolved = (await worker.Do(await street.File(), "self-handle", new { result = "已当场清理" })).ShouldBeOk();
        var rework = (await (await street.Head3()).Do(resolved, "fail", new { reason = "未清理干净" })).ShouldBeOk();
        ((string)rework["handler"]!["id"]!).ShouldBe(worker.Person.ToString());
        var processing = (await worker.Do(rework, "take")).ShouldBeOk();
        (await worker.Do(processing, "resolve", new { result = "已再次清理" })).ShouldBeOk();
    }
}
