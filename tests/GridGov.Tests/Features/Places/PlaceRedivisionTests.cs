using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Places;

/// <summary>Places follow when their grid is divided anew, to where their position lies.</summary>
public class PlaceRedivisionTests
{
    static async Task<string> GridOf(TestStreet street, Answer place) =>
        (string)(await (await street.Head1()).Get($"{PlaceSteps.Address}/{place.Id}?")).ShouldBeOk()["grid"]!["code"]!;

    static List<(string, int, int)> Moved(Answer redivision) =>
        [.. redivision["places"]!.AsArray().Select(each => ((string)each!["to"]!, (int)each["count"]!, (int)each["byPosition"]!))];

    [Fact]
    public async Task A_split_counts_them_in_its_preview_and_moves_them_with_an_event_each()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var west = await street.Place("西", position: boundaries.Location(50, 500));
        var east = await street.Place("东", position: boundaries.Location(200, 500));
        var (nowhere, retired) = (await street.Place("无"), await street.Place("撤"));
        (await admin.Post($"{PlaceSteps.Address}/{retired.Id}/retire", new { reason = "x" }, 1)).ShouldBeOk();
        var body = new
        {
            reason = "一分为二",
            into = new[]
            {
                new { name = "西网格", boundary = Geometry(boundaries.Box("", 0, 125)) },
                new { name = "东网格", boundary = Geometry(boundaries.Box("", 125, 250)) },
            },
        };
        var (first, second) = (street.Community + "003", street.Community + "004");
        var preview = (await admin.Post($"/v1/grids/{street.Grid}/split?dryRun=true", body, 2)).ShouldBeOk();
        Moved(preview).ShouldBe([(first, 2, 1), (second, 1, 1)]);
        (await GridOf(street, west)).ShouldBe(street.Grid);
        Moved((await admin.Post($"/v1/grids/{street.Grid}/split", body, 2)).ShouldBeOk()).ShouldBe([(first, 2, 1), (second, 1, 1)]);
        (await GridOf(street, west)).ShouldBe(first);
        (await GridOf(street, east)).ShouldBe(second);
        (await GridOf(street, nowhere)).ShouldBe(first);
        (await GridOf(street, retired)).ShouldBe(street.Grid, "a retired one keeps its grid");
        var moved = (await admin.Get($"{PlaceSteps.Address}/{east.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;
        ((string)moved["action"]!, (string)moved["grid"]!, (string)moved["reason"]!, (string)moved["details"]!["formerGrid"]!)
            .ShouldBe(("move", second, "一分为二", street.Grid));
    }

    static JsonNode Geometry(string feature) => JsonNode.Parse(feature)!["geometry"]!.DeepClone();

    [Fact]
    public async Task A_move_to_another_parent_takes_them_along()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var place = await street.Place(grid: street.Community);
        var below = await street.Place("下", grid: street.NextGrid);
        (await admin.Post($"/v1/grids/{street.NextGrid}/move", new { parent = street.OtherCommunity, reason = "调整" }, 1)).ShouldBeOk();
        (await GridOf(street, below)).ShouldBe(street.OtherCommunity + "002");
        (await GridOf(street, place)).ShouldBe(street.Community);
    }

    [Fact]
    public async Task A_redrawn_boundary_takes_them_to_the_grid_that_they_lie_in_now()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var admin = await street.Admin();
        var place = await street.Place(position: boundaries.Location(240, 500));
        var redrawn = (await admin.Post("/v1/grids/redraw", new
        {
            reason = "调整", grids = new[]
            {
                new { grid = street.Grid, version = 2, boundary = Geometry(boundaries.Box("", 0, 200)) },
                new { grid = street.NextGrid, version = 2, boundary = Geometry(boundaries.Box("", 200, 500)) },
            },
        })).ShouldBeOk();
        Moved(redrawn).ShouldBe([(street.NextGrid, 1, 1)]);
        (await GridOf(street, place)).ShouldBe(street.NextGrid);
    }
}
