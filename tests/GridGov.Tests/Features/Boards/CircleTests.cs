using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Domain.Boards.Circles;
using GridGov.Geo.Boundaries;
using GridGov.Tests.Features.Places;
using Microsoft.Extensions.Configuration;

namespace GridGov.Tests.Features.Boards;

/// <summary>Service points within 5, 10 and 15 minutes' walk, and the courtyards that lack them.</summary>
public class CircleTests
{
    const string Path = "/v1/service-circle";

    [Fact]
    public async Task Rings_are_walked_and_not_flown()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 0));
        // 5 minutes are 288 metres in a straight line, 10 are 577, 15 are 865.
        foreach (var north in new[] { 280, 295, 570, 585, 860, 875 })
            await street.PublicPlace($"{north}", "service_point", boundaries.Location(100, north), tags: ["诊所"], isPublic: north != 570);
        await street.PublicPlace("不是服务点", "premises", boundaries.Location(100, 10));
        var circle = (await (await street.Worker()).Get($"{Path}?place={yard}")).ShouldBeOk();
        circle.Json.Rings().ShouldBe([1, 2, 2]);
        circle["rings"]!.AsArray().Select(ring => (int)ring!["metres"]!).ShouldBe([288, 577, 865]);
        circle["points"].Names().ShouldBe(["280", "295", "570", "585", "860"]);
        circle["points"]!.AsArray().Select(point => (int)point!["ring"]!).ShouldBe([5, 10, 10, 15, 15]);
        ((int)circle["points"]![0]!["metres"]!, (double)circle["points"]![0]!["minutes"]!).ShouldBe((280, 4.9));
        ((double)circle["rule"]!["detourFactor"]!, (double)circle["rule"]!["kilometresPerHour"]!).ShouldBe((1.3, 4.5));
        ((string)circle["rule"]!["en"]!).ShouldContain("× 1.3 at 4.5 km/h");

        await street.Publish();
        var open = (await street.App.Nobody().Get($"/v1/public/circle?place={yard}")).ShouldBeOk();
        open["points"].Names().ShouldBe(["280", "295", "585", "860"], "only public points");
        open.Header("Cache-Control").ShouldBe("public, max-age=60");
    }

    [Fact]
    public async Task A_grid_walks_from_its_courtyards_or_from_inside_its_boundary()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        await street.PublicPlace("诊所", "service_point", boundaries.Location(125, 500));
        var inside = (await head.Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        (((string)inside["from"]!["kind"]!), (string)inside["from"]!["name"]!).ShouldBe(("interior_point", "第1网格"));
        inside.Json.Rings().ShouldBe([1, 0, 0]);
        await street.PublicPlace("远院", "courtyard", boundaries.Location(125, 0));
        await street.PublicPlace("近院", "courtyard", boundaries.Location(125, 400), isPublic: false);
        var yards = (await head.Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        ((string)yards["from"]!["kind"]!, (int)yards["from"]!["courtyards"]!, (int)yards["points"]![0]!["metres"]!)
            .ShouldBe(("courtyards", 2, 100));
        await street.Publish();
        var open = (await street.App.Nobody().Get($"/v1/public/circle?grid={street.Grid}")).ShouldBeOk();
        ((int)open["from"]!["courtyards"]!, (int)open["points"]![0]!["metres"]!).ShouldBe((1, 500), "only public courtyards");
        (await head.Get($"{Path}?grid={street.OtherGrid}")).ShouldBeOk();
        var bare = await TestStreet.New();
        (await (await bare.Head1()).Get($"{Path}?grid={bare.Grid}")).ShouldRefuse(HttpStatusCode.Conflict, "no-position-for-circle");
        await bare.Publish();
        (await bare.App.Nobody().Get($"/v1/public/circle?grid={bare.Grid}"))
            .ShouldRefuse(HttpStatusCode.Conflict, "no-position-for-circle");
        (await bare.App.Nobody().Get($"/v1/public/board?grid={bare.Grid}")).ShouldBeOk()["circle"].ShouldBeNull();
    }

    [Fact]
    public async Task Staff_see_their_own_points_and_the_public_ones_of_others()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(400, 100), street.NextGrid, isPublic: false);
        await street.PublicPlace("公开", "service_point", boundaries.Location(450, 100), street.OtherGrid);
        await street.PublicPlace("内部", "service_point", boundaries.Location(450, 100), street.OtherGrid, isPublic: false);
        await street.PublicPlace("本社区", "service_point", boundaries.Location(460, 100), street.NextGrid, isPublic: false);
        (await (await street.Head2()).Get($"{Path}?place={yard}")).ShouldBeOk()["points"].Names().ShouldBe(["公开", "本社区"]);
        (await (await street.Head3()).Get($"{Path}?place={yard}")).ShouldFault("/place", "unknown-place", "unknown-place");
        (await (await street.Head3()).Get($"{Path}?grid={street.NextGrid}")).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await (await street.Department()).Get($"{Path}?place={yard}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var head = await street.Head1();
        (await head.Get(Path)).ShouldFault("/grid", "required");
        (await head.Get($"{Path}?grid={street.Grid}&place={yard}")).ShouldFault("/grid", "not_together");
        (await head.Get($"{Path}?grid={street.County}")).ShouldFault("/grid", "wrong_format");
        (await head.Get($"{Path}?grid={street.Grid}&lang=fr")).ShouldFault("/lang", "unknown_code");
    }

    [Fact]
    public async Task GeoJSON_has_three_areas_and_the_points()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.PublicPlace("诊所", "service_point", boundaries.Location(100, 300), tags: ["诊所"]);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 100));
        await street.PublicPlace("二号院", "courtyard", boundaries.Location(200, 900));
        var head = await street.Head1();
        foreach (var query in new[] { $"place={yard}", $"grid={street.Grid}" })
        {
            var answer = (await head.Get($"{Path}?{query}", ("Accept", "application/geo+json"))).ShouldBeOk();
            answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/geo+json");
            var features = answer["features"]!.AsArray();
            // The circles around two courtyards that lie apart are two polygons.
            features.Select(each => ((string)each!["geometry"]!["type"]!).Replace("Multi", "", StringComparison.Ordinal))
                .ShouldBe(["Polygon", "Polygon", "Polygon", "Point"]);
            features.Take(3).Select(each => (int)each!["properties"]!["ring"]!).ShouldBe([15, 10, 5]);
            var areas = features.Take(3).Select(each => BoundaryShape.Read(each!["geometry"]!.ToJsonString())).ToList();
            areas.ShouldAllBe(area => area.IsValid);
            areas[0].Contains(areas[1]).ShouldBeTrue();
            areas[1].Contains(areas[2]).ShouldBeTrue();
            ((string)features[3]!["properties"]!["name"]!, (int)features[3]!["properties"]!["ring"]!).ShouldBe(("诊所", 5));
        }
        await street.Publish();
        var open = (await street.App.Nobody().Get($"/v1/public/circle?place={yard}", ("Accept", "application/geo+json"))).ShouldBeOk();
        open["features"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Gaps_are_counted_by_community()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.PublicPlace("诊所", "service_point", boundaries.Location(10, 0), tags: ["诊所"]);
        await street.PublicPlace("超市", "service_point", boundaries.Location(900, 990), street.OtherGrid, tags: ["超市"]);
        await street.PublicPlace("近院", "courtyard", boundaries.Location(10, 100));
        await street.PublicPlace("远院", "courtyard", boundaries.Location(10, 990));
        await street.PublicPlace("东院", "courtyard", boundaries.Location(900, 950), street.OtherGrid);
        await street.PublicPlace("无位置院", "courtyard", position: null, grid: street.OtherGrid);
        var head = await street.Head1();
        var gaps = (await head.Get($"{Path}/gaps?grid={street.Street}&tag=诊所")).ShouldBeOk();
        gaps["items"].Names().ShouldBe(["远院", "东院"]);
        ((int)gaps["count"]!, (int)gaps["minutes"]!).ShouldBe((2, 15));
        gaps["communities"]!.AsArray().Select(each => (
            (string)each!["name"]!, (int)each["counts"]!["courtyards"]!, (int)each["counts"]!["gaps"]!,
            (int)each["counts"]!["withoutPosition"]!)).ShouldBe([("一社区", 2, 1, 0), ("二社区", 2, 1, 1)]);
        (await head.Get($"{Path}/gaps?grid={street.Street}")).ShouldBeOk()["items"].Names().ShouldBe(["远院"], "any point counts");
        (await (await street.Head3()).Get($"{Path}/gaps?grid={street.Grid}&tag=诊所")).ShouldBeOk()["items"].Names().ShouldBe(["远院"]);
        (await (await street.Head3()).Get($"{Path}/gaps?grid={street.Street}")).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await head.Get($"{Path}/gaps")).ShouldFault("/grid", "required");
        (await head.Get($"{Path}/gaps?grid={street.Street}&bom=true")).ShouldRefuse(HttpStatusCode.BadRequest, "only-in-export");

        var csv = (await head.Get($"{Path}/gaps?grid={street.Street}&tag=诊所&lang=zh", ("Accept", "text/csv"))).ShouldBeOk();
        var lines = csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (lines.Length, lines[0]).ShouldBe((3, "社区代码,社区,网格代码,网格,场所标识,楼院,地址,经度,纬度,缺少的服务,步行分钟"));
        lines[1].ShouldContain("远院");
        var xlsx = await head.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{Path}/gaps?grid={street.Street}&tag=诊所")
        {
            Headers = { { "Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } },
        });
        xlsx.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var zip = new ZipArchive(await xlsx.Content.ReadAsStreamAsync());
        using var sheet = new StreamReader(zip.Entries.Single(entry => entry.Name == "sheet1.xml").Open());
        var rows = await sheet.ReadToEndAsync();
        (rows.Split("<row").Length - 1, rows.Contains("远院", StringComparison.Ordinal)).ShouldBe((3, true));
        (await (await street.Worker()).Get($"{Path}/gaps?grid={street.Grid}", ("Accept", "text/csv")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.ActionsIn("grid", street.Street)).Count(code => code == "service_gaps_exported").ShouldBe(2);
    }

    [Fact]
    public async Task The_guide_tells_its_rings_in_words_and_shades()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.PublicPlace("<诊所>", "service_point", boundaries.Location(100, 300), tags: ["诊所"]);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 100));
        await street.Publish();
        var nobody = street.App.Nobody();
        var zh = (await nobody.Get($"/v1/public/circle?place={yard}&lang=zh-CN", ("Accept", "text/html"))).ShouldBeOk();
        zh.Header("Content-Language").ShouldBe("zh-CN");
        foreach (var words in new[] { "5 分钟以内", "10 分钟以内", "15 分钟以内", "每小时 4.5 公里", "&lt;诊所&gt;", "class=\"r15\"" })
            zh.Text.ShouldContain(words);
        var en = (await nobody.Get($"/v1/public/circle?place={yard}", ("Accept", "text/html"), ("Accept-Language", "en"))).ShouldBeOk();
        foreach (var words in new[] { "Within 5 minutes", "at 4.5 km/h", "From this place.", "<html lang=\"en\">", "lang=\"zh-CN\">一号院" })
            en.Text.ShouldContain(words);
        (await (await street.Worker()).Get($"{Path}?place={yard}", ("Accept", "text/html"))).ShouldBeOk().Text.ShouldContain("<svg");
        // The headings and the areas of the map, as the page's style colours them. Luminance is what is left of a colour in grey.
        foreach (var (selector, property) in new[] { (".ring", "background"), ("path.r", "fill") })
        {
            string[] colours = [.. new[] { 5, 10, 15 }.Select(minutes => ColourOf(zh.Text, $"{selector}{minutes}", property))];
            colours.ShouldBeUnique();
            double[] shades = [.. colours.Select(Luminance)];
            (shades[1] / shades[0]).ShouldBeGreaterThan(3, property);
            (shades[2] / shades[1]).ShouldBeGreaterThan(2, property);
        }

        static string ColourOf(string page, string selector, string property)
        {
            var rule = $@"(?<![\w-]){Regex.Escape(selector)} \{{ {property}: #(?<colour>[0-9a-f]{{6}})";
            return Regex.Match(page, rule, RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["colour"].Value;
        }

        static double Luminance(string colour)
        {
            var parts = Convert.FromHexString(colour).Select(part => part / 255.0)
                .Select(part => part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
            return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
        }
    }

    [Fact]
    public async Task A_street_of_5000_places_is_counted_whole()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        await street.Publish();
        await app.Db.Write(async tx =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var at = boundaries.At(i % 71 * 14, i / 71 * 14);
                await tx.Execute("""
                    INSERT INTO places (id, kind, name, grid_code, lng, lat, public, created_at, version)
                    VALUES (@Id, @Kind, @Name, @Grid, @Lng, @Lat, 1, @Now, 1)
                    """, new
                {
                    Id = tx.NewId(), Kind = i % 2 == 0 ? "service_point" : "courtyard", Name = $"场所{i}",
                    street.Grid, at.Lng, at.Lat, tx.Now,
                });
            }
        });
        var head = await street.Head1();
        var circle = (await head.Get($"{Path}?grid={street.Street}")).ShouldBeOk();
        ((int)circle["count"]!, circle["points"]!.AsArray().Count).ShouldBe((2500, CircleReader.MaxPoints));
        var shapes = (await head.Get($"{Path}?grid={street.Street}", ("Accept", "application/geo+json"))).ShouldBeOk();
        shapes["features"]!.AsArray().Count.ShouldBe(3 + CircleReader.MaxPoints);
        var gaps = (await head.Get($"{Path}/gaps?grid={street.Street}&tag=诊所")).ShouldBeOk();
        ((int)gaps["count"]!, gaps["items"]!.AsArray().Count).ShouldBe((2500, 1000));
        var csv = (await head.Get($"{Path}/gaps?grid={street.Street}&tag=诊所", ("Accept", "text/csv"))).ShouldBeOk();
        csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2501);
    }

    [Fact]
    public async Task Another_speed_and_detour_change_the_reach_and_are_said()
    {
        await using var app = new App([("GridGov:Circle:WalkingSpeed", "3"), ("GridGov:Circle:DetourFactor", "1.5")]);
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 0));
        // 5 minutes are 167 metres in a straight line, 10 are 333, 15 are 500; by default 510 would be 9 minutes.
        foreach (var north in new[] { 160, 175, 325, 340, 495, 510 })
            await street.PublicPlace($"{north}", "service_point", boundaries.Location(100, north), tags: ["诊所"]);
        await street.PublicPlace("远院", "courtyard", boundaries.Location(100, 1020));
        await street.Publish();
        var head = await street.Head1();
        foreach (var circle in new[]
        {
            (await head.Get($"{Path}?place={yard}")).ShouldBeOk().Json,
            (await app.Nobody().Get($"/v1/public/circle?place={yard}")).ShouldBeOk().Json,
            (await app.Nobody().Get($"{BoardSteps.Public}?place={yard}")).ShouldBeOk()["circle"],
        })
        {
            circle.Rings().ShouldBe([1, 2, 2]);
            circle!["rings"]!.AsArray().Select(ring => (int)ring!["metres"]!).ShouldBe([167, 333, 500]);
            ((double)circle["rule"]!["detourFactor"]!, (double)circle["rule"]!["kilometresPerHour"]!).ShouldBe((1.5, 3));
            ((string)circle["rule"]!["zh"]!).ShouldContain("直线距离 × 1.5、每小时 3 公里");
            ((string)circle["rule"]!["en"]!).ShouldContain("× 1.5 at 3 km/h");
        }
        var page = (await app.Nobody().Get($"/v1/public/circle?place={yard}&lang=zh-CN", ("Accept", "text/html"))).ShouldBeOk();
        page.Text.ShouldContain("直线距离 × 1.5、每小时 3 公里");
        // The nearest clinic of the far courtyard is 510 metres away.
        var gaps = (await head.Get($"{Path}/gaps?grid={street.Grid}&tag=诊所")).ShouldBeOk();
        gaps["items"]!.AsArray().Select(each => (string)each!["name"]!).ShouldBe(["远院"], gaps.Text);
        ((double)gaps["rule"]!["kilometresPerHour"]!).ShouldBe(3);
    }

    [Fact]
    public void The_settings_of_the_walk_are_checked()
    {
        From().ShouldBe(CircleSettings.Default);
        From(("DetourFactor", "1.5"), ("WalkingSpeed", "3")).Reach.ShouldBe(500);
        foreach (var (name, value) in new[]
        {
            ("WalkingSpeed", "0"), ("WalkingSpeed", "11"), ("WalkingSpeed", "fast"), ("WalkingSpeed", "-4"), ("WalkingSpeed", "NaN"),
            ("DetourFactor", "0"), ("DetourFactor", "0.9"), ("DetourFactor", "1e1"), ("DetourFactor", ""),
        })
            Should.Throw<SettingsException>(() => From((name, value))).Message.ShouldContain($"GridGov:Circle:{name} is '{value}'");

        static CircleSettings From(params (string Key, string Value)[] values) => CircleSettings.From(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(one => KeyValuePair.Create("GridGov:Circle:" + one.Key, (string?)one.Value))).Build());
    }
}
