using System.Net;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.Groups.GroupSteps;

namespace GridGov.Tests.Features.Groups;

/// <summary>Members come and go by day; what was entered stays as it was.</summary>
public class MembershipTests
{
    [Fact]
    public async Task A_membership_is_added_and_ended_and_the_list_of_each_day_stays()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var group = await street.Group();
        var worker = await street.Join(group, "worker", "information_officer", "2020-05-01");
        ((string)worker["name"]!, (string)worker["group"]!["name"]!, (string)worker["createdBy"]!["name"]!).ShouldBe(("worker", "第1网格党小组", "head1"));
        worker.Header("Location").ShouldBe($"{MembershipPath}/{worker.Id}");
        var future = await street.Join(group, "officer", "information_officer", "2030-01-01");
        var ended = (await head.Post($"{MembershipPath}/{worker.Id}/end", new { to = "2021-01-01", reason = "换届" }, 1)).ShouldBeOk();
        ((string)ended["to"]!, (string)ended["endReason"]!, ended.Version).ShouldBe(("2021-01-01", "换届", 2));
        (await head.Post($"{MembershipPath}/{worker.Id}/end", new { reason = "x" }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "membership-ended");
        await street.Join(group, "worker", "volunteer");
        foreach (var (day, names) in new[]
        {
            ("2020-04-30", Array.Empty<string>()), ("2020-05-01", ["worker"]), ("2020-12-31", ["worker"]), ("2021-01-01", []),
            (street.Today().Iso(), ["worker"]), ("2030-01-01", ["officer", "worker"]),
        })
            (await head.Get($"{MembershipPath}?group={group.Id}&day={day}")).Names().ShouldBe(names, day);
        (await head.Get($"{MembershipPath}?grid={street.Street}&role=information_officer&count=true")).ShouldBeOk()["count"]!.GetValue<int>()
            .ShouldBe(2);
        (await head.Get($"{MembershipPath}?kind=enterprise&grid={street.Street}")).Names().ShouldBeEmpty();
        (await head.Get($"/v1/people/{street.PersonId("worker")}/memberships")).Names().ShouldBe(["worker", "worker"]);
        (await head.Get($"/v1/people/{street.PersonId("worker")}/memberships?day=2020-06-01")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!["role"]!.GetValue<string>().ShouldBe("information_officer");
        (await head.Get($"/v1/people/{street.PersonId("outsider")}/memberships")).ShouldBe(HttpStatusCode.NotFound);
        // Who has not begun is out of it on the first day, and can be entered again.
        (await head.Post($"{MembershipPath}/{future.Id}/end", new { reason = "不再参加" }, 1)).ShouldBeOk()["to"]!.GetValue<string>()
            .ShouldBe("2030-01-01");
        await street.Join(group, "officer", "information_officer", "2030-01-01");
        (await street.ActionsOn(worker.Id)).ShouldBe(["add", "end"]);
    }

    [Fact]
    public async Task Nobody_has_a_role_twice_at_a_time()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var group = await street.Group();
        Task<Answer> Add(string from, string? to, string role = "volunteer") => head.Post($"{GroupPath}/{group.Id}/memberships", new
        {
            personId = street.PersonId("worker").ToString(), role, from, to,
        });
        (await Add("2020-01-01", "2021-01-01")).ShouldBeCreated();
        (await Add("2020-12-31", null)).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
        (await Add("2019-01-01", "2020-01-02")).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
        (await Add("2019-01-01", null)).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
        (await Add("2019-01-01", "2020-01-01")).ShouldBeCreated();
        (await Add("2021-01-01", null)).ShouldBeCreated();
        (await Add("2020-06-01", null, "liaison")).ShouldBeCreated();
        // People without an account are compared by name and number, however it is written.
        Task<Answer> Outsider(string name, string? phone) => head.Post($"{GroupPath}/{group.Id}/memberships", new
        {
            person = new { name, phone }, role = "volunteer",
        });
        (await Outsider("王小明", "13803710001")).ShouldBeCreated();
        (await Outsider("王小明", "138-0371-0001")).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
        (await Outsider("王小明", "13803710002")).ShouldBeCreated();
        (await Outsider("王小明", null)).ShouldBeCreated();
        (await Outsider("王小明", null)).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
    }

    [Fact]
    public async Task A_person_without_an_account_is_masked_and_read_for_a_purpose()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var group = await street.Group();
        var added = (await head.Post($"{GroupPath}/{group.Id}/memberships", new
        {
            person = new { name = "欧阳小明", phone = "13803710009" }, role = "leader",
        })).ShouldBeCreated();
        ((string)added["name"]!, (string)added["phone"]!, (string?)added["personId"]).ShouldBe(("欧***", "138****0009", null));
        foreach (var answer in new[]
        {
            await head.Get($"{MembershipPath}/{added.Id}"), await head.Get($"{MembershipPath}?group={group.Id}"),
            await head.Get($"{MembershipPath}?group={group.Id}", ("Accept", "text/csv")),
        })
            answer.ShouldBeOk().Text.ShouldNotContain("欧阳");
        (await street.App.Store.PlacesOf("欧阳小明", "13803710009")).ShouldBeEmpty();
        (await (await street.Worker()).Post($"{MembershipPath}/{added.Id}/unmask", new { purpose = "通知" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Post($"{MembershipPath}/{added.Id}/unmask", new { purpose = "通知" })).ShouldBeOk().Json.ToJsonString()
            .ShouldBe("""{"name":"\u6B27\u9633\u5C0F\u660E","phone":"13803710009"}""");
        // A refusal is audited a little later.
        (await street.ActionsIn("membership", added.Id)).Except(["post-not-allowed"]).ShouldBe(["add", "unmask_member"]);
        var known = await street.Join(group, "worker");
        (await head.Post($"{MembershipPath}/{known.Id}/unmask", new { purpose = "通知" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "member-not-masked");
    }

    [Fact]
    public async Task A_group_is_a_member_but_never_of_itself()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var (one, two, three) = (await street.Group("甲"), await street.Group("乙"), await street.Group("丙"));
        Task<Answer> Add(Answer group, Answer member, string role = "member", string? to = null) =>
            head.Post($"{GroupPath}/{group.Id}/memberships", new { memberGroupId = member.Id, role, from = "2026-01-01", to });
        (await Add(one, two, "leader")).ShouldFault("/role", "role-not-for-groups", "role-not-for-groups");
        (await Add(one, one)).ShouldRefuse(HttpStatusCode.Conflict, "membership-cycle");
        var added = (await Add(one, two)).ShouldBeCreated();
        ((string)added["name"]!, (string)added["memberGroupId"]!).ShouldBe(("乙", two.Id));
        (await Add(one, two)).ShouldRefuse(HttpStatusCode.Conflict, "member-already");
        (await Add(two, three)).ShouldBeCreated();
        (await Add(two, one)).ShouldRefuse(HttpStatusCode.Conflict, "membership-cycle");
        (await Add(three, one)).ShouldRefuse(HttpStatusCode.Conflict, "membership-cycle");
        (await Add(one, three)).ShouldBeCreated();
        (await head.Get($"{MembershipPath}?memberGroup={three.Id}")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        var end = (await head.Post($"{GroupPath}/{two.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        ((int)end["open"]!["memberships"]!).ShouldBe(2, "its member, and where it is one");
        (await Add(one, two)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        (await head.Post($"{GroupPath}/{two.Id}/memberships", new { personId = street.PersonId("worker").ToString(), role = "leader" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        (await Add(three, two)).ShouldRefuse(HttpStatusCode.Conflict, "group-ended");
        // On other days it is no cycle.
        var four = await street.Group("丁");
        (await head.Post($"{GroupPath}/{four.Id}/memberships", new
        {
            memberGroupId = one.Id, role = "member", from = "2020-01-01", to = "2021-01-01",
        })).ShouldBeCreated();
        (await Add(one, four)).ShouldBeCreated();
    }

    [Fact]
    public async Task Bad_input_wrong_posts_wrong_people_and_stale_versions_are_refused()
    {
        var street = await TestStreet.New();
        var (head, group) = (await street.Head1(), await street.Group());
        var path = $"{GroupPath}/{group.Id}/memberships";
        var worker = street.PersonId("worker").ToString();
        (await head.Post(path, new { role = "leader" })).ShouldFault("/personId", "required");
        (await head.Post(path, new { role = "leader", personId = worker, memberGroupId = group.Id })).ShouldFault("/personId", "required");
        (await head.Post(path, new { role = "chief", personId = worker })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Post(path, new { role = "leader", person = new { name = " ", phone = "x" } }))
            .ShouldFault("/person/name", "required").ShouldFault("/person/phone", "wrong_format");
        (await head.Post(path, new { role = "leader", personId = worker, from = "2026-02-01", to = "2026-02-01" }))
            .ShouldFault("/to", "out_of_range");
        (await head.Post(path, new { role = "leader", personId = street.PersonId("outsider").ToString() }))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        await street.App.Db.Write(tx => tx.Execute(
            "UPDATE people SET disabled_at = @Now WHERE id = @Id", new { tx.Now, Id = street.PersonId("instructor") }));
        (await head.Post(path, new { role = "leader", personId = street.PersonId("instructor").ToString() }))
            .ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
        (await (await street.Worker()).Post(path, new { role = "leader", personId = worker }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Get($"{MembershipPath}?group={group.Id}")).Names().ShouldBeEmpty();
        (await (await street.As("countyDispatcher")).Post($"{GroupPath}/{worker}/memberships", new { role = "leader", personId = worker }))
            .ShouldBe(HttpStatusCode.NotFound);
        // The head of the grid adds those who work there, although the street keeps their records.
        var added = (await (await street.Head3()).Post(path, new { role = "member", personId = worker })).ShouldBeCreated();
        (await (await street.Head3()).Post(path, new { role = "member", personId = street.PersonId("otherWorker").ToString() }))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x" })).Status.ShouldBe((HttpStatusCode)428);
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x" }, 2)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = " " }, 1)).ShouldFault("/reason", "required");
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x", to = "2020-01-01" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "membership-not-begun");
        (await (await street.Worker()).Post($"{MembershipPath}/{added.Id}/end", new { reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.OtherWorker()).Get($"{MembershipPath}/{added.Id}")).ShouldBe(HttpStatusCode.NotFound);
        var later = (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x", to = "2030-01-01" }, 1)).ShouldBeOk();
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x", to = "2031-01-01" }, later.Version))
            .ShouldFault("/to", "out_of_range");
        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "x" }, later.Version)).ShouldBeOk();
    }
}
