using System.Net;

namespace GridGov.Tests.Features.Boards;

/// <summary>What everybody reads on a public board, and what nobody does.</summary>
public class PublicBoardTests
{
    const string Path = BoardSteps.Public;

    [Fact]
    public async Task A_board_shows_who_serves_the_grid()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.Publish();
        await street.AddGroup("红马甲志愿队", isPublic: true);
        await street.AddGroup("不公开的队", isPublic: false);
        await street.AddGroup("街道大党委", isPublic: true, street.Street);
        await street.AddGroup("别处的队", isPublic: true, street.OtherGrid);
        await street.AddNeed("轮椅两部", slots: 3, claimed: 2);
        await street.AddNeed("未发布", isPublished: false);
        await street.AddNeed("已关闭", isWithdrawn: true);
        await street.PublicPlace("党群活动室", "venue", boundaries.Location(10, 10));
        await street.PublicPlace("内部活动室", "venue", boundaries.Location(10, 10), isPublic: false);
        await street.PublicPlace("社区诊所", "service_point", boundaries.Location(100, 300), tags: ["诊所"]);
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 100));

        var board = (await street.App.Nobody().Get($"{Path}?place={yard}")).ShouldBeOk();
        board.Header("Cache-Control").ShouldBe("public, max-age=60");
        ((string)board["title"]!).ShouldBe("第1网格");
        board["grids"].Names().ShouldBe(["试街道", "一社区", "第1网格"]);
        ((string)board["place"]!["name"]!).ShouldBe("一号院");
        board["heads"]!.AsArray().Select(head => ((string)head!["gridName"]!, (string?)head["name"]?["zh"], (bool)head["vacant"]!))
            .ShouldBe([("试街道", "head1", false), ("一社区", "head2", false), ("第1网格", "head3", false)]);
        var roles = board["roles"]!.AsArray();
        roles.Count.ShouldBe(10);
        roles.Single(role => (string)role!["role"]! == "urban_management")!["holders"].Names("zh").ShouldBe(["officer"]);
        roles.Count(role => (bool)role!["vacant"]!).ShouldBe(9);
        board["team"]!["workers"]!.AsArray().Select(worker => (string)worker!["name"]!["zh"]!).ShouldBe(["worker"]);
        board["team"]!["groups"].Names().ShouldBe(["红马甲志愿队", "街道大党委"]);
        board["venues"]!["items"].Names().ShouldBe(["党群活动室"]);
        ((string)board["office"]!["phone"]!).ShouldBe("0371-66220000");
        var need = board["needs"]!["items"]!.AsArray().ShouldHaveSingleItem()!;
        need.AsObject().Select(pair => pair.Key).Except(["fromDay", "toDay"]).ShouldBe(["title", "kind", "slotsLeft"]);
        ((string)need["title"]!, (int)need["slotsLeft"]!).ShouldBe(("轮椅两部", 2));
        board.Text.ShouldNotContain("描述不公开");
        board["circle"].Rings().ShouldBe([1, 0, 0]);
        ((int)board["circle"]!["points"]![0]!["metres"]!).ShouldBe(200);
        ((string)board["address"]!).ShouldBe($"{Path}?place={yard}");

        var byGrid = (await street.App.Nobody().Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        (byGrid["place"], (string)byGrid["circle"]!["from"]!["kind"]!).ShouldBe((null, "courtyards"));
        var byPosition = (await street.App.Nobody().Get($"{Path}?{boundaries.Query(100, 100)}")).ShouldBeOk();
        byPosition["grids"].Names().ShouldBe(["试街道", "一社区", "第1网格"]);
        ((string)byPosition["circle"]!["from"]!["kind"]!).ShouldBe("position");
        var community = (await street.App.Nobody().Get($"{Path}?grid={street.Community}")).ShouldBeOk();
        community["grids"].Names().ShouldBe(["试街道", "一社区"]);
        ((int)community["team"]!["workerCount"]!).ShouldBe(1);
    }

    [Theory]
    [InlineData("full", "欧阳修文", "王小明")]
    [InlineData("surname", "欧阳网格长", "王服务员")]
    [InlineData("none", null, null)]
    public async Task People_are_named_as_the_office_wants(string style, string? head, string? officer)
    {
        var street = await TestStreet.New();
        await street.Rename("head3", "欧阳修文");
        await street.Rename("officer", "王小明");
        await street.Publish(body: BoardSteps.Body(names: style));
        var board = (await street.App.Nobody().Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        ((string?)board["heads"]![2]!["name"]?["zh"]).ShouldBe(head);
        ((bool)board["heads"]![2]!["vacant"]!).ShouldBeFalse();
        var role = board["roles"]!.AsArray().Single(each => (string)each!["role"]! == "urban_management")!;
        ((bool)role["vacant"]!).ShouldBeFalse();
        role["holders"].Names("zh").ShouldBe(officer is null ? [] : [officer]);
        // A name that begins with no Chinese surname is not cut in pieces.
        ((string?)board["heads"]![0]!["name"]?["zh"]).ShouldBe(style switch { "full" => "head1", "surname" => "网格长", _ => null });
        if (style != "full")
            board.Text.ShouldNotContain("修文");
    }

    [Fact]
    public async Task Nothing_of_a_person_is_told_beyond_name_and_post()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.Publish();
        await street.AddNeed("棉被");
        await street.AddGroup("志愿队", isPublic: true);
        var admin = await street.Admin();
        const string Phone = "13800013799";
        var added = new { name = "周全", username = "zhou.quan.board", phone = Phone, grid = street.Street };
        var person = (await admin.Post("/v1/people", added)).ShouldBeCreated();
        (await admin.Post("/v1/appointments", new
        {
            personId = person.Id, post = "service_officer", grid = street.Grid, role = "culture", from = "2026-01-01",
        })).ShouldBeCreated();
        (await (await street.Worker()).Post("/v1/tickets", new
        {
            grid = street.Grid, category = "0107", description = "井盖", source = "resident", location = boundaries.Location(50, 50),
            reporter = new { name = "报告人", phone = "13900013799" },
        })).ShouldBeCreated();
        var yard = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 100));
        var forbidden = await street.App.Db.Read(tx => tx.Query(
            "SELECT id, username FROM people", c => (Id: c.Id().ToString(), Username: c.TextOrNull())));
        var nobody = street.App.Nobody();
        foreach (var query in new[] { $"place={yard}", $"grid={street.Grid}", $"grid={street.Street}", boundaries.Query(100, 100) })
        {
            foreach (var (path, accept) in new[]
            {
                (Path, "application/json"), (Path, "text/html"), ("/v1/public/circle", "application/json"),
                ("/v1/public/circle", "application/geo+json"), ("/v1/public/circle", "text/html"),
            })
            {
                var answer = (await nobody.Get($"{path}?{query}", ("Accept", accept))).ShouldBeOk();
                foreach (var (id, username) in forbidden)
                {
                    answer.Text.ShouldNotContain(id);
                    if (username is { Length: > 8 })
                        answer.Text.ShouldNotContain(username);
                }
                foreach (var secret in new[] { Phone, Phone[3..], "13900013799", "报告人", "井盖" })
                    answer.Text.ShouldNotContain(secret);
            }
        }
        (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldBeOk().Text.ShouldContain("周全");
    }

    [Fact]
    public async Task What_nobody_may_read_has_one_answer()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head1();
        await street.Publish(street.Community);
        await street.Publish(street.NextGrid, BoardSteps.Body(published: false));
        var nobody = street.App.Nobody();
        var open = await street.PublicPlace("一号院", "courtyard", boundaries.Location(100, 100));
        (await nobody.Get($"{Path}?place={open}")).ShouldBeOk();

        var inner = await street.PublicPlace("内部", "courtyard", boundaries.Location(100, 100), isPublic: false);
        var retired = await street.PublicPlace("拆除", "courtyard", boundaries.Location(100, 100));
        (await head.Post($"/v1/places/{retired}/retire", new { reason = "x" }, 1)).ShouldBeOk();
        var door = await street.PublicPlace("501", "household", boundaries.Location(100, 100));
        var elsewhere = await street.PublicPlace("二号院", "courtyard", boundaries.Location(300, 100), street.NextGrid);
        var nothing = (await nobody.Get($"{Path}?place=0000000000007")).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");
        foreach (var place in new[] { inner, retired, door, elsewhere })
            ShouldBeSame(await nobody.Get($"{Path}?place={place}"), nothing);
        (await nobody.Get("/v1/public/circle?place=" + inner)).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");

        var noGrid = (await nobody.Get($"{Path}?grid=970101001001001")).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");
        (await (await street.Admin()).Post($"/v1/grids/{street.OtherGrid}/retire", new { reason = "x" }, 2)).ShouldBeOk();
        await street.Publish(street.OtherCommunity);
        foreach (var grid in new[] { street.NextGrid, street.OtherGrid, street.Street, street.County })
            ShouldBeSame(await nobody.Get($"{Path}?grid={grid}"), noGrid);

        var outside = (await nobody.Get($"{Path}?lng=10&lat=10")).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");
        ((string)outside["detail"]!).ShouldContain("lies in no grid whose board is published");
        ShouldBeSame(await nobody.Get($"{Path}?{boundaries.Query(300, 100)}"), outside);

        static void ShouldBeSame(Answer answer, Answer other)
        {
            answer.Status.ShouldBe(other.Status);
            Stable(answer).ShouldBe(Stable(other));
            (answer.Header("Cache-Control"), answer.Header("Vary")).ShouldBe((other.Header("Cache-Control"), other.Header("Vary")));
        }

        static string Stable(Answer answer)
        {
            var json = answer.Json.AsObject();
            json.Remove("traceId");
            return json.ToJsonString();
        }
    }

    [Fact]
    public async Task There_is_exactly_one_way_to_ask()
    {
        var street = await TestStreet.New();
        await street.Publish();
        var nobody = street.App.Nobody();
        foreach (var path in new[] { Path, "/v1/public/circle" })
        {
            (await nobody.Get(path)).ShouldFault("/grid", "required");
            (await nobody.Get($"{path}?grid={street.Grid}&place=0000000000007")).ShouldFault("/grid", "not_together");
            (await nobody.Get($"{path}?grid={street.Grid}&lng=1&lat=1")).ShouldFault("/grid", "not_together");
            (await nobody.Get($"{path}?lng=113")).ShouldFault("/lat", "required");
            (await nobody.Get($"{path}?lng=181&lat=91")).ShouldFault("/lat", "out_of_range");
            (await nobody.Get($"{path}?grid={street.Grid}&coordSys=gcj02")).ShouldFault("/coordSys", "not_together");
            (await nobody.Get($"{path}?lng=113&lat=34&coordSys=mars")).ShouldFault("/coordSys", "unknown_code");
            (await nobody.Get($"{path}?grid={street.Grid}&lang=fr")).ShouldFault("/lang", "unknown_code");
            (await nobody.Get($"{path}?grid=4101x")).ShouldFault("/grid", "wrong_format");
            (await nobody.Get($"{path}?place=x")).ShouldFault("/place", "wrong_format");
            (await nobody.Get($"{path}?grid={street.Grid}&tag=x")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-parameter");
            (await nobody.Get($"{path}?grid={street.Grid}", ("Accept", "image/png")))
                .ShouldRefuse(HttpStatusCode.NotAcceptable, "not-acceptable");
        }
    }

    [Fact]
    public async Task Sections_that_are_not_published_are_absent()
    {
        var street = await TestStreet.New();
        await TestBoundaries.Import(street);
        await street.Publish(body: BoardSteps.Body(sections: ["office_phone"], title: "只有电话"));
        var nobody = street.App.Nobody();
        var board = (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        foreach (var section in new[] { "heads", "roles", "team", "venues", "needs", "circle", "rate" })
            board[section].ShouldBeNull(section);
        ((string)board["title"]!, (string)board["office"]!["address"]!).ShouldBe(("只有电话", "二道街10号"));
        (await nobody.Get($"/v1/public/circle?grid={street.Grid}")).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");
        var page = (await nobody.Get($"{Path}?grid={street.Grid}", ("Accept", "text/html"))).ShouldBeOk();
        page.Text.ShouldNotContain("<table");
    }

    [Fact]
    public async Task The_rate_is_that_of_the_measure()
    {
        var street = await TestStreet.New();
        await street.Publish(body: BoardSteps.Body(period: "this_year"));
        await street.Publish(street.Grid, BoardSteps.Body(measure: "petition_free", period: "last_thirty_days"));
        var worker = await street.Worker();
        for (var i = 0; i < 3; i++)
        {
            (await worker.Post("/v1/tickets", new
            {
                grid = street.Grid, category = "0107", description = "树枝", source = "patrol", location = new { address = "二道街" },
            })).ShouldBeCreated();
        }
        var today = await street.App.Db.Read(tx => Task.FromResult(tx.Today));
        var days = $"from={today.Year}-01-01&to={today.AddDays(1):yyyy-MM-dd}";
        var measured = (await (await street.Head1()).Get(
            $"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{days}")).ShouldBeOk();
        var rate = (await street.App.Nobody().Get($"{Path}?grid={street.Street}")).ShouldBeOk()["rate"]!;
        ((string)rate["measure"]!, (int)rate["formulaVersion"]!, (string)rate["period"]!).ShouldBe(
            ("resolution_rate", (int)measured["formulaVersion"]!, "this_year"));
        ((long)rate["numerator"]!, (long)rate["denominator"]!).ShouldBe(
            ((long)measured["total"]!["numerator"]!, (long)measured["total"]!["denominator"]!));
        ((string)rate["nameZh"]!, (string)rate["formulaEn"]!).ShouldBe(((string)measured["name"]!, (string)measured["formula"]!));
        var count = (await street.App.Nobody().Get($"{Path}?grid={street.Grid}")).ShouldBeOk()["rate"]!;
        ((string)count["display"]!, count["denominator"], (string)count["from"]!).ShouldBe(("0", null, $"{today.AddDays(-29):yyyy-MM-dd}"));
    }

    [Fact]
    public async Task A_browser_keeps_a_board_and_asks_whether_it_changed()
    {
        var street = await TestStreet.New();
        await street.Publish();
        var nobody = street.App.Nobody();
        var board = (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
        var tag = board.Header("ETag")!;
        (await nobody.Get($"{Path}?grid={street.Grid}", ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);
        var page = (await nobody.Get($"{Path}?grid={street.Grid}", ("If-None-Match", tag), ("Accept", "text/html"))).ShouldBeOk();
        page.Header("ETag").ShouldNotBe(tag);
        page.Header("Vary")!.ShouldContain("Accept-Language");
        (await nobody.Send(HttpMethod.Head, $"{Path}?grid={street.Grid}", body: null)).ShouldBeOk().Header("ETag").ShouldBe(tag);
    }
}
