using System.Net;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>Lists of needs by filters, as files, and the three lists.</summary>
public class NeedListTests
{
    [Fact]
    public async Task Filters_pages_and_counts_agree()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var (team, leader) = await street.Team();
        var venue = await street.Place("活动室", "venue");
        var one = await street.Submitted(new { title = "轮椅（折叠）", kind = "goods" });
        var two = await street.Published(new { placeId = venue.Id, continuing = true, cycle = "month" });
        var three = await street.Published(new { groupId = team }, leader);
        await (await street.Officer()).Claim(three);
        async Task<string[]> List(string query) => (await worker.Get($"{NeedPath}?{query}")).Ids();
        (await List("")).ShouldBe([three.Id, two.Id, one.Id]);
        (await List("status=submitted&status=taken")).ShouldBe([three.Id, one.Id]);
        (await List("kind=goods")).ShouldBe([one.Id]);
        (await List($"group={team}")).ShouldBe([three.Id]);
        (await List($"place={venue.Id}")).ShouldBe([two.Id]);
        (await List("continuing=true")).ShouldBe([two.Id]);
        (await List("continuing=false")).ShouldBe([three.Id, one.Id]);
        (await List("q=折叠 轮椅")).ShouldBe([one.Id]);
        (await List("mine=true")).ShouldBe([two.Id, one.Id]);
        (await List("mine=false")).ShouldBe([three.Id]);
        (await List($"from={Today.Text()}&to={Today.AddDays(1).Text()}")).Length.ShouldBe(3);
        (await List($"from={Today.AddDays(1).Text()}")).ShouldBeEmpty();
        (await List($"grid={street.NextGrid}")).ShouldBeEmpty();
        (await List("closing=declined")).ShouldBeEmpty();
        (await worker.Get($"{NeedPath}?from=2026-03-02&to=2026-03-02")).ShouldFault("/to", "out_of_range");
        (await worker.Get($"{NeedPath}?status=x")).ShouldFault("/status", "unknown_code");
        var page = (await worker.Get($"{NeedPath}?limit=2&count=true")).ShouldBeOk();
        ((long)page["count"]!, page.Ids().Length).ShouldBe((3, 2));
        (await worker.Get($"{NeedPath}?limit=2&cursor={page["next"]}")).Ids().ShouldBe([one.Id]);
        (await worker.Get($"{NeedPath}?limit=2&kind=goods&cursor={page["next"]}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Fact]
    public async Task A_list_is_a_file_in_both_languages_without_contacts_and_leaves_an_audit_entry()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var need = await street.Published(new { title = "=1+1", kind = "goods" });
        var csv = (await head.Get($"{NeedPath}?grid={street.Grid}", ("Accept", "text/csv"))).ShouldBeOk().Text;
        csv.ShouldStartWith("id,kind,title");
        csv.ShouldContain($"{need.Id},goods,\"'=1+1\",");
        csv.ShouldNotContain("王小明");
        csv.ShouldNotContain(Phone);
        (await head.Get($"{NeedPath}?lang=zh", ("Accept", "text/csv"))).Text.ShouldContain("物资");
        (await head.Get($"{NeedPath}?limit=3", ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
        (await head.Get($"{NeedPath}?bom=true")).ShouldRefuse(HttpStatusCode.BadRequest, "only-in-export");
        (await head.Get($"{NeedPath}?lang=zh", ("Accept", Xlsx))).ShouldBeOk().Header("Content-Type").ShouldBe(Xlsx);
        (await street.ActionsIn("need", null)).Count(action => action == "needs_exported").ShouldBe(3);
    }

    [Fact]
    public async Task The_three_lists_are_one_workbook_with_needs_offers_and_projects()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var (team, leader) = await street.Team(street.Street);
        var need = await street.Published(new { continuing = true, cycle = "month" });
        await leader.Claim(need, team);
        (await leader.Post(OfferPath, new { kind = "venue", title = "会议室", groupId = team })).ShouldBeCreated();
        await street.Published(new { grid = street.OtherGrid }, await street.OtherWorker());
        var path = $"{NeedPath}/three-lists?grid={street.Street}&from={Today.Text()}&to={Today.AddDays(1).Text()}";
        var lists = (await head.Get(path)).ShouldBeOk();
        (lists["needs"]!.AsArray().Count, lists["offers"]!.AsArray().Count, lists["projects"]!.AsArray().Count).ShouldBe((2, 1, 1));
        (await head.Get($"{NeedPath}/three-lists?grid={street.Grid}")).ShouldBeOk()["needs"]!.AsArray().Count.ShouldBe(1);
        (await head.Get($"{NeedPath}/three-lists?to={Today.Text()}")).ShouldBeOk()["needs"]!.AsArray().ShouldBeEmpty();
        ((await street.Team(street.OtherGrid)).Leader is var stranger).ShouldBeTrue();
        (await stranger.Get($"{NeedPath}/three-lists")).ShouldBeOk()["projects"]!.AsArray().ShouldBeEmpty("another group's claim");
        using var response = await head.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path + "&lang=zh-CN")
        {
            Headers = { { "Accept", Xlsx } },
        });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var document = SpreadsheetDocument.Open(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), isEditable: false);
        document.WorkbookPart!.Workbook.Descendants<Sheet>().Select(sheet => sheet.Name!.Value).ShouldBe(["需求清单", "资源清单", "项目清单"]);
        string.Concat(document.WorkbookPart.WorksheetParts.Select(part => part.Worksheet.InnerText)).ShouldContain("会议室");
        string.Concat(document.WorkbookPart.WorksheetParts.Select(part => part.Worksheet.InnerText)).ShouldContain("项目名称");
        (await head.Get($"{NeedPath}/three-lists?lang=x")).ShouldFault("/lang", "unknown_code");
        (await street.ActionsIn("need", null)).Count(action => action == "three_lists_exported").ShouldBe(5, "the JSON too");
    }

    [Fact]
    public async Task The_three_lists_are_complete_however_long_they_are()
    {
        // Its offers have no events, so the store is its own.
        await using var app = new App();
        var street = await TestStreet.New(app);
        const int Offers = 5001;
        await app.Db.Write(async tx =>
        {
            for (var i = 0; i < Offers; i++)
            {
                await tx.Execute("""
                    INSERT INTO offers (id, kind, title, grid_code, salt, from_day, created_by, created_at, version)
                    VALUES (@Id, 'venue', @Title, @Grid, 'AAAAAAAAAAAAAAAAAAAAAA==', @Today, @By, @Now, 1)
                    """, new { Id = tx.NewId(), Title = $"会议室{i}", street.Grid, tx.Today, By = street.PersonId("head1"), tx.Now });
            }
        });
        var head = await street.Head1();
        var need = await street.Submitted();
        var lists = (await head.Get($"{NeedPath}/three-lists?grid={street.Street}")).ShouldBeOk();
        lists["needs"]!.AsArray().Select(each => (string)each!["id"]!).ShouldBe([need.Id]);
        var expected = Enumerable.Range(0, Offers).Select(i => $"会议室{i}").Order(StringComparer.Ordinal).ToList();
        lists["offers"]!.AsArray().Select(each => (string)each!["title"]!).Order(StringComparer.Ordinal).ShouldBe(expected);
        using var response = await head.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{NeedPath}/three-lists?lang=en")
        {
            Headers = { { "Accept", Xlsx } },
        });
        using var document = SpreadsheetDocument.Open(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), isEditable: false);
        var sheets = document.WorkbookPart!.Workbook.Descendants<Sheet>().ToList();
        sheets.Select(sheet => sheet.Name!.Value).ShouldBe(["Needs", "Offers", "Projects"]);
        var rows = sheets.ConvertAll(sheet =>
            ((WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!.Value!)).Worksheet.Descendants<Row>().ToList());
        rows.Select(each => each.Count - 1).ShouldBe([1, Offers, 0], "beside the headings");
        rows[1].Skip(1).Select(row => row.Elements<Cell>().ElementAt(2).InnerText).Order(StringComparer.Ordinal).ShouldBe(expected);
    }

    const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
