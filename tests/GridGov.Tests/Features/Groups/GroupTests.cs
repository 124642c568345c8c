using System.Net;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.Groups.GroupSteps;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Groups;

/// <summary>Groups are created, edited and ended by who manages the groups of their grid, and read by who works there.</summary>
public class GroupTests
{
    [Fact]
    public async Task A_group_is_created_edited_and_ended_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var committee = await street.Group("街道大工委", "committee", street.Street);
        var place = await street.Place("阵地", "venue");
        var group = (await head.Post(GroupPath, new
        {
            kind = "volunteer_team", name = "志愿一队", grid = street.Grid, parentId = committee.Id, description = "每月奉献日",
            officePhone = "13803710001", placeId = place.Id, externalNumber = "ZZ-1",
        })).ShouldBeCreated();
        group.Header("Location").ShouldBe($"{GroupPath}/{group.Id}");
        ((string)group["grid"]!["code"]!, (string)group["parentId"]!, (bool)group["public"]!, (string)group["links"]!["memberships"]!)
            .ShouldBe((street.Grid, committee.Id, false, $"{MembershipPath}?group={group.Id}"));
        var edited = (await head.Patch($"{GroupPath}/{group.Id}", new
        {
            name = "志愿二队", description = "", parentId = "", placeId = "", @public = true, grid = street.NextGrid,
        }, 1)).ShouldBeOk();
        ((string)edited["name"]!, (string?)edited["description"], (string?)edited["parentId"], (string?)edited["placeId"],
            (bool)edited["public"]!, (string)edited["grid"]!["code"]!).ShouldBe(("志愿二队", null, null, null, true, street.NextGrid));
        (await head.Patch($"{GroupPath}/{group.Id}", new { name = "志愿二队" }, 2)).ShouldBeOk().Version.ShouldBe(2);
        await street.Join(group, "worker");
        await street.Join(group, "officer", "volunteer", "2030-01-01");
        var ended = (await head.Post($"{GroupPath}/{group.Id}/end", new { reason = "并入总队" }, 2)).ShouldBeOk();
        ((string)ended["endedReason"]!, (int)ended["open"]!["memberships"]!, (int)ended["open"]!["needs"]!).ShouldBe(("并入总队", 2, 0));
        (await head.Post($"{GroupPath}/{group.Id}/end", new { reason = "x" }, 3)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        (await head.Patch($"{GroupPath}/{group.Id}", new { name = "x" }, 3)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        (await head.Get($"{GroupPath}/{group.Id}")).ShouldBeOk()["open"].ShouldBeNull();
        (await head.Get($"{GroupPath}/{group.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit", "end"]);
        (await street.ActionsIn("group", group.Id)).ShouldBe(["create", "edit", "end"], "the audit has each too");
        (await street.ActionsIn("membership", null)).ShouldBe(["add", "add"], "what ends with its group is no act of its own");
        var memberships = (await head.Get($"{MembershipPath}?group={group.Id}")).ShouldBeOk()["items"]!.AsArray();
        memberships.Select(each => (string?)each!["endReason"]).ShouldBe(["并入总队", "并入总队"]);
        ((string)memberships[1]!["to"]!).ShouldBe("2030-01-01", "it was never held");
        // The number is free again.
        (await head.Post(GroupPath, new { kind = "enterprise", name = "新企业", grid = street.Grid, externalNumber = "ZZ-1" })).ShouldBeCreated();
    }

    [Fact]
    public async Task What_a_group_leaves_open_is_counted()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var group = await street.Group();
        await street.App.Db.Write(async tx =>
        {
            var by = street.PersonId("worker");
            await tx.Execute("""
                INSERT INTO needs (id, kind, title, grid_code, group_id, salt, hidden, status, continuing, slots, claim_by, submitted_by,
                                   submitted_at, version)
                SELECT @Id + n, 'goods', 'x', @Grid, @Group, 'AAAAAAAAAAAAAAAAAAAAAA==', 0, CASE n WHEN 0 THEN 'open' ELSE 'closed' END, 0, 1,
                       20300101, @By, @Now, 1
                  FROM (SELECT 0 AS n UNION ALL SELECT 1) each
                """, new { Id = tx.NewId().Value, street.Grid, Group = IdOf(group.Id), By = by, tx.Now });
        });
        (await (await street.Head1()).Post($"{GroupPath}/{group.Id}/end", new { reason = "x" }, 1)).ShouldBeOk()["open"]!.ToJsonString()
            .ShouldBe("""{"memberships":0,"needs":1,"claims":0,"meetings":0}""");
    }

    [Fact]
    public async Task A_group_is_never_above_itself()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var top = await street.Group("甲");
        var middle = await street.Group("乙", parentId: top.Id);
        var bottom = await street.Group("丙", parentId: middle.Id);
        foreach (var parent in new[] { top, middle, bottom })
        {
            (await head.Patch($"{GroupPath}/{top.Id}", new { parentId = parent.Id }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "group-cycle");
        }
        (await head.Get($"{GroupPath}?parent={middle.Id}")).Names().ShouldBe(["丙"]);
        (await head.Post($"{GroupPath}/{middle.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        (await head.Patch($"{GroupPath}/{top.Id}", new { parentId = middle.Id }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        (await head.Patch($"{GroupPath}/{bottom.Id}", new { name = "丁" }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task Bad_input_wrong_posts_wrong_grids_and_stale_versions_are_refused()
    {
        var street = await TestStreet.New();
        var (head, worker) = (await street.Head1(), await street.Worker());
        (await head.Post(GroupPath, new { kind = "club", name = "x", grid = street.Grid })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Post(GroupPath, new { kind = "enterprise", name = " ", grid = "x", externalNumber = "甲", officePhone = "abc" }))
            .ShouldFault("/name", "required").ShouldFault("/grid", "wrong_format").ShouldFault("/externalNumber", "wrong_format")
            .ShouldFault("/officePhone", "wrong_format");
        (await head.Post(GroupPath, new { kind = "enterprise", name = "x", grid = TestStreet.OutsideGrid }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await (await street.RootAdmin()).Post(GroupPath, new { kind = "enterprise", name = "x", grid = street.County }))
            .ShouldFault("/grid", "group-above-street", "group-above-street");
        foreach (var body in new object[]
        {
            new { kind = "enterprise", name = "找 13803710001", grid = street.Grid },
            new { kind = "enterprise", name = "x", grid = street.Grid, description = "41010319800101123X" },
        })
            (await head.Post(GroupPath, body)).ShouldRefuse(HttpStatusCode.BadRequest, "personal-number-in-group");
        (await worker.Post(GroupPath, new { kind = "enterprise", name = "x", grid = street.Grid }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        var group = await street.Group();
        (await worker.Get($"{GroupPath}/{group.Id}")).ShouldBeOk()["links"].ShouldNotBeNull();
        (await worker.Patch($"{GroupPath}/{group.Id}", new { name = "x" }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Patch($"{GroupPath}/{group.Id}", new { name = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Patch($"{GroupPath}/{group.Id}", new { grid = street.NextGrid }, 1))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await head.Patch($"{GroupPath}/{group.Id}", new { placeId = street.PersonId("worker").ToString() }, 1))
            .ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await head.Patch($"{GroupPath}/{group.Id}", new { parentId = street.PersonId("worker").ToString() }, 1))
            .ShouldFault("/parentId", "unknown-group", "unknown-group");
        (await (await street.Head3()).Patch($"{GroupPath}/{group.Id}", new { name = "甲" }, 1)).ShouldBeOk();
        (await head.Patch($"{GroupPath}/{group.Id}", new { name = "乙" }, 1)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Patch($"{GroupPath}/{group.Id}", new { name = "乙" })).Status.ShouldBe((HttpStatusCode)428);
        (await head.Post($"{GroupPath}/{group.Id}/end", new { reason = "找 13803710001" }, 2))
            .ShouldFault("/reason", "personal-number-in-group", "personal-number-in-group");
        foreach (var stranger in new[] { await street.Outsider(), await street.OtherWorker() })
        {
            (await stranger.Get($"{GroupPath}/{group.Id}")).ShouldBe(HttpStatusCode.NotFound);
            (await stranger.Get($"{GroupPath}/{group.Id}/events")).ShouldBe(HttpStatusCode.NotFound);
            (await stranger.Get($"{GroupPath}?q=甲")).Names().ShouldBeEmpty();
        }
        (await (await street.Department()).Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await street.App.Db.Write(tx => tx.Execute("UPDATE groups SET external_number = 'A1' WHERE id = @Id", new { Id = IdOf(group.Id) }));
        (await head.Post(GroupPath, new { kind = "enterprise", name = "乙", grid = street.OtherGrid, externalNumber = "A1" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "group-number-used");
    }

    [Fact]
    public async Task Lists_are_filtered_paged_counted_and_exported()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var first = await street.Group("一组");
        await street.Group("二组", grid: street.OtherGrid);
        var team = await street.Group("=志愿队", "volunteer_team", street.Community);
        await street.Join(team, "worker", "volunteer");
        await street.Join(first, "officer", from: "2030-01-01");
        (await head.Get($"{GroupPath}?kind=party_group&count=true")).Names().ShouldBe(["一组", "二组"]);
        (await head.Get($"{GroupPath}?grid={street.Community}")).Names().ShouldBe(["一组", "=志愿队"]);
        (await head.Get($"{GroupPath}?q=志愿")).Names().ShouldBe(["=志愿队"]);
        (await head.Get($"{GroupPath}?person={street.PersonId("worker")}")).Names().ShouldBe(["=志愿队"]);
        (await head.Get($"{GroupPath}?person={street.PersonId("officer")}")).Names().ShouldBeEmpty("the membership has not begun");
        (await head.Get($"{GroupPath}?public=true&count=true")).ShouldBeOk()["count"]!.GetValue<int>().ShouldBe(0);
        var page = (await head.Get($"{GroupPath}?limit=2&count=true")).ShouldBeOk();
        ((int)page["count"]!, page["items"]!.AsArray().Count).ShouldBe((3, 2));
        (await head.Get($"{GroupPath}?limit=2&cursor={page["next"]}")).Names().ShouldBe(["=志愿队"]);
        (await head.Get($"{GroupPath}?kind=party_group&cursor={page["next"]}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await head.Get($"{GroupPath}?bom=true")).ShouldRefuse(HttpStatusCode.BadRequest, "only-in-export");

        var csv = await head.Get($"{GroupPath}?grid={street.Community}&lang=zh", ("Accept", "text/csv"));
        csv.ShouldBeOk();
        csv.Text.ShouldContain("组织标识,外部编号,类型,名称,网格代码,网格,上级组织,成员数");
        csv.Text.ShouldContain("'=志愿队", Case.Sensitive, "a formula is defused");
        csv.Text.ShouldContain(",一社区,,1,", Case.Sensitive, "one member today");
        (await head.Get($"{GroupPath}?limit=1", ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
        (await (await street.Worker()).Get(GroupPath, ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Get(GroupPath, ("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))).ShouldBeOk()
            .Text.ShouldStartWith("PK");
        (await street.ActionsIn("group", null)).ShouldContain("groups_exported");
    }

    [Fact]
    public async Task A_grid_with_groups_is_not_retired_and_a_repeated_request_creates_one()
    {
        var street = await TestStreet.New();
        var (admin, key) = (await street.Admin(), Caller.NewKey());
        var body = new { kind = "member_unit", name = "共建单位", grid = street.NextGrid };
        var group = (await admin.Post(GroupPath, body, key: key)).ShouldBeCreated();
        (await admin.Post(GroupPath, body, key: key)).ShouldBeCreated().Id.ShouldBe(group.Id);
        (await admin.Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-has-groups");
        (await admin.Post($"{GroupPath}/{group.Id}/end", new { reason = "撤销" }, 1)).ShouldBeOk();
        (await admin.Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task Groups_follow_when_their_grid_is_divided_anew()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var group = await street.Group(grid: street.NextGrid);
        var ended = await street.Group("已终止", grid: street.NextGrid);
        (await admin.Post($"{GroupPath}/{ended.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        var representative = await street.Representative(group);
        var moved = (await admin.Post(
            $"/v1/grids/{street.NextGrid}/move", new { parent = street.OtherCommunity, reason = "调整" }, 1)).ShouldBeOk();
        var to = street.OtherCommunity + "002";
        moved["groups"]!.ToJsonString().ShouldBe($$"""[{"from":"{{street.NextGrid}}","to":"{{to}}","count":1}]""");
        var after = (await admin.Get($"{GroupPath}/{group.Id}")).ShouldBeOk();
        ((string)after["grid"]!["code"]!, after.Version).ShouldBe((to, 2));
        ((string)(await admin.Get($"{GroupPath}/{ended.Id}")).ShouldBeOk()["grid"]!["code"]!).ShouldBe(street.NextGrid);
        ((string)(await representative.Get("/v1/me")).ShouldBeOk()["groups"]![0]!["grid"]!).ShouldBe(to, "the rights follow at once");
    }

    [Fact]
    public async Task The_actions_on_a_group_are_those_that_its_operations_allow()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var (group, other) = (await street.Group(), await street.Group("乙企业"));
        var leader = await street.Representative(group);
        var path = $"{GroupPath}/{group.Id}";
        async Task<List<(string Action, string Href, string? Code, string? Detail)>> Actions(Caller caller) =>
            [.. (await caller.Get(path + "/actions")).ShouldBeOk()["items"]!.AsArray().Select(each => (
                (string)each!["action"]!, (string)each["href"]!, (string?)each["code"], (string?)each["detail"]))];
        (await Actions(head)).ShouldBe(
            [("edit", path, null, null), ("add_member", path + "/memberships", null, null), ("end", path + "/end", null, null)]);
        (await Actions(leader)).Select(each => each.Code).ShouldBe(Enumerable.Repeat("post-not-allowed", 3));
        ((string)(await leader.Patch(path, new { name = "x" }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed")["detail"]!)
            .ShouldBe((await Actions(leader))[0].Detail);
        // Of another group of the grid a leader reads the name alone.
        (await leader.Get($"{GroupPath}/{other.Id}/actions")).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Outsider()).Get(path + "/actions")).ShouldBe(HttpStatusCode.NotFound);
        var ended = (await head.Post(path + "/end", new { reason = "合并" }, 1)).ShouldBeOk();
        (await Actions(head)).Select(each => each.Code).ShouldBe(Enumerable.Repeat("group-ended", 3));
        ((long)(await head.Get(path + "/actions")).ShouldBeOk()["version"]!).ShouldBe(ended.Version);
        foreach (var (address, body) in new (string, object)[]
        {
            ("/end", new { reason = "x" }), ("/memberships", new { personId = street.PersonId("worker").ToString(), role = "leader" }),
        })
            (await head.Post(path + address, body, ended.Version)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
    }
}
