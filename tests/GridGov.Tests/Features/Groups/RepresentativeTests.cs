using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.Auth;
using GridGov.Tests.Features.People;
using static GridGov.Tests.Features.Groups.GroupSteps;

namespace GridGov.Tests.Features.Groups;

/// <summary>Who leads a group without any post signs in and sees the group, its grid's groups by name, and nothing else.</summary>
public class RepresentativeTests
{
    [Fact]
    public async Task A_leader_without_a_post_signs_in_and_acts_for_the_group_from_its_day_until_its_day()
    {
        var street = await TestStreet.New();
        var (admin, head, group) = (await street.Admin(), await street.Head1(), await street.Group());
        var username = PeopleSteps.NewUsername();
        var person = await street.AddPerson("李队长", username);
        await street.App.Db.Write(tx => tx.Execute("UPDATE people SET password_hash = @Hash WHERE username = @Username", new
        {
            Username = username,
            Hash = ((PasswordHashing)street.App.Services.GetService(typeof(PasswordHashing))!).Hash(AuthSteps.Password),
        }));
        var leader = street.With(await street.SignIn(username));
        (await leader.Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var path = $"{GroupPath}/{group.Id}/memberships";
        // What has not begun, is over, or has another role gives nothing.
        foreach (var body in new object[]
        {
            new { personId = person.Id, role = "leader", from = "2030-01-01" },
            new { personId = person.Id, role = "leader", from = "2020-01-01", to = "2021-01-01" },
            new { personId = person.Id, role = "member" },
        })
            (await head.Post(path, body)).ShouldBeCreated();
        (await leader.Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var added = (await head.Post(path, new { personId = person.Id, role = "liaison" })).ShouldBeCreated();

        (await leader.Get($"{GroupPath}/{group.Id}")).ShouldBeOk()["links"].ShouldNotBeNull();
        var me = (await leader.Get("/v1/me")).ShouldBeOk();
        me["posts"]!.AsArray().ShouldBeEmpty();
        me["scopes"]!.AsArray().ShouldBeEmpty();
        var acting = me["groups"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)acting["id"]!, (string)acting["name"]!, (string)acting["grid"]!, (string)acting["role"]!)
            .ShouldBe((group.Id, "第1网格党小组", street.Grid, "liaison"));
        me["capabilities"]!.AsArray().Select(each => (string)each!).ShouldBe(
            ["group_read", "need_read", "need_submit", "need_claim", "offer_manage", "meeting_read", "meeting_manage"], ignoreOrder: true);
        (await head.Get($"/v1/people/{person.Id}/memberships?day={street.Today().Iso()}")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
        (await leader.Get($"/v1/people/{person.Id}/memberships")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(4);

        (await head.Post($"{MembershipPath}/{added.Id}/end", new { reason = "换届" }, 1)).ShouldBeOk();
        (await leader.Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Get("/v1/me")).ShouldBeOk()["groups"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_representative_reads_the_own_group_and_of_others_in_its_grid_the_name()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var own = await street.Group("甲组");
        var leader = await street.Representative(own);
        await street.Join(own, "worker", "volunteer");
        var other = (await head.Post(GroupPath, new
        {
            kind = "enterprise", name = "乙企业", grid = street.Grid, description = "说明", officePhone = "0371-1", externalNumber = "B-1",
            parentId = own.Id, @public = true,
        })).ShouldBeCreated();
        await street.Join(other, "officer", "member");
        await street.Group("隔壁", grid: street.NextGrid);
        await street.Group("街道", grid: street.Street);

        (await leader.Get(GroupPath + "?count=true")).Names().ShouldBe(["甲组", "乙企业"]);
        (await leader.Get($"{GroupPath}?count=true")).ShouldBeOk()["count"]!.GetValue<int>().ShouldBe(2);
        (await leader.Get($"{GroupPath}?grid={street.NextGrid}")).Names().ShouldBeEmpty();
        var named = (await leader.Get($"{GroupPath}/{other.Id}")).ShouldBeOk();
        named.Json.AsObject().Where(pair => pair.Value is not null).Select(pair => pair.Key)
            .ShouldBe(["id", "kind", "name", "grid", "createdAt", "version"]);
        named.Header("ETag").ShouldNotBe((await head.Get($"{GroupPath}/{other.Id}")).Header("ETag"));
        (await leader.Get($"{GroupPath}/{own.Id}")).ShouldBeOk()["public"].ShouldNotBeNull();
        // A filter by what is not shown tells nothing.
        foreach (var filter in new[] { "externalNumber=B-1", "public=true", $"parent={own.Id}", $"person={street.PersonId("officer")}" })
            (await leader.Get($"{GroupPath}?{filter}")).Names().ShouldBeEmpty(filter);
        (await leader.Get($"{GroupPath}?person={street.PersonId("worker")}")).Names().ShouldBe(["甲组"]);
        (await leader.Get(MembershipPath)).Names().ShouldBe(["representative", "worker"]);
        (await leader.Get($"{MembershipPath}?group={other.Id}")).Names().ShouldBeEmpty();
        (await leader.Get($"{GroupPath}/{other.Id}/events")).ShouldBe(HttpStatusCode.NotFound);
        (await leader.Get($"{GroupPath}/{own.Id}/events")).ShouldBeOk();
        (await leader.Get($"/v1/people/{street.PersonId("worker")}/memberships")).ShouldBe(HttpStatusCode.NotFound);
        (await leader.Get(GroupPath, ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Patch($"{GroupPath}/{own.Id}", new { name = "x" }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await leader.Post($"{GroupPath}/{own.Id}/memberships", new { role = "leader", personId = street.PersonId("worker").ToString() }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // What a phone copies is the same.
        var pull = (await leader.Get("/v1/sync/pull?limit=500")).ShouldBeOk();
        var copied = pull["changes"]!.AsArray().Where(each => (string)each!["kind"]! == "group").Select(each => each!["data"]!).ToList();
        copied.Select(each => (string)each["name"]!).ShouldBe(["甲组", "乙企业"]);
        copied[1].ToJsonString().ShouldBe(named.Json.ToJsonString());
    }

    [Fact]
    public async Task Acting_ends_at_once_with_the_account_the_group_and_the_membership()
    {
        var street = await TestStreet.New();
        var (admin, head) = (await street.Admin(), await street.Head1());
        var group = await street.Group();
        var (first, second) = (await street.Representative(group), await street.Representative(group, "liaison"));
        foreach (var each in new[] { first, second })
            (await each.Get($"{GroupPath}/{group.Id}")).ShouldBeOk();
        (await admin.Patch($"/v1/people/{first.Person}", new { disabled = true }, await admin.VersionOf(first.Person))).ShouldBeOk();
        (await first.Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await head.Get($"{MembershipPath}?person={first.Person}")).ShouldBeOk()["items"]![0]!["disabled"]!.GetValue<bool>().ShouldBeTrue();
        (await head.Post($"{GroupPath}/{group.Id}/end", new { reason = "x" }, 1)).ShouldBeOk();
        (await second.Get($"{GroupPath}/{group.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task An_administrator_alone_opens_nothing_confidential_by_a_membership()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var petition = (await (await street.Worker()).Post("/v1/tickets", new
        {
            category = "0701", description = "上访原因", grid = street.Grid, reporter = new { name = "王某", phone = "13803710009" },
        })).ShouldBeCreated();
        var committee = (await admin.Post(GroupPath, new { kind = "committee", name = "大工委", grid = street.Street })).ShouldBeCreated();
        foreach (var role in new[] { "leader", "liaison" })
        {
            (await admin.Post($"{GroupPath}/{committee.Id}/memberships", new { personId = admin.Person.ToString(), role })).ShouldBeCreated();
            var leader = await street.Representative(committee, role);
            (await leader.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            foreach (var reader in new[] { admin, leader })
            {
                (await reader.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "x" }))
                    .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
                (await reader.Post($"/v1/tickets/{petition.Id}/reporters/unmask", new { purpose = "x" }))
                    .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            }
            (await admin.Get($"/v1/tickets/{petition.Id}")).ShouldBeOk().Text.ShouldNotContain("上访原因");
        }
        // No right of whoever acts for a group is one of tickets, people, places or records.
        Enum.GetValues<Capability>().Where(Representation.May).ShouldBe(
            [Capability.GroupRead, Capability.NeedRead, Capability.NeedSubmit, Capability.NeedClaim, Capability.OfferManage,
             Capability.MeetingRead, Capability.MeetingManage]);
    }

    [Fact]
    public async Task An_API_key_acts_for_no_group()
    {
        var street = await TestStreet.New();
        var group = await street.Group(grid: street.OtherGrid);
        (await (await street.Head1()).Post($"{GroupPath}/{group.Id}/memberships", new
        {
            personId = street.PersonId("worker").ToString(), role = "leader",
        })).ShouldBeCreated();
        (await (await street.Worker()).Get($"{GroupPath}/{group.Id}")).ShouldBeOk();
        var key = await Leaks.StreetMembers.WithKey(street, "worker", PostKind.GridWorker, street.Grid);
        (await key.Caller.Get($"{GroupPath}/{group.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await key.Caller.Get(GroupPath)).Names().ShouldBeEmpty();
    }
}
