using System.Net;

namespace GridGov.Tests.Features.Grids;

public class GetGridTreeTests
{
    [Fact]
    public async Task Children_are_nested_to_the_requested_depth()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var shallow = (await head.Get($"/v1/grids/{street.Street}/tree")).ShouldBeOk();
        shallow["children"]!.AsArray().Select(c => (string)c!["code"]!).ShouldBe([street.Community, street.OtherCommunity]);
        shallow["children"]![0]!["children"]!.AsArray().ShouldBeEmpty();

        var deep = (await head.Get($"/v1/grids/{street.Street}/tree?depth=4")).ShouldBeOk();
        deep["children"]![0]!["children"]!.AsArray().Select(c => (string)c!["code"]!).ShouldBe([street.Grid, street.NextGrid]);
    }

    [Fact]
    public async Task Retired_grids_are_left_out()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        (await (await street.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        (await (await street.Head2()).Get($"/v1/grids/{street.Community}/tree")).ShouldBeOk()["children"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_tree_outside_the_own_grids_is_not_found()
    {
        var street = await TestStreet.New();
        (await (await street.Head2()).Get($"/v1/grids/{street.Street}/tree")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Depth_is_1_to_4()
    {
        var street = await TestStreet.New();
        (await (await street.Head1()).Get($"/v1/grids/{street.Street}/tree?depth=5")).ShouldFault("/depth", "out_of_range");
    }

    [Fact]
    public async Task A_tree_of_more_than_10000_grids_is_refused()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(async tx =>
        {
            for (var community = 100; community < 111; community++)
            {
                await Add($"{street.Street}{community}", 2, street.Street);
                for (var unit = 1; unit <= 920; unit++)
                    await Add($"{street.Street}{community}{unit:D3}", 3, $"{street.Street}{community}");
            }

            Task<int> Add(string code, int level, string parent) =>
                tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, '格', @Level, @Parent, "
                    + "@Now, 1)",
                    new { Code = code, Level = level, Parent = parent, tx.Now });
        });
        (await (await street.Head1()).Get($"/v1/grids/{street.Street}/tree?depth=2"))
            .ShouldRefuse(HttpStatusCode.Conflict, "tree-too-large");
        (await (await street.Head1()).Get($"/v1/grids/{street.Street}/tree?depth=1")).ShouldBeOk();
    }
}
