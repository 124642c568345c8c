using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Places;

/// <summary>The list of places, its filters, its pages and its exports.</summary>
public class ListPlacesTests
{
    const string Path = PlaceSteps.Address;

    [Fact]
    public async Task Filters_hold_together_and_their_values_are_alternatives()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        await street.Place("一号院", "courtyard", tags: ["老旧小区"]);
        await street.Place("面馆", "premises", street.NextGrid, tags: ["餐饮", "液化气"]);
        await street.Place("书店", "premises", street.OtherGrid, tags: ["文化"]);
        (await head.Get($"{Path}?grid={street.Street}")).Names().ShouldBe(["一号院", "面馆", "书店"]);
        (await head.Get($"{Path}?grid={street.Grid}&grid={street.OtherGrid}")).Names().ShouldBe(["一号院", "书店"]);
        (await head.Get($"{Path}?kind=premises&grid={street.Community}")).Names().ShouldBe(["面馆"]);
        (await head.Get($"{Path}?kind=premises&kind=courtyard")).Names().ShouldBe(["一号院", "面馆", "书店"]);
        (await head.Get($"{Path}?tag=餐饮&tag=文化")).Names().ShouldBe(["面馆", "书店"]);
        (await head.Get($"{Path}?q=面")).Names().ShouldBe(["面馆"]);
        (await head.Get($"{Path}?public=true")).Names().ShouldBeEmpty();
        (await head.Get($"{Path}?externalNumber=X1")).Names().ShouldBeEmpty();
        (await (await street.Worker()).Get(Path)).Names().ShouldBe(["一号院"], "a worker sees the own grid");
        (await (await street.Outsider()).Get($"{Path}?grid={street.Street}")).Names().ShouldBeEmpty();
        var counted = (await head.Get($"{Path}?limit=2&count=true")).ShouldBeOk();
        ((int)counted["count"]!).ShouldBe(3);
        counted.Names().ShouldBe(["一号院", "面馆"]);
        (await head.Get($"{Path}?limit=2&cursor={counted["next"]}")).Names().ShouldBe(["书店"]);
        (await head.Get($"{Path}?cursor={counted["next"]}&kind=premises")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        var first = counted["items"]![0]!;
        (await head.Post($"{Path}/{first["id"]}/retire", new { reason = "x" }, (long)first["version"]!)).ShouldBeOk();
        (await head.Get(Path)).Names().ShouldBe(["面馆", "书店"]);
        (await head.Get(Path + "?retired=true")).Names().ShouldBe(["一号院", "面馆", "书店"]);
        (await head.Get(Path + "?near=113.6,34.7")).ShouldFault("/near", "wrong_format");
        (await head.Get(Path + "?kind=castle")).ShouldFault("/kind", "unknown_code");
        (await head.Get(Path + "?lang=zh")).ShouldRefuse(HttpStatusCode.BadRequest, "only-in-export");
    }

    [Fact]
    public async Task The_nearest_come_first_with_their_distance()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        foreach (var east in new[] { 300, 10, 100, 900, 101 })
            await street.Place($"{east}", "checkpoint", street.Grid, boundaries.Location(east, 500));
        await street.Place("nowhere", "checkpoint");
        var at = boundaries.At(0, 500);
        var near = string.Create(CultureInfo.InvariantCulture, $"{Path}?near={at.Lng},{at.Lat},500");
        var all = await head.Get(near + "&count=true");
        all.Names().ShouldBe(["10", "100", "101", "300"]);
        ((int)all["count"]!).ShouldBe(4);
        all["items"]!.AsArray().Select(place => (int)place!["distance"]!).ShouldBe([10, 100, 101, 300]);
        var first = await head.Get(near + "&limit=2");
        first.Names().ShouldBe(["10", "100"]);
        (await head.Get($"{near}&limit=2&cursor={first["next"]}")).Names().ShouldBe(["101", "300"]);
        ((await head.Get(Path)).ShouldBeOk()["items"]![0]!.AsObject().ContainsKey("distance")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_zone_has_the_places_in_its_polygon()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (head, admin) = (await street.Head1(), await street.Admin());
        var box = JsonNode.Parse(boundaries.Box(street.Grid, 50, 200, 400, 600))!["geometry"];
        var zone = (await admin.Post("/v1/zones", new { name = "商圈", grid = street.Community, boundary = box })).ShouldBeCreated();
        foreach (var (name, east, grid) in new[]
        {
            ("甲", 60, street.Grid), ("乙", 100, street.Grid), ("丙", 190, street.Grid),
            ("外", 210, street.Grid), ("别社区", 100, street.OtherGrid),
        })
            await street.Place(name, "checkpoint", grid, boundaries.Location(east, 500));
        var found = await head.Get($"{Path}?zone={zone.Id}&count=true&limit=2");
        found.Names().ShouldBe(["甲", "乙"]);
        ((int)found["count"]!).ShouldBe(3);
        (await head.Get($"{Path}?zone={zone.Id}&limit=2&cursor={found["next"]}")).Names().ShouldBe(["丙"]);
        var at = boundaries.At(250, 500);
        (await head.Get(string.Create(CultureInfo.InvariantCulture, $"{Path}?zone={zone.Id}&near={at.Lng},{at.Lat},160"))).Names()
            .ShouldBe(["丙", "乙"]);
        (await admin.Post($"/v1/zones/{zone.Id}/retire", new { reason = "x" }, zone.Version)).ShouldBeOk();
        (await head.Get($"{Path}?zone={zone.Id}")).Names().ShouldBeEmpty("a retired zone has no polygon today");
    }

    [Fact]
    public async Task An_export_has_the_whole_list_in_the_columns_of_the_import()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        await street.Place("=1+1", "premises", position: new { lng = 113.65, lat = 34.75 }, tags: ["乙", "甲"]);
        await street.Place("501");
        var csv = await Export(head, "?lang=zh", DownloadedExport.Csv);
        csv.Response.Content.Headers.ContentDisposition!.FileName.ShouldBe("places.csv");
        var lines = csv.Text.Split('\n');
        lines[0].ShouldStartWith("场所标识,外部编号,类型,名称,网格代码,网格,地址,经度,纬度");
        lines[1].ShouldContain($",经营场所,\"'=1+1\",{street.Grid},");
        lines[1].ShouldContain("113.65,34.75,wgs84,乙;甲");
        lines.Length.ShouldBe(4);
        (await head.PostFile(Path + "/import", Encoding.UTF8.GetBytes(csv.Text))).ShouldBeOk().Counts().ShouldBe((0, 0, 2));

        var xlsx = await (await Export(head, "", DownloadedExport.Xlsx)).Response.Content.ReadAsByteArrayAsync();
        (await head.PostFile(Path + "/import", xlsx, DownloadedExport.Xlsx)).ShouldBeOk().Counts().ShouldBe((0, 0, 2));
        var features = (await Export(head, "?kind=premises", DownloadedExport.GeoJson)).Json;
        ((int)features["numberReturned"]!, (double)features["features"]![0]!["geometry"]!["coordinates"]![0]!).ShouldBe((1, 113.65));

        (await street.ActionsIn("place", subject: null)).Count(action => action == "places_exported").ShouldBe(3);
        (await (await street.Worker()).Get(Path, ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Get(Path + "?limit=5", ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
        (await head.Get(Path + "?lang=zh", ("Accept", "application/geo+json"))).ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
    }

    static async Task<Answer> Export(Caller caller, string query, string type)
    {
        var answer = (await caller.Get(Path + query, ("Accept", type))).ShouldBeOk();
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        return answer;
    }
}
