using System.Net;

namespace GridGov.Tests.Features.Grids;

public class RenameGridTests
{
    [Fact]
    public async Task A_grid_gets_another_name_and_keeps_the_old_one_in_its_history()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var renamed = (await admin.Patch($"/v1/grids/{street.Grid}", new { name = "第一网格" }, 1)).ShouldBeOk();
        ((string)renamed["name"]!).ShouldBe("第一网格");
        renamed.Version.ShouldBe(2);
        renamed.Header("ETag").ShouldBe("\"2\"");

        var events = (await admin.Get($"/v1/grids/{street.Grid}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Count.ShouldBe(1);
        ((string)events[0]!["action"]!).ShouldBe("rename");
        ((string)events[0]!["details"]!["from"]!).ShouldBe("第1网格");
        ((string)events[0]!["by"]!["id"]!).ShouldBe(admin.Person.ToString());
        ((string)events[0]!["post"]!).ShouldBe("administrator");
    }

    [Fact]
    public async Task The_same_name_is_no_change()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Patch($"/v1/grids/{street.Grid}", new { name = "第1网格" }, 1)).ShouldBeOk().Version.ShouldBe(1);
        (await street.Events(street.Grid)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_who_sees_a_grid_but_does_not_manage_it_gets_403()
    {
        var street = await TestStreet.New();
        (await (await street.CommunityAdmin()).Patch($"/v1/grids/{street.OtherGrid}", new { name = "改" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head1()).Patch($"/v1/grids/{street.Grid}", new { name = "改" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task Admin_of_another_street_gets_404()
    {
        var (street, other) = (await TestStreet.New(), await TestStreet.New());
        (await (await other.Admin()).Patch($"/v1/grids/{street.Grid}", new { name = "改" }, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_version_is_needed_and_a_stale_one_is_refused()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Patch($"/v1/grids/{street.Grid}", new { name = "改" })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Patch($"/v1/grids/{street.Grid}", new { name = "改" }, 7))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Fact]
    public async Task A_retired_grid_keeps_its_name()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        var retired = (await (await street.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await (await street.Admin()).Patch(unit.Path(), new { name = "改" }, retired.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
    }

    [Fact]
    public async Task An_empty_name_is_refused()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Patch($"/v1/grids/{street.Grid}", new { name = "" }, 1)).ShouldFault("/name", "required");
        (await (await street.Admin()).Patch($"/v1/grids/{street.Grid}", new { title = "x" }, 1)).ShouldFault("/title", "unknown_property");
    }
}
