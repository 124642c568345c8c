using System.Net;
using System.Net.Http.Json;

namespace GridGov.Tests.Demo;

/// <summary>What the story plays of groups and of the public, each from its beginning to its end.</summary>
static class TogetherStory
{
    const string Grid = "410103003005006";

    /// <summary>A need is raised, published, claimed for a group, served, and confirmed by somebody else.</summary>
    public static async Task Need(DemoServer demo)
    {
        var (worker, dispatcher, liaison) = (await demo.As("demo-worker"), await demo.As("demo-dispatcher"), await demo.As("demo-liaison"));
        var need = (await worker.Post("/v1/needs", new
        {
            kind = "service", title = "陪护就医", description = "独居老人复诊", grid = Grid,
        })).ShouldBeCreated();
        need = (await dispatcher.Post($"/v1/needs/{need.Id}/publish", new { }, need.Version)).ShouldBeOk();
        var group = (string)(await liaison.Get("/v1/me")).ShouldBeOk()["groups"]![0]!["id"]!;
        var claim = (await liaison.Post($"/v1/needs/{need.Id}/claims", new { groupId = group })).ShouldBeCreated();
        var path = $"/v1/claims/{claim.Id}";
        claim = (await liaison.Post(path + "/start", new { }, claim.Version)).ShouldBeOk();
        claim = (await liaison.Post(path + "/report-done", new { }, claim.Version)).ShouldBeOk();
        (await liaison.Post(path + "/confirm", new { }, claim.Version)).ShouldRefuse(HttpStatusCode.Forbidden, "own-claim");
        (await dispatcher.Post(path + "/confirm", new { }, claim.Version)).ShouldBeOk();
        need = (await worker.Get($"/v1/needs/{need.Id}")).ShouldBeOk();
        ((string)need["status"]!, (string)need["closing"]!).ShouldBe(("closed", "fulfilled"), need.Text);
    }

    /// <summary>A point is raised at a meeting and becomes a ticket, whose closing answers it.</summary>
    public static async Task Point(DemoServer demo)
    {
        var (dispatcher, liaison) = (await demo.As("demo-dispatcher"), await demo.As("demo-liaison"));
        var meeting = (string)(await liaison.Get("/v1/meetings?status=planned")).ShouldBeOk()["items"]![0]!["id"]!;
        var point = (await liaison.Post($"/v1/meetings/{meeting}/points", new
        {
            title = "候诊区外路面破损", description = "轮椅通行困难", grid = Grid,
        })).ShouldBeCreated();
        point = (await dispatcher.Post($"/v1/points/{point.Id}/file-ticket", new { category = "0107" }, point.Version)).ShouldBeOk();
        ((bool)point["answered"]!).ShouldBeFalse(point.Text);
        await Handle(demo, (string)point["ticket"]!["id"]!);
        point = (await dispatcher.Get($"/v1/points/{point.Id}")).ShouldBeOk();
        ((bool)point["answered"]!).ShouldBeTrue(point.Text);
    }

    /// <summary>
    /// Somebody without an account reports, reads that it is closed, says that it is not solved (没解决), and a supervisor opens it again.
    /// </summary>
    public static async Task PublicReport(DemoServer demo)
    {
        var (dispatcher, supervisor) = (await demo.As("demo-dispatcher"), await demo.As("demo-supervisor"));
        var receipt = (await demo.Anonymous.Post("/v1/public/reports", new
        {
            category = "0107", description = "院门口花坛倒塌，挡住盲道", grid = Grid,
        })).ShouldBeCreated();
        var path = $"/v1/public/reports/{(string)receipt["receipt"]!}";
        var secret = ("Receipt-Secret", (string)receipt["secret"]!);
        var found = (await dispatcher.Get($"/v1/tickets?source=public&q={Uri.EscapeDataString("花坛倒塌")}")).ShouldBeOk();
        var ticket = (string)found["items"]![0]!["id"]!;
        await Handle(demo, ticket);
        ((string)(await demo.Anonymous.Get(path, secret)).ShouldBeOk()["step"]!).ShouldBe("closed");

        (await demo.Anonymous.Send(HttpMethod.Post, path + "/feedback",
            JsonContent.Create(new { solved = false, satisfied = false, text = "盲道仍不通" }), secret,
            ("Idempotency-Key", Caller.NewKey()))).ShouldBeOk();
        var asked = (await supervisor.Get("/v1/public-reports/reopening-requests")).ShouldBeOk()["items"]!.AsArray()
            .Single(each => (string)each!["ticketId"]! == ticket)!;
        (await supervisor.Post($"/v1/public-reports/{(string)asked["id"]!}/grant-reopening", new { reason = "复查盲道仍不通" },
            (long)asked["version"]!)).ShouldBeOk();
        ((string)(await demo.Anonymous.Get(path, secret)).ShouldBeOk()["step"]!).ShouldBe("reopened");
        await Handle(demo, ticket);
    }

    /// <summary>Verifies the ticket when the public reported it, and handles it to the closing.</summary>
    static async Task Handle(DemoServer demo, string id)
    {
        var (worker, officer) = (await demo.As("demo-worker"), await demo.As("demo-officer"));
        var ticket = (await (await demo.As("demo-dispatcher")).Get($"/v1/tickets/{id}")).ShouldBeOk();
        if ((string)ticket["status"]! == "submitted")
        {
            if ((string)ticket["source"]! == "public")
            {
                await Step("demo-dispatcher", "verify", new { verifierId = worker.Person.ToString(), question = "请到现场看" });
                await Step("demo-worker", "report-back", new { findings = "属实", confirmed = true });
            }
            await Step("demo-dispatcher", "accept", new { });
        }
        await Step("demo-dispatcher", "dispatch", new { handlerId = officer.Person.ToString() });
        await Step("demo-officer", "take", new { });
        await Step("demo-officer", "resolve", new { result = "已修复" });
        await Step("demo-inspector", "pass", new { });
        ((string)ticket["status"]!).ShouldBe("closed", ticket.Text);

        async Task Step(string who, string verb, object body) =>
            ticket = (await (await demo.As(who)).Post($"/v1/tickets/{id}/{verb}", body, ticket.Version)).ShouldBeOk();
    }
}
