using System.Net;

namespace GridGov.Tests.Features.Grids;

public class GetGridTests
{
    [Fact]
    public async Task A_grid_shows_its_parents()
    {
        var street = await TestStreet.New();
        var grid = (await (await street.Worker()).Get($"/v1/grids/{street.Grid}")).ShouldBeOk();
        ((string)grid["name"]!).ShouldBe("第1网格");
        grid["path"]!.AsArray().Select(a => (string)a!["name"]!).ShouldBe(["试市", "试区", "试街道", "一社区"]);
        grid["retiredAt"].ShouldBeNull();
        grid["successors"]!.AsArray().ShouldBeEmpty();
        // The response contains parent names that change without its version, so it is never 304.
        (await (await street.Worker()).Get($"/v1/grids/{street.Grid}", ("If-None-Match", grid.Header("ETag")!))).ShouldBeOk();
    }

    [Fact]
    public async Task Worker_of_another_grid_gets_404()
    {
        var street = await TestStreet.New();
        (await (await street.Outsider()).Get($"/v1/grids/{street.Grid}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get($"/v1/grids/{street.Community}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get("/v1/grids/nonsense")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }
}
