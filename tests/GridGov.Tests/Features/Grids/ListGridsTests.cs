using System.Net;

namespace GridGov.Tests.Features.Grids;

public class ListGridsTests
{
    [Fact]
    public async Task The_own_grids_are_listed_by_code()
    {
        var street = await TestStreet.New();
        Codes(await List(street, ""))
            .ShouldBe([street.Street, street.Community, street.Grid, street.NextGrid, street.OtherCommunity, street.OtherGrid]);
        Codes(await List(street, "", "head3")).ShouldBe([street.Grid]);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var street = await TestStreet.New();
        Codes(await List(street, "?level=2")).ShouldBe([street.Community, street.OtherCommunity]);
        Codes(await List(street, $"?parent={street.Community}")).ShouldBe([street.Grid, street.NextGrid]);
        Codes(await List(street, $"?under={street.OtherCommunity}")).ShouldBe([street.OtherCommunity, street.OtherGrid]);
        Codes(await List(street, $"?under={TestStreet.OutsideStreet}")).ShouldBeEmpty();
        Codes(await List(street, "?q=" + Uri.EscapeDataString("二社"))).ShouldBe([street.OtherCommunity]);
        Codes(await List(street, "?q=" + street.OtherCommunity)).ShouldBe([street.OtherCommunity, street.OtherGrid]);
        Codes(await List(street, "?q=%25")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Retired_grids_show_when_asked_for()
    {
        var street = await TestStreet.New();
        var unit = await street.NewUnit();
        (await (await street.Admin()).Post(unit.Path() + "/retire", new { reason = "撤销" }, unit.Version)).ShouldBeOk();
        Codes(await List(street, "?level=3")).ShouldNotContain((string)unit["code"]!);
        Codes(await List(street, "?level=3&retired=true")).ShouldContain((string)unit["code"]!);
    }

    [Fact]
    public async Task Paging_returns_every_grid_once()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
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
        found.ShouldBe([street.Street, street.Community, street.Grid, street.NextGrid, street.OtherCommunity, street.OtherGrid]);
    }

    [Fact]
    public async Task A_cursor_of_another_filter_is_refused()
    {
        var street = await TestStreet.New();
        var page = await List(street, "?limit=1");
        (await (await street.Admin()).Get($"/v1/grids?limit=1&level=2&cursor={(string)page["next"]!}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Theory]
    [InlineData("level=4", "/level", "out_of_range")]
    [InlineData("parent=41010", "/parent", "wrong_format")]
    [InlineData("under=*", "/under", "wrong_format")]
    [InlineData("q=%20", "/q", "wrong_length")]
    [InlineData("limit=0", "/limit", "out_of_range")]
    public async Task Bad_filters_are_reported_with_place_and_rule(string query, string pointer, string fault)
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Get("/v1/grids?" + query)).ShouldFault(pointer, fault);
    }

    [Fact]
    public async Task A_person_without_a_post_sees_no_grid() =>
        (await App.Shared.Nobody().Get("/v1/grids")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");

    static async Task<Answer> List(TestStreet street, string query, string who = "admin") =>
        (await (await street.As(who)).Get("/v1/grids" + query)).ShouldBeOk();

    static string[] Codes(Answer page) => [.. page["items"]!.AsArray().Select(grid => (string)grid!["code"]!)];
}
