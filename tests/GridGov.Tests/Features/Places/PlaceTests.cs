using System.Net;
using GridGov.Tests.Features.Boards;

namespace GridGov.Tests.Features.Places;

/// <summary>Places are created, edited and retired by who manages places in their grid, and read by who goes out there.</summary>
public class PlaceTests
{
    const string Path = PlaceSteps.Address;

    [Fact]
    public async Task A_place_is_created_edited_and_retired_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var place = (await head.Post(Path, new
        {
            kind = "premises", name = "合记烩面馆", grid = street.Grid, address = "二道街15号",
            position = new { lng = 113.6553, lat = 34.7502 }, tags = new[] { "餐饮", "液化气", "餐饮" }, runBy = "合记餐饮有限公司",
            openingHours = "10:00–21:00", officePhone = "13803710001", visitEveryDays = 30, externalNumber = "CS-1",
        })).ShouldBeCreated();
        place.Header("Location").ShouldBe($"{Path}/{place.Id}");
        ((string)place["grid"]!["code"]!, (int)place["grid"]!["level"]!, (bool)place["public"]!).ShouldBe((street.Grid, 3, false));
        place["tags"]!.AsArray().Select(tag => (string)tag!).ShouldBe(["液化气", "餐饮"]);
        ((double)place["position"]!["lng"]!, place["outsideGrid"]).ShouldBe((113.6553, null));
        ((string)place["links"]!["tickets"]!).ShouldBe($"/v1/tickets?place={place.Id}");

        var edited = (await head.Patch($"{Path}/{place.Id}", new
        {
            name = "合记烩面馆（二道街店）", tags = new[] { "餐饮" }, openingHours = "", visitEveryDays = 0, @public = true,
        }, place.Version)).ShouldBeOk();
        ((string)edited["name"]!, (string?)edited["openingHours"], (int?)edited["visitEveryDays"], (bool)edited["public"]!)
            .ShouldBe(("合记烩面馆（二道街店）", null, null, true));
        (await head.Patch($"{Path}/{place.Id}", new { tags = new[] { "餐饮" } }, edited.Version)).ShouldBeOk().Version.ShouldBe(2);
        var moved = (await head.Patch($"{Path}/{place.Id}", new { grid = street.NextGrid }, edited.Version)).ShouldBeOk();
        ((string)moved["grid"]!["code"]!).ShouldBe(street.NextGrid);
        var retired = (await head.Post($"{Path}/{place.Id}/retire", new { reason = "已拆迁" }, moved.Version)).ShouldBeOk();
        ((string)retired["retiredReason"]!).ShouldBe("已拆迁");
        (await head.Post($"{Path}/{place.Id}/retire", new { reason = "已拆迁" }, retired.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "place-already-retired");
        (await head.Patch($"{Path}/{place.Id}", new { name = "x" }, retired.Version))
            .ShouldRefuse(HttpStatusCode.Conflict, "place-already-retired");
        (await head.Get($"{Path}/{place.Id}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit", "edit", "retire"]);
        (await street.ActionsIn("place", place.Id)).ShouldBe(["create", "edit", "edit", "retire"], "the audit has each too");
        // The number is free again.
        (await head.Post(Path, new { kind = "premises", name = "新店", grid = street.Grid, externalNumber = "CS-1" })).ShouldBeCreated();
    }

    [Fact]
    public async Task The_grid_is_that_of_the_position_and_a_contradiction_is_flagged()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        var place = (await head.Post(Path, new { kind = "checkpoint", name = "桥头", position = boundaries.Location(300, 500) }))
            .ShouldBeCreated();
        ((string)place["grid"]!["code"]!, place["outsideGrid"]).ShouldBe((street.NextGrid, null));
        var outside = (await head.Post(Path, new
        {
            kind = "checkpoint", name = "桥头", grid = street.Grid, position = boundaries.Location(300, 500),
        })).ShouldBeCreated();
        ((int)outside["outsideGrid"]!["metres"]!).ShouldBeInRange(49, 51);
        ((string)outside["outsideGrid"]!["locatedGrid"]!).ShouldBe(street.NextGrid);
        (await head.Post(Path, new { kind = "checkpoint", name = "桥头" })).ShouldFault("/grid", "place-needs-grid", "place-needs-grid");
        (await head.Post(Path, new { kind = "checkpoint", name = "桥头", position = boundaries.Location(1300, 500) }))
            .ShouldFault("/position", "position-outside-grids", "position-outside-grids");
        (await head.Post(Path, new { kind = "checkpoint", name = "桥头", position = new { lng = 34.7, lat = 113.6 } }))
            .ShouldFault("/position/lat", "swapped");
    }

    [Fact]
    public async Task What_names_or_numbers_a_person_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        foreach (var name in new[]
        {
            "501 13803710001", "５０１ １３８０３７１０００１", "501 138-0371-0001", "501 +8613803710001", "41010319800101123X",
            "410103 19800101 1234",
        })
        {
            (await head.Post(Path, new { kind = "household", name, grid = street.Grid }))
                .ShouldFault("/name", "personal-number-in-place", "personal-number-in-place");
        }
        foreach (var name in new[] { "3号楼2单元501", "1-2-1101", "文化路123456789012号", "914101001702123456" })
            (await head.Post(Path, new { kind = "household", name, grid = street.Grid })).ShouldBeCreated();
        (await head.Post(Path, new { kind = "courtyard", name = "院", grid = street.Grid, address = "找 13803710001" }))
            .ShouldFault("/address", "personal-number-in-place", "personal-number-in-place");
        (await head.Post(Path, new { kind = "courtyard", name = "院", grid = street.Grid, tags = new[] { "13803710001" } }))
            .ShouldFault("/tags", "personal-number-in-place", "personal-number-in-place");
        (await head.Post(Path, new { kind = "household", name = "501", grid = street.Grid, officePhone = "0371-66220001" }))
            .ShouldFault("/officePhone", "not-for-households", "not-for-households");
        var place = (await head.Post(Path, new { kind = "premises", name = "店", grid = street.Grid, runBy = "公司" })).ShouldBeCreated();
        (await head.Patch($"{Path}/{place.Id}", new { kind = "household" }, place.Version))
            .ShouldFault("/runBy", "not-for-households", "not-for-households");
        (await head.Patch($"{Path}/{place.Id}", new { name = "13803710001" }, place.Version))
            .ShouldFault("/name", "personal-number-in-place", "personal-number-in-place");
        (await head.Post($"{Path}/{place.Id}/retire", new { reason = "13803710001 搬走" }, place.Version))
            .ShouldFault("/reason", "personal-number-in-place", "personal-number-in-place");
    }

    [Fact]
    public async Task Bad_input_wrong_posts_wrong_grids_and_stale_versions_are_refused()
    {
        var street = await TestStreet.New();
        var (head, admin) = (await street.Head1(), await street.Admin());
        (await head.Post(Path, new { kind = "castle", name = "x", grid = street.Grid })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Post(Path, new { kind = "venue", name = " ", grid = "x", visitEveryDays = 400, externalNumber = "甲" }))
            .ShouldFault("/name", "required").ShouldFault("/grid", "wrong_format").ShouldFault("/visitEveryDays", "out_of_range")
            .ShouldFault("/externalNumber", "wrong_format");
        (await head.Post(Path, new { kind = "venue", name = "x", grid = street.Grid, externalNumber = "A1\n" }))
            .ShouldFault("/externalNumber", "wrong_format");
        (await head.Post(Path, new { kind = "venue", name = "x", grid = street.Grid, tags = Enumerable.Range(0, 21).Select(i => $"t{i}") }))
            .ShouldFault("/tags", "too_many");
        (await head.Post(Path, new { kind = "venue", name = "x", grid = street.Grid, tags = new[] { "a\u001fb" } }))
            .Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Post(Path, new { kind = "venue", name = "x", grid = TestStreet.OutsideGrid }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await (await street.RootAdmin()).Post(Path, new { kind = "venue", name = "x", grid = street.County }))
            .ShouldFault("/grid", "place-above-street", "place-above-street");
        (await (await street.Worker()).Post(Path, new { kind = "venue", name = "x", grid = street.Grid }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        var place = await street.Place();
        (await (await street.Worker()).Patch($"{Path}/{place.Id}", new { name = "x" }, place.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Worker()).Get($"{Path}/{place.Id}")).ShouldBeOk();
        (await (await street.Head3()).Patch($"{Path}/{place.Id}", new { name = "502" }, place.Version)).ShouldBeOk();
        (await admin.Patch($"{Path}/{place.Id}", new { name = "503" }, place.Version)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await admin.Patch($"{Path}/{place.Id}", new { name = "503" })).Status.ShouldBe((HttpStatusCode)428);
        foreach (var stranger in new[] { await street.Outsider(), await street.OtherWorker() })
        {
            foreach (var path in new[] { "", "/events", "/qr.svg", "/qr.png" })
                (await stranger.Get($"{Path}/{place.Id}{path}")).ShouldBe(HttpStatusCode.NotFound);
        }
        (await (await street.Department()).Get($"{Path}/{place.Id}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Post(Path, new { kind = "venue", name = "甲", grid = street.Grid, externalNumber = "A1" })).ShouldBeCreated();
        (await head.Post(Path, new { kind = "venue", name = "乙", grid = street.OtherGrid, externalNumber = "A1" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "place-number-used");
        (await head.Patch($"{Path}/{place.Id}", new { externalNumber = "A1" }, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "place-number-used");
    }

    [Fact]
    public async Task A_repeated_request_creates_one_place()
    {
        var street = await TestStreet.New();
        var (head, key) = (await street.Head1(), Caller.NewKey());
        var body = new { kind = "venue", name = "阵地", grid = street.Grid };
        var first = (await head.Post(Path, body, key: key)).ShouldBeCreated();
        (await head.Post(Path, body, key: key)).ShouldBeCreated().Id.ShouldBe(first.Id);
        (await head.Get($"{Path}?grid={street.Street}")).Names().ShouldBe(["阵地"]);
    }

    [Fact]
    public async Task The_QR_code_holds_the_address_of_the_board_of_the_place()
    {
        var street = await TestStreet.New();
        var place = await street.Place();
        var svg = await (await street.Worker()).Get($"{Path}/{place.Id}/qr.svg");
        svg.ShouldBeOk().Response.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        var modules = QrModules.Of($"http://localhost/v1/public/board?place={place.Id}");
        QrModules.InSvg(svg.Text).ShouldBe(modules);
        var png = (await (await street.Worker()).Get($"{Path}/{place.Id}/qr.png")).ShouldBeOk();
        png.Response.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        QrModules.InPng(await (await street.Worker()).Http.GetByteArrayAsync(new Uri($"{Path}/{place.Id}/qr.png", UriKind.Relative)))
            .ShouldBe(modules);
    }

    [Fact]
    public async Task The_QR_code_holds_the_public_address_where_there_is_one()
    {
        await using var app = new App([("GridGov:PublicAddress", "https://grid.example.org")]);
        var street = await TestStreet.New(app);
        var place = await street.Place();
        var svg = (await (await street.Worker()).Get($"{Path}/{place.Id}/qr.svg")).ShouldBeOk();
        QrModules.InSvg(svg.Text).ShouldBe(QrModules.Of($"https://grid.example.org/v1/public/board?place={place.Id}"));
    }

    [Fact]
    public async Task A_grid_with_places_is_not_retired()
    {
        var street = await TestStreet.New();
        var place = await street.Place(grid: street.NextGrid);
        var admin = await street.Admin();
        (await admin.Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-has-places");
        (await admin.Post($"{Path}/{place.Id}/retire", new { reason = "撤销" }, place.Version)).ShouldBeOk();
        (await admin.Post($"/v1/grids/{street.NextGrid}/retire", new { reason = "撤销" }, 1)).ShouldBeOk();
    }
}
