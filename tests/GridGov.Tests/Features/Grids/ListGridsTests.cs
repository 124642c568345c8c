using System.Net;

namespace GridGov.Tests.Features.Grids;

public class ListGridsTests
{
    [Fact]
    public async Task The_own_grids_stand_by_code()
    {
        var town = await Town.New();
        Codes(await List(town, "")).ShouldBe([town.Street, town.Community, town.Grid, town.NextGrid, town.OtherCommunity, town.OtherGrid]);
        Codes(await List(town, "", "head3")).ShouldBe([town.Grid]);
    }

    [Fact]
    public async Task Filters_narrow_it()
    {
        var town = await Town.New();
        Codes(await List(town, "?level=2")).ShouldBe([town.Community, town.OtherCommunity]);
        Codes(await List(town, $"?parent={town.Community}")).ShouldBe([town.Grid, town.NextGrid]);
        Codes(await List(town, $"?under={town.OtherCommunity}")).ShouldBe([town.OtherCommunity, town.OtherGrid]);
        Codes(await List(town, $"?under={Town.OutsideStreet}")).ShouldBeEmpty();
        Codes(await List(town, "?q=" + Uri.EscapeDataString("二社"))).ShouldBe([town.OtherCommunity]);
        Codes(await List(town, "?q=" + town.OtherCommunity)).ShouldBe([town.OtherCommunity, town.OtherGrid]);
        Codes(await List(town, "?q=%25")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Retired_grids_show_when_asked_for()
    {
        var town = await Town.New();
        var unit = await town.NewUnit();
        (await (await town.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        Codes(await List(town, "?level=3")).ShouldNotContain((string)unit["code"]!);
        Codes(await List(town, "?level=3&retired=true")).ShouldContain((string)unit["code"]!);
    }

    [Fact]
    public async Task Paging_goes_through_all_of_it_once()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var found = new List<string>();
        var address = "/v1/grids?limit=4&count=true";
        while (true)
        {
            var page = (await admin.Get(address)).ShouldBeOk();
            ((long)page["count"]!).ShouldBe(6);
            found.AddRange(Codes(page));
            if ((string?)page["next"] is not { } next)
                break;
            page.Header("Link")!.ShouldContain("rel=\"next\"");
            address = $"/v1/grids?limit=4&count=true&cursor={next}";
        }
        found.ShouldBe([town.Street, town.Community, town.Grid, town.NextGrid, town.OtherCommunity, town.OtherGrid]);
    }

    [Fact]
    public async Task A_cursor_of_another_filter_is_refused()
    {
        var town = await Town.New();
        var page = await List(town, "?limit=1");
        (await (await town.Admin()).Get($"/v1/grids?limit=1&level=2&cursor={(string)page["next"]!}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Theory]
    [InlineData("level=4", "/level", "out_of_range")]
    [InlineData("parent=41010", "/parent", "wrong_format")]
    [InlineData("under=*", "/under", "wrong_format")]
    [InlineData("q=%20", "/q", "wrong_length")]
    [InlineData("limit=0", "/limit", "out_of_range")]
    public async Task Bad_filters_are_told_by_place_and_rule(string query, string pointer, string fault)
    {
        var town = await Town.New();
        (await (await town.Admin()).Get("/v1/grids?" + query)).ShouldFault(pointer, fault);
    }

    [Fact]
    public async Task Nobody_sees_nothing() =>
        (await App.Shared.Nobody().Get("/v1/grids")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");

    static async Task<Answer> List(Town town, string query, string who = "admin") => (await (await town.As(who)).Get("/v1/grids" + query)).ShouldBeOk();

    static string[] Codes(Answer page) => [.. page["items"]!.AsArray().Select(grid => (string)grid!["code"]!)];
}
