using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Tests.Architecture;
using GridGov.Tests.Features.Tickets.Export;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Demo;

/// <summary>
/// The README's walk through the demo, over HTTP and in order: rates, a report, a ticket's lifecycle, the
/// present day, masking, the export. Finally the demo is killed, and <c>verify</c> must find no errors.
/// </summary>
[TestCaseOrderer(InSourceOrder.Name, TestStore.Assembly)]
public sealed partial class DemoScenarioTests(DemoServer demo) : IClassFixture<DemoServer>
{
    const string Street = "grid=410103003";
    const string HalfYear = Street + "&from=2012-05-01&to=2012-11-01";

    [Fact]
    public void An_empty_database_is_filled() => demo.Output.ShouldContain("Filled");

    [Fact]
    public async Task The_rates_are_the_published_ones()
    {
        var supervisor = await demo.As("demo-supervisor");

        var rates = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&{HalfYear}&groupBy=programme")).ShouldBeOk();
        var items = rates["items"]!.AsArray();
        items.Select(item => ((string)item!["name"]!, (int)item["numerator"]!, (int)item["denominator"]!, (string)item["display"]!))
            .ShouldBe([("七个领域类", 3246, 3246, "100 %"), ("社情类", 8796, 8797, "99.99 %")], rates.Text);
        var missing = (await supervisor.Get((string)items[1]!["complement"]!)).ShouldBeOk();
        ((int)missing["count"]!).ShouldBe(1, missing.Text);

        var atStreet = (await supervisor.Get($"/v1/statistics/measures?measure=street_resolution_rate&{HalfYear}")).ShouldBeOk();
        ((double)atStreet["total"]!["rate"]!).ShouldSatisfyAllConditions(
            rate => rate.ShouldBeGreaterThan(0.99, atStreet.Text),
            rate => rate.ShouldBeLessThan(1, atStreet.Text));
    }

    [Fact]
    public async Task Its_workers_go_out_and_cover_what_is_published()
    {
        var (supervisor, worker) = (await demo.As("demo-supervisor"), await demo.As("demo-worker"));
        ((long)(await supervisor.Get($"/v1/places?{Street}&count=true&limit=1")).ShouldBeOk()["count"]!).ShouldBe(700 + 12);
        var coverage = (await supervisor.Get($"/v1/statistics/measures?measure=coverage_rate&{HalfYear}&groupBy=campaign")).ShouldBeOk();
        var campaigns = coverage["items"]!.AsArray().Where(item => (int)item!["denominator"]! > 0).ToList();
        campaigns.Count.ShouldBe(2, coverage.Text);
        foreach (var campaign in campaigns)
            ((double)campaign!["rate"]!).ShouldBeInRange(0.8, 1, coverage.Text);
        // What is missing is the list of places that nobody visited.
        var first = campaigns[0]!;
        ((long)(await supervisor.Get((string)first["complement"]!)).ShouldBeOk()["count"]!)
            .ShouldBe((long)first["denominator"]! - (long)first["numerator"]!);
        var log = (await worker.Get(demo.DayLogPath)).ShouldBeOk();
        ((int)log["sums"]!["rounds"]!).ShouldBe(1, log.Text);
        log["records"]!.AsArray().Select(record => (string)record!["outcome"]!).ShouldBe(["in_order", "finding"], ignoreOrder: true);
        var bicycles = (await (await demo.As("demo-admin")).Get("/v1/records?grid=410105001&limit=200")).ShouldBeOk()["items"]!.AsArray();
        bicycles.Sum(record => (double)record!["quantity"]!).ShouldBe(62);
        bicycles.ShouldAllBe(record => (string)record!["outcome"]! == "handed_over");
    }

    [Theory]
    [InlineData("/v1/needs?grid=410103003&status=open", 3)]
    [InlineData("/v1/offers?grid=410103003", 2)]
    [InlineData("/v1/meetings?grid=410103003&status=planned", 1)]
    [InlineData("/v1/places?grid=410103003&kind=service_point", 12)]
    public async Task What_waits_for_somebody_is_counted_by_its_list(string path, int count)
    {
        var list = (await (await demo.As("demo-admin")).Get($"{path}&count=true&limit=1")).ShouldBeOk();
        ((int)list["count"]!).ShouldBe(count, list.Text);
    }

    [Fact]
    public async Task Service_points_lie_within_5_10_and_15_minutes_of_the_courtyard_of_the_board()
    {
        var circle = (await demo.Anonymous.Get("/v1/public/circle?grid=410103003005006")).ShouldBeOk();
        circle["rings"]!.AsArray().Select(ring => (int)ring!["points"]!).ShouldAllBe(points => points > 0, circle.Text);
        circle["rings"]!.AsArray().Sum(ring => (int)ring!["points"]!).ShouldBe(12, circle.Text);
    }

    [Fact]
    public async Task A_board_is_read_without_an_account()
    {
        var board = (await demo.Anonymous.Get("/v1/public/board?grid=410103003005006")).ShouldBeOk();
        board["heads"]!.AsArray().ShouldNotBeEmpty(board.Text);
        board["roles"]!.AsArray().Count.ShouldBe(10, board.Text);
        ((int)board["needs"]!["count"]!).ShouldBeGreaterThan(0, board.Text);
        demo.Output.ShouldContain("/v1/public/board?grid=410103003005006");
    }

    [Fact]
    public async Task The_departments_have_tickets_of_their_own_and_no_others()
    {
        foreach (var who in new[] { "demo-electricity", "demo-parks" })
        {
            var own = (await (await demo.As(who)).Get("/v1/tickets?count=true&limit=1")).ShouldBeOk();
            ((long)own["count"]!).ShouldBeInRange(1, 2000, who);
        }
    }

    [Fact]
    public async Task June_2012_has_the_same_figures_in_the_report_its_page_its_workbook_and_the_measure()
    {
        var supervisor = await demo.As("demo-supervisor");
        var reports = (await supervisor.Get($"/v1/assessments?kind=month&of=grid&{Street}&from=2012-06-01&to=2012-06-02")).ShouldBeOk();
        var address = $"/v1/assessments/{(string)reports["items"]![0]!["id"]!}";
        var report = (await supervisor.Get(address)).ShouldBeOk();
        var figure = report["figures"]!.AsArray().Single(figure => (string)figure!["term"]! == "resolution_rate")!;
        var (closed, established) = ((int)figure["numerator"]!, (int)figure["denominator"]!);

        const string June = Street + "&from=2012-06-01&to=2012-07-01";
        var measure = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&{June}")).ShouldBeOk();
        ((int)measure["total"]!["numerator"]!, (int)measure["total"]!["denominator"]!).ShouldBe((closed, established), measure.Text);

        var page = (await demo.Anonymous.Get(demo.ReportLink.PathAndQuery)).ShouldBeOk();
        foreach (var (part, number) in new[] { ("numerator", closed), ("denominator", established) })
        {
            var link = PartLink().Matches(page.Text).SingleOrDefault(link => link.Groups["part"].Value == part).ShouldNotBeNull(page.Text);
            link.Groups["text"].Value.ShouldBe(number.ToString("N0", CultureInfo.InvariantCulture), page.Text);
            var tickets = (await demo.Anonymous.Get(WebUtility.HtmlDecode(link.Groups["address"].Value))).ShouldBeOk();
            tickets.Text.ShouldContain($"案卷 {number} 件；报告数 {number}");
        }
        (await NumbersInWorkbook(supervisor, address, "resolution_rate")).Take(2).ShouldBe([closed, established], report.Text);
    }

    [Fact]
    public async Task A_ticket_goes_from_filing_to_closing()
    {
        var worker = await demo.As("demo-worker");
        var handler = await demo.As("demo-officer");
        var ticket = (await worker.Post("/v1/tickets", new { category = "0107", description = "行道树倾斜，有倒伏危险" })).ShouldBeCreated();
        var address = $"/v1/tickets/{ticket.Id}";

        await Step("demo-dispatcher", "accept", new { }, "accepted");
        await Step("demo-dispatcher", "dispatch", new { handlerId = handler.Person.ToString() }, "dispatched");
        await Step("demo-officer", "take", new { }, "processing");
        await Step("demo-officer", "resolve", new { result = "已扶正并加固" }, "resolved");
        await Step("demo-inspector", "pass", new { }, "closed");

        var history = (await worker.Get(address + "/events")).ShouldBeOk();
        history["items"]!.AsArray().Select(entry => (string)entry!["action"]!)
            .ShouldBe(["file", "accept", "dispatch", "take", "resolve", "pass"], history.Text);

        async Task Step(string who, string verb, object body, string expected)
        {
            ticket = (await (await demo.As(who)).Post($"{address}/{verb}", body, ticket.Version)).ShouldBeOk();
            ((string)ticket["status"]!).ShouldBe(expected, ticket.Text);
        }
    }

    [Fact]
    public async Task The_present_day_has_a_ticket_in_every_status()
    {
        var supervisor = await demo.As("demo-supervisor");
        var statuses = (await supervisor.Get($"/v1/statistics/statuses?{Street}&from=2026-01-01&to=2040-01-01")).ShouldBeOk();
        foreach (var status in new[]
        {
            "submitted", "verifying", "accepted", "dispatched", "returned", "processing", "suspended", "resolved", "rework", "closed",
            "rejected", "cancelled", "merged", "noted",
        })
        {
            statuses.Text.ShouldContain($"\"{status}\":");
        }
    }

    [Fact]
    public async Task At_the_high_voltage_line_electricity_has_arrived_and_parks_is_late()
    {
        var supervisor = await demo.As("demo-supervisor");
        var found = (await supervisor.Get($"/v1/tickets?q={Uri.EscapeDataString("高压线")}&status=processing")).ShouldBeOk();
        var ticket = found["items"]![0]!;
        var joint = ticket["jointAction"]!;
        joint["participants"]!.AsArray().Select(each => ((string)each!["person"]!["name"]!, (string)each["status"]!, (bool)each["late"]!))
            .ShouldBe([("二七区供电部", "arrived", false), ("二七区园林所", "summoned", true)], ignoreOrder: true, found.Text);

        var address = $"/v1/tickets/{(string)ticket["id"]!}/joint-actions/{(string)joint["id"]!}/arrive";
        var arrived = (await (await demo.As("demo-parks")).Post(address, new { }, (long)ticket["version"]!)).ShouldBeOk();
        arrived["ticketVersion"].ShouldNotBeNull(arrived.Text);
    }

    [Theory]
    [InlineData("盲道", "recall")]
    [InlineData("补植", "hand_over")]
    [InlineData("枯枝断裂", "amend")]
    public async Task A_ticket_was_recalled_another_handed_over_and_another_amended(string words, string action)
    {
        var supervisor = await demo.As("demo-supervisor");
        var found = (await supervisor.Get($"/v1/tickets?q={Uri.EscapeDataString(words)}&from=2026-01-01")).ShouldBeOk();
        var acts = new List<string>();
        foreach (var ticket in found["items"]!.AsArray())
        {
            var history = (await supervisor.Get($"/v1/tickets/{(string)ticket!["id"]!}/events")).ShouldBeOk();
            acts.AddRange(history["items"]!.AsArray().Select(entry => (string)entry!["action"]!));
        }
        acts.ShouldContain(action, found.Text);
    }

    [Fact]
    public async Task One_order_has_no_reply()
    {
        var late = (await (await demo.As("demo-supervisor")).Get("/v1/tickets?supervised=late&count=true")).ShouldBeOk();
        ((int)late["count"]!).ShouldBe(1, late.Text);
    }

    [Fact]
    public async Task A_petition_is_masked_and_unmasked_with_a_purpose()
    {
        const string Secret = "王某反映拆迁补偿问题";
        var worker = await demo.As("demo-worker");
        var petition = (await worker.Post("/v1/tickets", new { category = "0704", description = Secret })).ShouldBeCreated();
        ((string)petition["description"]!).ShouldBe("******", petition.Text);

        var dispatcher = await demo.As("demo-dispatcher");
        var unmasked = (await dispatcher.Post($"/v1/tickets/{petition.Id}/unmask", new { purpose = "受理前了解诉求" })).ShouldBeOk();
        ((string)unmasked["ticket"]!["description"]!).ShouldBe(Secret, unmasked.Text);
    }

    [Fact]
    public async Task The_whole_list_is_exported_and_an_interrupted_export_continues()
    {
        var supervisor = await demo.As("demo-supervisor");
        var all = await DownloadedExport.Of(supervisor, $"?{Street}&count=true");
        var rows = int.Parse(all.Header("GridGov-Rows")!, CultureInfo.InvariantCulture);
        rows.ShouldBeGreaterThan(12_000);
        var ids = Ids(all.Bytes);
        ids.Count.ShouldBe(rows);

        // The README's method: drop the last row, and continue after the one before it.
        var received = Ids(all.Bytes.AsSpan(0, all.Bytes.Length / 2)).SkipLast(1).ToList();
        var snapshot = Uri.EscapeDataString(all.Header("GridGov-Snapshot")!);
        var rest = await DownloadedExport.Of(supervisor, $"?{Street}&after={received[^1]}&until={snapshot}");
        received.Concat(Ids(rest.Bytes)).ShouldBe(ids);

        static List<string> Ids(ReadOnlySpan<byte> csv) =>
            [.. RowStart().Matches(Encoding.UTF8.GetString(csv)).Select(row => row.Groups["id"].Value)];
    }

    [Fact]
    public async Task An_outsider_sees_nothing()
    {
        var worker = await demo.As("demo-worker");
        var ticket = (await worker.Post("/v1/tickets", new { category = "0107", description = "井盖缺失" })).ShouldBeCreated();
        var outsider = await demo.As("demo-outsider");
        (await outsider.Get($"/v1/tickets/{ticket.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        var list = (await outsider.Get("/v1/tickets?count=true")).ShouldBeOk();
        ((int)list["count"]!).ShouldBe(0, list.Text);
    }

    [Fact]
    public async Task A_street_is_set_up_from_two_files()
    {
        var (first, second) = (await demo.As("demo-admin"), await demo.As("demo-admin-2"));
        string[] grids = ["410103005001001", "410103005001002"];
        var divisions = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(string.Join("\r\n",
            "二七区蜜蜂张街道网格划分表,,,,",
            "代码,名称,级别,上级代码,备注",
            "410100000000,郑州市,市,,",
            "410103000000,二七区,区,410100000000,",
            "410103005000,蜜蜂张街道,街道,410103000000,",
            $"{grids[0]},蜜蜂张南社区第1网格,网格,410103005001,",
            $"{grids[1]},蜜蜂张南社区第2网格,网格,410103005001,",
            ",,,,", ",,,,"));
        var opened = (await first.PostFile("/v1/grids/import", divisions)).ShouldBeOk();
        ((int)opened["imported"]!, (int)opened["unchanged"]!, (string)opened["file"]!["encoding"]!).ShouldBe((2, 3, "gb18030"), opened.Text);

        var roles = (await first.Get("/v1/service-roles")).ShouldBeOk()["items"]!.AsArray().Select(role => (string)role!["nameZh"]!).ToList();
        var phone = 13903710000m;
        List<object[]> rows = [["网格代码", "岗位", "服务角色", "责任", "姓名", "用户名", "电话", "任职首日"]];
        foreach (var (i, grid) in grids.Index())
        {
            var code = decimal.Parse(grid, CultureInfo.InvariantCulture);
            rows.Add([code, "网格长", "", "第一责任人", $"李{"一二"[i]}", $"mifengzhang.head.{i + 1}", ++phone, new DateOnly(2026, 3, 1)]);
            rows.AddRange(roles.Select((role, place) => new object[]
            {
                code, "服务员", role, "", $"张{"甲乙丙丁戊己庚辛壬癸"[place]}{"一二"[i]}", "", ++phone, new DateOnly(2026, 3, 1),
            }));
        }
        var people = TestWorkbook.Of([.. rows]);
        var tried = (await first.PostFile("/v1/appointments/import?dryRun=true", people, DownloadedExport.Xlsx)).ShouldBeOk();
        ((int)tried["people"]!, (int)tried["appointments"]!, (int)tried["pending"]!).ShouldBe((22, 22, 2), tried.Text);
        var staffed = (await first.PostFile("/v1/appointments/import", people, DownloadedExport.Xlsx)).ShouldBeOk();
        ((int)staffed["people"]!, (int)staffed["appointments"]!, (int)staffed["pending"]!).ShouldBe((22, 22, 2), staffed.Text);

        var pending = (await second.Get("/v1/appointments?status=pending&grid=410103005")).ShouldBeOk()["items"]!.AsArray();
        (await second.Post("/v1/appointments/confirm", new { ids = pending.Select(one => (string)one!["id"]!) })).ShouldBeOk();
        foreach (var grid in grids)
        {
            var roster = (await first.Get($"/v1/grids/{grid}/roster")).ShouldBeOk();
            roster["vacancies"]!.AsArray().ShouldBeEmpty(roster.Text);
        }
        var again = (await first.PostFile("/v1/appointments/import", people, DownloadedExport.Xlsx)).ShouldBeOk();
        ((int)again["people"]!, (int)again["appointments"]!, (int)again["unchanged"]!).ShouldBe((0, 0, 22), again.Text);
    }

    [Fact]
    public async Task A_photo_and_a_position_of_a_map_become_a_ticket_in_its_grid()
    {
        var worker = await demo.As("demo-worker");
        var located = (await worker.Get("/v1/grids/locate?lng=113.6614&lat=34.7491&coordSys=gcj02")).ShouldBeOk();
        located["grids"]!.AsArray().Select(each => (string)each!["grid"]!["code"]!)
            .ShouldContain("410103003005006", located.Text);

        var photo = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "openapi", "photo.jpg"));
        var uploaded = (await worker.Upload(photo, "image/jpeg")).ShouldBeCreated();
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi", "examples.http"))).ShouldContain(UploadSteps.Sha256(photo));
        var filed = (await worker.Post("/v1/tickets", new
        {
            category = "0107", description = "行道树树冠碰到高压线，树下窨井盖松动",
            location = new { lng = 113.6614, lat = 34.7491, coordSys = "gcj02" },
        })).ShouldBeCreated();
        ((string)filed["grid"]!["code"]!, (string)filed["grid"]!["name"]!).ShouldBe(("410103003005006", "二道街社区第6网格"));
        filed["outsideGrid"].ShouldBeNull();
        var attached = (await worker.Post($"/v1/tickets/{filed.Id}/attachments",
            new { uploadId = uploaded.Id, kind = "before", caption = "树冠与导线" })).ShouldBeCreated();

        var found = (await worker.Get("/v1/tickets?q=井盖&sort=relevance&limit=200")).ShouldBeOk();
        found["items"]!.AsArray().Select(each => (string)each!["id"]!).ShouldContain(filed.Id);
        found["items"]!.AsArray().ShouldAllBe(each => each!["hits"] != null);

        var link = (await worker.Post($"/v1/tickets/{filed.Id}/attachments/{attached.Id}/link", new { variant = "view" })).ShouldBeOk();
        var picture = await demo.Anonymous.Get((string)link["address"]!);
        picture.Status.ShouldBe(HttpStatusCode.OK);
        (await (await demo.As("demo-outsider")).Get($"/v1/tickets/{filed.Id}/attachments")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public Task A_need_is_raised_served_and_confirmed() => TogetherStory.Need(demo);

    [Fact]
    public Task A_point_of_a_meeting_becomes_a_ticket_that_is_closed() => TogetherStory.Point(demo);

    [Fact]
    public Task A_report_of_the_public_is_not_solved_and_opened_again() => TogetherStory.PublicReport(demo);

    [Fact]
    public async Task The_examples_can_be_sent_and_a_day_without_signal_is_in_the_log()
    {
        var examples = await demo.Examples;
        foreach (var (title, answer) in examples.All)
            ((int)answer.Status).ShouldBeInRange(200, 299, $"{title}: {answer.Text}");

        foreach (var (name, acts) in new[] { ("started", 1), ("pushed", 7), ("resolvedConflict", 2) })
        {
            var pushed = examples[name];
            pushed["results"]!.AsArray().Select(result => (string)result!["result"]!).ShouldBe(Enumerable.Repeat("done", acts), pushed.Text);
        }
        var conflict = examples["conflict"]["results"]![0]!;
        ((string)conflict["result"]!, (string)conflict["problem"]!["code"]!, (string)conflict["current"]!["urgency"]!)
            .ShouldBe(("refused", "stale-version", "urgent"), conflict.ToJsonString());
        var ticket = (string)examples["pushed"]["results"]![5]!["subject"]!;
        examples["pulledAgain"]["changes"]!.AsArray().Select(change => (string)change!["id"]!).ShouldContain(ticket);

        var log = examples["dayLog"];
        var sums = log["sums"]!;
        ((int)sums["rounds"]!).ShouldBeGreaterThanOrEqualTo(1, log.Text);
        ((int)sums["records"]!).ShouldBeGreaterThanOrEqualTo(5, log.Text);
        log["records"]!.AsArray().Select(record => (string)record!["id"]!)
            .ShouldContain((string)examples["pushed"]["results"]![0]!["subject"]!, log.Text);

        ((string)examples["confirmed"]["status"]!, (string)examples["filedPoint"]["status"]!).ShouldBe(("confirmed", "ticket"));
        var reported = examples["publicReport"];
        reported.Text.ShouldNotContain((string)examples["receipt"]["secret"]!);
    }

    [Fact]
    public async Task The_examples_show_what_the_streets_did_together_and_have_the_figures_that_they_say()
    {
        demo.Output.ShouldContain("openapi/examples.http");
        var expectations = (await demo.Examples).Expectations;
        expectations.Where(each => each.Actual != each.Expected).ShouldBeEmpty();
        foreach (var street in new[] { "航海东路街道", "如意湖街道", "惠济区", "管城回族区", "中心路街道", "大石桥街道", "二七区", "经八路街道" })
            expectations.Select(each => each.Title).ShouldContain(title => title.Contains(street, StringComparison.Ordinal), street);
        expectations.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task A_grid_was_divided_last_week_and_both_codes_answer()
    {
        var supervisor = await demo.As("demo-supervisor");
        var old = (await supervisor.Get("/v1/grids/410103003007008")).ShouldBeOk();
        var successors = old["successors"]!.AsArray().Select(code => (string)code!).ToList();
        successors.Count.ShouldBe(2, old.Text);
        var established = (await supervisor.Get(
            "/v1/statistics/measures?measure=resolution_rate&grid=410103003007008&from=2012-05-01&to=2012-11-01")).ShouldBeOk();
        ((int)established["total"]!["denominator"]!).ShouldBeGreaterThan(100, "its tickets of 2012 keep its code");
        foreach (var successor in successors)
        {
            var roster = (await supervisor.Get($"/v1/grids/{successor}/roster")).ShouldBeOk();
            roster["first"].ShouldNotBeNull(roster.Text);
            (await supervisor.Get($"/v1/grids/{successor}/boundary")).ShouldBeOk();
        }
    }

    [Fact]
    public async Task Verify_finds_nothing_after_all_that()
    {
        var (exitCode, output) = await demo.Verify();
        exitCode.ShouldBe(0, output);
        output.ShouldContain("assessments are those issued");
    }

    /// <summary>The numbers in the workbook row of a term.</summary>
    static async Task<List<int>> NumbersInWorkbook(Caller caller, string address, string term)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(DownloadedExport.Xlsx));
        using var response = await caller.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var content = new MemoryStream(await response.Content.ReadAsByteArrayAsync());
        using var document = SpreadsheetDocument.Open(content, isEditable: false);
        var row = document.WorkbookPart!.WorksheetParts.SelectMany(sheet => sheet.Worksheet.Descendants<Row>())
            .Single(row => row.Elements<Cell>().Any(cell => cell.InnerText == term));
        return [.. row.Elements<Cell>().Select(cell => cell.CellValue?.Text).OfType<string>()
            .Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : -1)];
    }

    [GeneratedRegex("""<a href="(?<address>[^"]*/view/resolution_rate\?part=(?<part>\w+)[^"]*)">(?<text>[^<]*)</a>""",
        RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartLink();

    [GeneratedRegex("^(?<id>[0-9A-Z]{13}),", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowStart();
}
