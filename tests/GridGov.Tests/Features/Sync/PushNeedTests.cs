using System.Text.Json.Nodes;
using GridGov.Tests.Features.Needs;
using static GridGov.Tests.Features.Needs.NeedSteps;
using static GridGov.Tests.Features.Sync.PushSteps;

namespace GridGov.Tests.Features.Sync;

/// <summary>Needs that are submitted, and claims that are served, without signal.</summary>
public class PushNeedTests
{
    [Fact]
    public async Task A_need_is_submitted_once_and_refused_by_its_own_rules()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        JsonObject[] acts =
        [
            Act("n1", "submit_need", Draft(street)),
            Act("n2", "submit_need", Draft(street, new { title = "" })),
            Act("n3", "submit_need", Draft(street), after: ["n2"]),
        ];
        var push = await worker.Push(acts);
        push.Outcomes().ShouldBe(["done", "refused invalid-input", "held n2"], push.Text);
        ((string)push.Results()[1]["problem"]!["errors"]![0]!["pointer"]!).ShouldBe("/acts/1/body/title");
        ((long)push.Results()[0]["version"]!).ShouldBe(1);
        push.Text.ShouldNotContain(Phone);
        var need = (string)push.Results()[0]["subject"]!;
        (await worker.Get($"{NeedPath}/{need}")).ShouldBeOk().Status().ShouldBe("submitted");
        (await worker.Push(acts[0])).Outcomes().ShouldBe(["replayed"]);
        (await worker.Get(NeedPath)).Ids().ShouldBe([need]);
        (await (await street.Department()).Push(acts[0])).Outcomes().ShouldBe(["refused post-not-allowed"]);
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_continuing_claim_is_started_served_and_reported_done_each_once()
    {
        var street = await TestStreet.New();
        var officer = await street.Officer();
        var claim = await officer.Claim(await street.Published(new { continuing = true, cycle = "week" }));
        JsonObject[] acts =
        [
            Act("s1", "start_claim", subject: claim.Id, version: claim.Version),
            Act("s2", "create_claim_record", new { note = "已上门" }, "@s1", "@s1"),
            Act("s3", "create_claim_record", subject: claim.Id, version: "@s2"),
            Act("s4", "report_claim_done", new { }, "@s2", "@s3"),
        ];
        var push = await officer.Push(acts);
        push.Outcomes().ShouldBe(["done", "done", "done", "done"], push.Text);
        push.Results().Select(each => $"{each["subject"]} {each["version"]}")
            .ShouldBe(Enumerable.Range(2, 4).Select(version => $"{claim.Id} {version}"));
        var again = await officer.Push(acts);
        again.Outcomes().ShouldBe(["replayed", "replayed", "replayed", "replayed"], again.Text);
        again.Results().Select(each => (long)each["version"]!).ShouldBe([2, 3, 4, 5]);
        var served = (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        (served.Status(), (int)served["records"]!, served.Version).ShouldBe(("done", 2, 5));
        (await officer.Get($"{ClaimPath}/{claim.Id}/records")).Items().Select(each => $"{each!["note"]} {each["claimVersion"]}")
            .ShouldBe([" 5", "已上门 5"]);
        (await officer.Get($"{ClaimPath}/{claim.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["claim", "start", "record", "record", "report_done"]);
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_counts_on_the_day_of_the_phone()
    {
        var clock = TestClock.Starting("2026-03-04T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var officer = await street.Officer();
        var claim = await officer.Claim(await street.Published(new { continuing = true, cycle = "week" }));
        clock.Move(TimeSpan.FromDays(7));
        officer = await app.CallerFor(street.PersonId("officer"));
        var push = await officer.Push(
            Act("d1", "start_claim", subject: claim.Id, version: 1, at: At(app: app)),
            Act("d2", "create_claim_record", subject: claim.Id, version: "@d1", at: "2026-03-05T23:30:00+08:00"),
            Act("d3", "create_claim_record", new { day = "2026-03-06" }, claim.Id, "@d2", at: At(app: app)),
            Act("d4", "create_claim_record", subject: claim.Id, version: "@d3", at: "2026-03-03T12:00:00+08:00"),
            Act("d5", "create_claim_record", new { day = "2026-03-03" }, claim.Id, "@d3", at: At(app: app)));
        push.Outcomes().ShouldBe(["done", "done", "done", "refused invalid-input", "refused invalid-input"], push.Text);
        push.Results().Skip(3).Select(each => (string)each["problem"]!["errors"]![0]!["pointer"]!)
            .ShouldBe(["/acts/3/at", "/acts/4/body/day"]);
        (await officer.Get($"{ClaimPath}/{claim.Id}/records")).Items().Select(each => $"{each!["day"]} {each["cycleDay"]}")
            .ShouldBe(["2026-03-06 2026-03-02", "2026-03-05 2026-03-02"]);
        ((string)(await officer.Get($"{ClaimPath}/{claim.Id}"))["owed"]!["first"]!).ShouldBe("2026-03-09");
        (await app.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_that_changed_meanwhile_is_a_conflict_and_what_waits_for_the_act_is_held()
    {
        var street = await TestStreet.New();
        var (officer, dispatcher) = (await street.Officer(), await street.Dispatcher());
        var claim = await officer.Claim(await street.Published());
        var started = (await officer.Act(claim, "start")).ShouldBeOk();
        var push = await officer.Push(
            Act("k1", "start_claim", subject: claim.Id, version: claim.Version),
            Act("k2", "create_claim_record", new { note = "已上门" }, claim.Id, started.Version, after: ["k1"]),
            Act("k3", "start_claim", subject: claim.Id, version: started.Version),
            Act("k4", "report_claim_done", new { note = "x" }, claim.Id, started.Version),
            Act("k5", "report_claim_done", subject: claim.Id));
        push.Outcomes().ShouldBe(
            ["refused stale-version", "held k1", "refused claim-being-served", "refused invalid-input", "refused if-match-required"],
            push.Text);
        foreach (var conflict in new[] { push.Results()[0], push.Results()[2] })
            ((string)conflict["current"]!["status"]!, (long)conflict["current"]!["version"]!).ShouldBe(("serving", started.Version));
        ((string)push.Results()[3]["problem"]!["errors"]![0]!["pointer"]!).ShouldBe("/acts/3/body");
        (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk().Version.ShouldBe(started.Version, "nothing was done");
        (await (await street.Worker()).Push(Act("k6", "report_claim_done", subject: claim.Id, version: started.Version))).Outcomes()
            .ShouldBe(["refused not-your-claim"]);
        (await dispatcher.Act(started, "release", new { reason = "无人上门" })).ShouldBeOk();
        (await officer.Push(Act("k7", "report_claim_done", subject: claim.Id, version: started.Version + 1))).Outcomes()
            .ShouldBe(["refused claim-released-already"]);
    }
}
