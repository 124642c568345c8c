using System.Net;
using GridGov.Host.Commands;
using GridGov.Security;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Grids.Redivision;

public class MergeMoveRedrawTests
{
    [Fact]
    public async Task Merged_grids_give_their_tickets_posts_and_area_to_a_new_one()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var secondHead = await street.App.Db.Write(async tx =>
        {
            var person = await TestStreet.AddPerson(tx, "secondHead", street.Street);
            await TestStreet.Appoint(tx, person, PostKind.GridHead, street.NextGrid, responsibility: Responsibility.First);
            return person;
        });
        var (one, other) = (await street.FileAt(113.602, 34.705), await street.FileAt(113.612, 34.705, street.NextGrid));
        var merged = (await admin.Post("/v1/grids/merge", new
        {
            reason = "并为一个网格",
            grids = new[]
            {
                new { grid = street.Grid, version = (await street.Grid(street.Grid)).Version },
                new { grid = street.NextGrid, version = (await street.Grid(street.NextGrid)).Version },
            },
            into = new { name = "合并网格" },
        })).ShouldBeOk();
        var successor = merged.Codes("created").ShouldHaveSingleItem();
        merged.Codes("retired").ShouldBe([street.Grid, street.NextGrid]);
        (await street.GridOf(one), await street.GridOf(other)).ShouldBe((successor, successor));
        var area = (await admin.Get($"/v1/grids/{successor}/boundary")).ShouldBeOk();
        ((string)area["geometry"]!["type"]!).ShouldBe("Polygon");
        area["geometry"]!["coordinates"]![0]!.AsArray().Count.ShouldBeInRange(5, 9);

        // Two first heads: the one of the grid named first goes on.
        var left = merged["posts"]!.AsArray().Single(each => (string)each!["personId"]! == secondHead.ToString())!;
        left["to"]!.AsArray().ShouldBeEmpty();
        left["notHeld"]!.AsArray().Select(code => (string)code!).ShouldBe([successor]);
        // A head reads confidential tickets and reaches more of them now, so another administrator confirms it.
        merged["posts"]!.AsArray().Single(each => (string)each!["name"]! == "head3")!["pending"]!.AsArray().Count.ShouldBe(1);
        (await admin.Get($"/v1/grids/{successor}/roster")).ShouldBeOk()["first"].ShouldBeNull();
        var waiting = (await admin.Get($"/v1/appointments?grid={successor}&status=pending")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        (await (await street.RootAdmin()).Post($"/v1/appointments/{(string)waiting["id"]!}/confirm", new { }, 1)).ShouldBeOk();
        ((string)(await admin.Get($"/v1/grids/{successor}/roster")).ShouldBeOk()["first"]!["person"]!["name"]!).ShouldBe("head3");
    }

    [Fact]
    public async Task A_moved_grid_gets_a_code_below_the_other_parent_and_takes_its_area_along()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var ticket = await street.FileAt(113.612, 34.705, street.NextGrid);
        var version = (await street.Grid(street.NextGrid)).Version;
        var moved = (await admin.Post($"/v1/grids/{street.NextGrid}/move", new { reason = "划归二社区", parent = street.OtherCommunity }, version))
            .ShouldBeOk();
        moved.Codes("created").ShouldBe([street.OtherCommunity + "002"]);
        moved.Codes("redrawn").ShouldBe([street.Community, street.OtherCommunity]);
        (await street.GridOf(ticket)).ShouldBe(street.OtherCommunity + "002");
        ((string)(await street.Grid(moved.Codes("created")[0]))["name"]!).ShouldBe("第2网格");
        (await (await street.Supervisor()).Get($"/v1/tickets?grid={street.OtherCommunity}")).ShouldBeOk().Text.ShouldContain(ticket.Id);
        var gaps = (await admin.Get($"/v1/grids/{street.Community}/boundary-report")).ShouldBeOk();
        gaps["overlaps"]!.AsArray().ShouldBeEmpty();

        (await admin.Post($"/v1/grids/{street.Grid}/move", new { reason = "x", parent = street.Community }, (await street.Grid(street.Grid)).Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
        (await admin.Post($"/v1/grids/{street.Grid}/move", new { reason = "x", parent = TestStreet.OutsideStreet + "001" },
            (await street.Grid(street.Grid)).Version)).ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
    }

    [Fact]
    public async Task Tickets_follow_when_the_line_between_two_grids_moves()
    {
        var street = await TestStreet.New();
        await street.DrawBoundaries();
        var admin = await street.Admin();
        var (stays, follows) = (await street.FileAt(113.602, 34.705), await street.FileAt(113.608, 34.705));
        async Task<object> Lines(double at) => new
        {
            reason = "以新路为界",
            grids = new[]
            {
                new { grid = street.Grid, version = (await street.Grid(street.Grid)).Version, boundary = RedivisionSteps.Box(113.60, 34.70, at, 34.71) },
                new { grid = street.NextGrid, version = (await street.Grid(street.NextGrid)).Version, boundary = RedivisionSteps.Box(at, 34.70, 113.62, 34.71) },
            },
        };
        var redrawn = (await admin.Post("/v1/grids/redraw", await Lines(113.605))).ShouldBeOk();
        redrawn.Codes("redrawn").ShouldBe([street.Grid, street.NextGrid]);
        (await street.GridOf(stays), await street.GridOf(follows)).ShouldBe((street.Grid, street.NextGrid));
        redrawn["tickets"]!.AsArray().Select(each => $"{each!["from"]} {each["to"]} {each["count"]}").ShouldBe([$"{street.Grid} {street.NextGrid} 1"]);
        (await (await street.Head3()).Post("/v1/grids/redraw", await Lines(113.604))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Post("/v1/grids/redraw", new
        {
            reason = "x", grids = new[] { new { grid = TestStreet.OutsideGrid, version = 1, boundary = RedivisionSteps.Box(1, 1, 2, 2) } },
        })).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-grid");
    }

    [Fact]
    public async Task Nothing_is_left_that_verify_would_find()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.DrawBoundaries();
        var admin = await street.Admin();
        await street.FileAt(113.608, 34.705);
        await street.Processing();
        await street.File(category: "0704");
        await street.Closed();
        (await admin.Post($"/v1/grids/{street.Grid}/split", new
        {
            reason = "一分为二", into = new[]
            {
                new { name = "西", boundary = RedivisionSteps.Box(113.60, 34.70, 113.605, 34.71) },
                new { name = "东", boundary = RedivisionSteps.Box(113.605, 34.70, 113.61, 34.71) },
            },
        }, (await street.Grid(street.Grid)).Version)).ShouldBeOk();
        (await VerifyCommand.Run(new VerifyCommand.Options(), app.Arguments)).ShouldBe(0);
    }
}
