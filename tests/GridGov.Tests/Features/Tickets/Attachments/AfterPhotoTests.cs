using System.Net;

namespace GridGov.Tests.Features.Tickets.Attachments;

public class AfterPhotoTests
{
    static async Task Require(TestStreet street, string category)
    {
        var root = await street.RootAdmin();
        var before = (await root.Get($"/v1/categories/{category}")).ShouldBeOk();
        ((bool)before["requiresAfterPhoto"]!).ShouldBeFalse();
        ((bool)(await root.Patch($"/v1/categories/{category}", new { requiresAfterPhoto = true }, before.Version)).ShouldBeOk()
            ["requiresAfterPhoto"]!).ShouldBeTrue();
    }

    static async Task<string?> Refusal(Caller caller, Answer ticket, string action) =>
        (string?)(await caller.Get($"/v1/tickets/{ticket.Id}/actions")).ShouldBeOk()["items"]!.AsArray()
            .Single(item => (string)item!["action"]! == action)!["code"];

    [Fact]
    public async Task A_category_can_require_a_photo_of_afterwards()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await Require(street, TicketSteps.Greenery);
        var (officer, inspector) = (await street.Officer(), await street.Inspector());
        var ticket = await street.Processing();
        var result = new { result = "已扶正加固" };
        (await officer.Attach(ticket.Id, kind: "before")).ShouldBeCreated();
        (await Refusal(officer, ticket, "resolve")).ShouldBe("after-photo-missing");
        (await officer.Do(ticket, "resolve", result)).ShouldRefuse(HttpStatusCode.Conflict, "after-photo-missing");
        (await officer.Attach(ticket.Id, kind: "after")).ShouldBeCreated();
        (await Refusal(officer, ticket, "resolve")).ShouldBeNull();
        var resolved = (await officer.Do(ticket, "resolve", result)).ShouldBeOk();

        // The check failed, so another photo is needed.
        var failed = (await inspector.Do(resolved, "fail", new { reason = "仍倾斜" })).ShouldBeOk();
        var again = (await officer.Do(failed, "take")).ShouldBeOk();
        (await officer.Do(again, "resolve", result)).ShouldRefuse(HttpStatusCode.Conflict, "after-photo-missing");
        await Task.Delay(2);
        (await officer.Attach(ticket.Id, kind: "after")).ShouldBeCreated();
        (await officer.Do(again, "resolve", result)).ShouldBeOk();
    }

    [Fact]
    public async Task Handling_on_the_spot_needs_it_too()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await Require(street, TicketSteps.Greenery);
        var worker = await street.Worker();
        var ticket = await street.File();
        (await Refusal(worker, ticket, "self_handle")).ShouldBe("after-photo-missing");
        (await worker.Do(ticket, "self-handle", new { result = "已清理" })).ShouldRefuse(HttpStatusCode.Conflict, "after-photo-missing");
        (await worker.Attach(ticket.Id, kind: "after")).ShouldBeCreated();
        (await worker.Do(ticket, "self-handle", new { result = "已清理" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_new_category_takes_it_from_its_parent()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await Require(street, "01");
        var root = await street.RootAdmin();
        ((bool)(await root.Post("/v1/categories", new { parent = "01", nameZh = "甲", nameEn = "A" })).ShouldBeCreated()
            ["requiresAfterPhoto"]!).ShouldBeTrue();
        ((bool)(await root.Post("/v1/categories", new { parent = "01", nameZh = "乙", nameEn = "B", requiresAfterPhoto = false }))
            .ShouldBeCreated()["requiresAfterPhoto"]!).ShouldBeFalse();
    }
}
