using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Campaigns are planned, edited, started, closed and cancelled by who leads campaigns in all their grids.</summary>
public class CampaignTests
{
    static readonly object[] Questions =
    [
        new { key = "heating", type = "yes_no", text = new { zh = "取暖是否正常", en = "Does the heating work?" }, required = true },
        new { key = "why", type = "text", text = new { zh = "为何" }, when = new { question = "heating", answers = new[] { "false" } } },
    ];

    [Fact]
    public async Task A_campaign_is_planned_edited_started_and_closed_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var campaign = await street.Planned(new
        {
            kind = "visit", name = "敲门", grids = new[] { street.Grid, street.OtherGrid, street.Community }, fromDay = Today.Text(),
            toDay = Today.AddDays(3).Text(), cycle = "week", target = new { kinds = new[] { "household" }, tags = new[] { "独居" } },
            goal = 10, questions = Questions, leaderId = street.PersonId("head2").ToString(), description = "冬季",
        });
        campaign.Header("Location").ShouldBe($"{Campaigns}/{campaign.Id}");
        ((string)campaign["status"]!, (string)campaign["grid"]!["code"]!, (string)campaign["leader"]!["name"]!)
            .ShouldBe(("planned", street.Street, "head2"));
        campaign["grids"]!.AsArray().Select(each => (string)each!["code"]!).ShouldBe([street.Community, street.OtherGrid]);
        campaign["currentCycle"].ShouldBeNull();
        var edited = (await head.Patch($"{Campaigns}/{campaign.Id}", new
        {
            kind = "survey", grids = new[] { street.Community }, description = "", goal = 0, cycle = "once", questions = Array.Empty<object>(),
        }, campaign.Version)).ShouldBeOk();
        ((string)edited["kind"]!, (string?)edited["description"], (int?)edited["goal"], (string)edited["grid"]!["code"]!)
            .ShouldBe(("survey", null, null, street.Community));
        (await head.Patch($"{Campaigns}/{campaign.Id}", new { kind = "survey" }, edited.Version)).ShouldBeOk().Version.ShouldBe(2);
        var started = (await head.Post($"{Campaigns}/{campaign.Id}/start", null, edited.Version)).ShouldBeOk();
        ((string)started["status"]!, (string)started["currentCycle"]!["first"]!).ShouldBe(("running", Today.Text()));
        (await head.Patch($"{Campaigns}/{campaign.Id}", new { cycle = "day" }, started.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "campaign-already-running");
        var renamed = (await head.Patch($"{Campaigns}/{campaign.Id}", new { name = "问卷", toDay = Today.AddDays(9).Text() }, started.Version))
            .ShouldBeOk();
        (await head.Post($"{Campaigns}/{campaign.Id}/start", null, renamed.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "campaign-already-running");
        var closed = (await head.Post($"{Campaigns}/{campaign.Id}/close", null, renamed.Version)).ShouldBeOk();
        ((string)closed["status"]!, closed["endedAt"] is null).ShouldBe(("closed", false));
        (await head.Post($"{Campaigns}/{campaign.Id}/cancel", new { reason = "x" }, closed.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "campaign-ended");
        (await head.Patch($"{Campaigns}/{campaign.Id}", new { name = "y" }, closed.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "campaign-ended");
        (await head.Get($"{Campaigns}/{campaign.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit", "start", "edit", "close"]);
        (await street.ActionsIn("campaign", campaign.Id)).ShouldBe(["create", "edit", "start", "edit", "close"], "the audit has each too");
    }

    [Fact]
    public async Task What_cannot_be_a_campaign_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        async Task<Answer> Plan(object changes)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(GoingOutSteps.Plan(street))!.AsObject();
            foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(changes)!.AsObject())
                body[name] = value?.DeepClone();
            return await head.Post(Campaigns, body);
        }

        (await Plan(new { name = " " })).ShouldFault("/name", "required");
        (await Plan(new { grids = Array.Empty<string>() })).ShouldFault("/grids", "wrong_length");
        (await Plan(new { grids = new[] { "x" } })).ShouldFault("/grids", "wrong_format");
        (await Plan(new { grids = new[] { TestStreet.OutsideGrid } })).ShouldFault("/grids/0", "unknown-grid", "unknown-grid");
        (await Plan(new { toDay = Today.AddDays(-3).Text() })).ShouldFault("/toDay", "out_of_range");
        (await Plan(new { fromDay = Today.AddDays(-9).Text(), toDay = Today.AddDays(-1).Text() })).ShouldFault("/toDay", "out_of_range");
        (await Plan(new { target = new { kinds = Array.Empty<string>() } })).ShouldFault("/target/kinds", "wrong_length");
        (await Plan(new { target = new { careLevel = "high" } })).Status.ShouldBe(HttpStatusCode.BadRequest, "no campaign chooses by care level");
        (await Plan(new { target = new { zone = street.PersonId("worker").ToString() } }))
            .ShouldFault("/target/zone", "unknown-zone", "unknown-zone");
        (await Plan(new { leaderId = street.PersonId("outsider").ToString() }))
            .ShouldFault("/leaderId", "unknown-person", "unknown-person");
        (await Plan(new { questions = new object[] { new { key = "A B", type = "text", text = new { zh = "x" } } } }))
            .ShouldFault("/questions/0/key", "wrong_format");
        (await Plan(new { questions = new object[] { new { key = "a", type = "single_choice", text = new { zh = "x" } } } }))
            .ShouldFault("/questions/0/choices", "required", "invalid-questions");
        (await Plan(new { questions = Enumerable.Range(0, 31).Select(i => new { key = $"q{i}", type = "text", text = new { zh = "x" } }) }))
            .ShouldFault("/questions", "wrong_length");
        (await (await street.Worker()).Post(Campaigns, GoingOutSteps.Plan(street)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var future = await street.Planned(GoingOutSteps.Plan(street, from: Today.AddDays(1), to: Today.AddDays(3)));
        (await head.Post($"{Campaigns}/{future.Id}/start", null, 1)).ShouldRefuse(HttpStatusCode.Conflict, "campaign-outside-its-days");
        (await head.Post($"{Campaigns}/{future.Id}/close", null, 1)).ShouldRefuse(HttpStatusCode.Conflict, "campaign-not-running");
        (await head.Post($"{Campaigns}/{future.Id}/start", null, 9)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Post($"{Campaigns}/{future.Id}/start", null)).Status.ShouldBe((HttpStatusCode)428);
        ((string)(await head.Post($"{Campaigns}/{future.Id}/cancel", new { reason = "合并" }, 1)).ShouldBeOk()["endedReason"]!)
            .ShouldBe("合并");
    }

    [Fact]
    public async Task Its_events_name_the_post_that_leads_it_and_not_one_elsewhere()
    {
        var (there, here) = (await TestStreet.New(), await TestStreet.New());
        var person = await here.App.Db.Write(tx => TestStreet.AddPerson(tx, "leader", here.Street));
        await StreetMembers.Appoint(here.App, person, PostKind.Dispatcher, there.Street);
        await StreetMembers.Appoint(here.App, person, PostKind.GridHead, here.Street);
        var caller = await here.App.CallerFor(person);
        var campaign = (await caller.Post(Campaigns, GoingOutSteps.Plan(here))).ShouldBeCreated();
        (await caller.Post($"{Campaigns}/{campaign.Id}/start", null, campaign.Version)).ShouldBeOk();
        (await caller.Get($"{Campaigns}/{campaign.Id}/events")).ShouldBeOk()["items"]!.AsArray()
            .ShouldAllBe(each => (string)each!["post"]! == "grid_head");
    }

    [Fact]
    public async Task It_is_read_above_and_below_its_grids_and_led_by_who_leads_in_all_of_them()
    {
        var street = await TestStreet.New();
        var campaign = await street.Planned(GoingOutSteps.Plan(street, grid: street.Community));
        foreach (var who in new[] { "worker", "head2", "head3", "instructor", "supervisor", "admin" })
        {
            (await (await street.As(who)).Get($"{Campaigns}/{campaign.Id}")).ShouldBeOk();
            (await (await street.As(who)).Get($"{Campaigns}?count=true&grid={street.Grid}&status=planned&kind=visit&cycle=once&day={Today.Text()}"))
                .Items().Count.ShouldBe(1);
        }
        (await (await street.OtherWorker()).Get($"{Campaigns}/{campaign.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.OtherWorker()).Get(Campaigns)).Items().ShouldBeEmpty();
        (await (await street.Outsider()).Get($"{Campaigns}/{campaign.Id}/events")).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Department()).Get($"{Campaigns}/{campaign.Id}")).ShouldBe(HttpStatusCode.Forbidden);
        (await (await street.Head1()).Get($"{Campaigns}?kind=patrol")).Items().ShouldBeEmpty();
        (await (await street.Head1()).Get($"{Campaigns}?leader={street.PersonId("head1")}")).Items().ShouldBeEmpty();
        (await (await street.Head1()).Get($"{Campaigns}?day=2020-01-01")).Items().ShouldBeEmpty();
        // The head of a unit grid leads no campaign of the community.
        (await (await street.Head3()).Post($"{Campaigns}/{campaign.Id}/start", null, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head2()).Post($"{Campaigns}/{campaign.Id}/start", null, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task Its_targets_are_chosen_at_the_start_and_follow_the_places()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var chosen = await street.Place("甲", tags: ["独居"]);
        await street.Place("乙");
        await street.Place("丙", grid: street.OtherGrid, tags: ["独居"]);
        var campaign = await street.Running(GoingOutSteps.Plan(street, target: new { kinds = new[] { "household" }, tags = new[] { "独居", "高龄" } }));
        (await street.Targets(campaign.Id)).ShouldBe(["甲"]);
        var added = await street.Place("丁", tags: ["高龄"]);
        (await street.Targets(campaign.Id)).ShouldBe(["甲", "丁"]);
        (await head.Patch($"/v1/places/{chosen.Id}", new { tags = Array.Empty<string>() }, chosen.Version)).ShouldBeOk();
        (await street.Targets(campaign.Id)).ShouldBe(["丁"]);
        var moved = (await head.Patch($"/v1/places/{added.Id}", new { grid = street.NextGrid }, added.Version)).ShouldBeOk();
        (await street.Targets(campaign.Id)).ShouldBe(["丁"]);
        (await head.Post($"/v1/places/{added.Id}/retire", new { reason = "拆" }, moved.Version)).ShouldBeOk();
        (await street.Targets(campaign.Id)).ShouldBeEmpty();
        (await head.Get($"{Campaigns}/{campaign.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "start", "retarget", "retarget", "retarget", "retarget"]);
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(campaign.Id, StringComparison.Ordinal));
        (await head.Post($"{Campaigns}/{campaign.Id}/close", null, campaign.Version)).ShouldBeOk();
        await street.Place("戊", tags: ["高龄"]);
        (await street.Targets(campaign.Id)).ShouldBeEmpty("an ended campaign takes no more");
    }

    [Fact]
    public async Task A_zone_and_the_public_choose_too()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.Place("内", "premises", position: boundaries.Location(100, 500));
        await street.Place("外", "premises", position: boundaries.Location(200, 500));
        var zone = (await (await street.Admin()).Post("/v1/zones", new
        {
            name = "商圈", grid = street.Community, boundary = JsonNode.Parse(boundaries.Box("x", 50, 150))!["geometry"],
        })).ShouldBeCreated();
        var campaign = await street.Running(GoingOutSteps.Plan(street, "inspection", target: new { zone = zone.Id, @public = false }));
        (await street.Targets(campaign.Id)).ShouldBe(["内"]);
        var none = await street.Running(GoingOutSteps.Plan(street, "inspection", target: new { @public = true }));
        (await street.Targets(none.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_days_start_and_close_it_by_themselves()
    {
        var clock = TestClock.Starting("2026-03-02T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var day = new DateOnly(2026, 3, 2);
        var campaign = await street.Planned(GoingOutSteps.Plan(street, from: day.AddDays(1), to: day.AddDays(2)));
        (await CampaignDays.Run(app.Db, default)).ShouldBe(0);
        clock.Move(TimeSpan.FromDays(1));
        (await CampaignDays.Run(app.Db, default)).ShouldBe(1);
        (await CampaignDays.Run(app.Db, default)).ShouldBe(0);
        head = await street.SignedInAgain("head1");
        ((string)(await head.Get($"{Campaigns}/{campaign.Id}")).ShouldBeOk()["status"]!).ShouldBe("running");
        clock.Move(TimeSpan.FromDays(1));
        (await CampaignDays.Run(app.Db, default)).ShouldBe(0, "the last day belongs to it");
        clock.Move(TimeSpan.FromDays(1));
        (await CampaignDays.Run(app.Db, default)).ShouldBe(1);
        head = await street.SignedInAgain("head1");
        ((string)(await head.Get($"{Campaigns}/{campaign.Id}")).ShouldBeOk()["status"]!).ShouldBe("closed");
        (await app.Differences()).ShouldBeEmpty();
    }
}
