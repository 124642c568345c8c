using System.Net;

namespace GridGov.Tests.Features.Grids;

public class ListGridEventsTests
{
    [Fact]
    public async Task The_history_is_paged_oldest_first()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var unit = await street.NewUnit();
        (await admin.Patch(unit.Path(), new { name = "新名" }, 1)).ShouldBeOk();
        (await admin.Post(unit.Path() + "/retire", new { reason = "撤销" }, 2)).ShouldBeOk();

        var first = (await admin.Get(unit.Path() + "/events?limit=2")).ShouldBeOk();
        first["items"]!.AsArray().Select(e => (string)e!["action"]!).ShouldBe(["create", "rename"]);
        var second = (await admin.Get($"{unit.Path()}/events?limit=2&cursor={(string)first["next"]!}")).ShouldBeOk();
        second["items"]!.AsArray().Select(e => (string)e!["action"]!).ShouldBe(["retire"]);
        ((string)second["items"]![0]!["reason"]!).ShouldBe("撤销");
        ((long)second["items"]![0]!["version"]!).ShouldBe(3);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task Worker_of_another_grid_gets_404()
    {
        var street = await TestStreet.New();
        (await (await street.Outsider()).Get($"/v1/grids/{street.Grid}/events")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/events?limit=201")).ShouldFault("/limit", "out_of_range");
        (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/events?cursor=zz"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }
}
