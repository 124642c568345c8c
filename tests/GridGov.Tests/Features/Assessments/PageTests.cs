using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Tests.Features.Assessments;

public partial class PageTests(ReportedMarch march) : IClassFixture<ReportedMarch>
{
    readonly ReportStreet street = march.Street;
    readonly Answer report = march.Report;

    const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Follows a link as a browser does, with the address alone.</summary>
    static async Task<string> Open(ReportStreet street, string address)
    {
        var answer = (await street.App.Nobody().Get(address)).ShouldBeOk();
        answer.Response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Header("Referrer-Policy").ShouldBe("no-referrer", "the link is in the address");
        answer.Header("Cache-Control")!.ShouldContain("no-store");
        return answer.Text;
    }

    static async Task<string> LinkTo(ReportStreet street, Answer to, string who = "supervisor") =>
        (string)(await (await street.As(who)).Post($"/v1/assessments/{to.Id}/links", new { hours = 2 })).ShouldBeOk()["address"]!;

    [Fact]
    public async Task A_browser_opens_the_report_by_a_link_and_clicks_through_every_number()
    {
        var page = await Open(street, await LinkTo(street, report) + "&lang=zh-CN");
        page.ShouldContain("<html lang=\"zh-CN\">");
        page.ShouldContain("2026年3月 月研讨");
        page.ShouldContain("66.67 %");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("style=\"");
        var links = Links().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups["address"].Value)).ToList();
        links.Count.ShouldBeGreaterThan(40);
        foreach (var link in links.Where(link => link.Contains("/view/", StringComparison.Ordinal)))
            (await Open(street, link)).ShouldContain("返回报告");

        var open = await Open(street,
            links.Single(link => link.Contains("/view/resolution_rate?part=complement", StringComparison.Ordinal)));
        open.ShouldContain((string)street.Open["number"]!);
        open.ShouldNotContain((string)street.Closed["number"]!);
        open.ShouldContain("案卷 1 件；报告数 1");
        var vacant = await Open(street, links.First(link => link.Contains("/view/vacancy_rate?part=numerator", StringComparison.Ordinal)));
        vacant.ShouldContain("网格长（第一责任人）");
        vacant.ShouldContain("计划生育服务员");
        var held = await Open(street, links.Single(link => link.Contains("/view/vacancy_rate?part=complement", StringComparison.Ordinal)));
        Rows(held).ShouldBe(5);
        Rows(await Open(street, links.Single(link => link.Contains("/view/vacancy_rate?part=denominator", StringComparison.Ordinal))))
            .ShouldBe(36);
        (await Open(street,
            links.Single(link => link.Contains("lang=en", StringComparison.Ordinal) && link.Contains("/view?", StringComparison.Ordinal))))
                .ShouldContain("Monthly report, March 2026");
    }

    [Fact]
    public async Task The_page_has_the_month_before_the_parts_a_chart_signatures_and_says_what_the_others_are()
    {
        var page = await Open(street, await LinkTo(street, report) + "&lang=zh-CN");
        page.ShouldContain("上期");
        page.ShouldContain("增减（百分点）");
        Section(page, "按网格").ShouldContain("一社区");
        Section(page, "按类别").ShouldContain("城市管理");
        page.ShouldContain("<svg class=\"chart\" role=\"img\"");
        page.Split("<rect class=\"found\"").Length.ShouldBeGreaterThan(1);
        page.ShouldContain("签发（盖章）");
        page.ShouldContain("counter(page)");
        // What an overdue rate lacks to 100 % is not overdue.
        page.ShouldMatch("超期率</td>.*?<small>未超期</small>");
        page.ShouldMatch("办结率</td>.*?<small>未办结</small>");

        static string Section(string page, string heading) =>
            page[page.IndexOf($"<h2>{heading}", StringComparison.Ordinal)..].Split("</table>")[0];
    }

    [Fact]
    public void Every_rate_of_a_report_says_what_is_not_in_its_numerator() =>
        ReportTerm.All.Where(term => !term.IsCount && term.FiledFrom is null)
            .ShouldAllBe(term => Labels.ComplementOf(term.Code) != Labels.Of(MeasurePart.Complement));

    static int Rows(string page) => page.Split("<tr><td>").Length - 1;

    [Fact]
    public async Task User_text_is_never_interpreted_as_markup()
    {
        var address = await LinkTo(street, report);
        var page = await Open(street, address.Replace("/view?", "/view/found_by_visit?", StringComparison.Ordinal) + "&lang=en");
        page.ShouldNotContain("<b>\"树\"");
        page.ShouldContain("&lt;b&gt;&quot;树&quot; &amp; 枝&lt;/b&gt;");
    }

    [Fact]
    public async Task A_comparison_shows_its_grids_and_the_language_follows_the_browser()
    {
        var comparison = (await street.Issue(body: new { kind = "month", from = "2026-03-01", grid = street.Street.Street, level = 2 }))
            .ShouldBeCreated();
        var address = await LinkTo(street, comparison);
        var page = await Open(street, address);
        page.ShouldContain("<html lang=\"en\">");
        page.ShouldContain("一社区");
        page.ShouldContain("Scores by term");
        var chinese = (await street.App.Nobody().Get(address, ("Accept-Language", "zh-CN,zh;q=0.9"))).ShouldBeOk().Text;
        chinese.ShouldContain("得分构成");
        var row = await Open(street,
            address.Replace("/view?", $"/view/established?grid={street.Street.Community}&", StringComparison.Ordinal));
        row.ShouldContain("一社区");
        row.ShouldContain((string)street.Closed["number"]!);
        var empty = await Open(street,
            address.Replace("/view?", $"/view/established?grid={street.Street.OtherCommunity}&", StringComparison.Ordinal));
        empty.ShouldNotContain((string)street.Closed["number"]!);
    }

    [Fact]
    public async Task A_link_is_for_one_report_and_one_person_and_expires()
    {
        await using var ending = await ReportStreet.New();
        var linked = await ending.IssueMarch();
        var other = (await ending.Issue(body: new { kind = "week", from = "2026-03-09", grid = ending.Street.Street })).ShouldBeCreated();
        var supervisor = await ending.As("supervisor");
        var made = (await supervisor.Post($"/v1/assessments/{linked.Id}/links", new { })).ShouldBeOk();
        var address = (string)made["address"]!;
        DateTimeOffset.Parse((string)made["expiresAt"]!, CultureInfo.InvariantCulture)
            .ShouldBe(ending.Clock.GetUtcNow() + TimeSpan.FromHours(12), TimeSpan.FromSeconds(1));
        await Open(ending, address);

        async Task ShouldBeRefused(string link)
        {
            (await ending.App.Nobody().Get(link)).ShouldRefuse(HttpStatusCode.Forbidden, "link-not-valid");
            (await ending.App.Nobody().Get(link.Replace("/view?", "/view/found?", StringComparison.Ordinal)))
                .ShouldRefuse(HttpStatusCode.Forbidden, "link-not-valid");
        }

        await ShouldBeRefused(address.Replace(linked.Id, other.Id, StringComparison.Ordinal));
        await ShouldBeRefused(address[..^4] + "AAAA");
        await ShouldBeRefused(address[..address.IndexOf("link=", StringComparison.Ordinal)]);
        await ShouldBeRefused($"/v1/assessments/{linked.Id}/view?link=nonsense");
        (await ending.App.Nobody().Get(address + "&lang=fr")).ShouldFault("/lang", "unknown_code");
        (await ending.App.Nobody().Get(address + "&format=pdf")).ShouldFault("/format", "unknown_code");
        (await ending.App.Nobody().Get(address.Replace("/view?", "/view/happiness?", StringComparison.Ordinal)))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await supervisor.Post($"/v1/assessments/{linked.Id}/links", new { hours = 25 })).ShouldFault("/hours", "out_of_range");
        (await supervisor.Post($"/v1/assessments/{other.Id}x/links", new { })).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        // A signed-out person, or one without the post, loses access to the link.
        var head = await ending.As("head1");
        var heads = (string)(await head.Post($"/v1/assessments/{linked.Id}/links", new { })).ShouldBeOk()["address"]!;
        await Open(ending, heads);
        (await head.Post("/v1/auth/sign-out", null)).ShouldBe(HttpStatusCode.NoContent);
        await ShouldBeRefused(heads);
        var again = await LinkTo(ending, linked, "head1");
        await ending.App.Db.Write(tx =>
            tx.Execute("UPDATE appointments SET to_day = 20260401 WHERE person_id = @Id", new { Id = ending.Street.PersonId("head1") }));
        (await ending.App.Nobody().Get(again)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        ending.Clock.Move(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        await ShouldBeRefused(address);
    }

    [Fact]
    public async Task Figures_are_the_same_in_JSON_HTML_and_xlsx()
    {
        var supervisor = await street.As("supervisor");
        var page = (await supervisor.Get($"/v1/assessments/{report.Id}?lang=en", ("Accept", "text/html"))).ShouldBeOk();
        page.Header("Vary").ShouldBe("Accept-Encoding, Accept, Accept-Language");
        var (cells, links) = await Workbook(supervisor, $"/v1/assessments/{report.Id}?lang=en", Xlsx);
        foreach (var figure in report["figures"]!.AsArray())
        {
            var numerator = ((long)figure!["numerator"]!).ToString(CultureInfo.InvariantCulture);
            var row = cells.Single(row => row.Contains((string)figure["term"]!));
            row[0].ShouldBe((string)figure["nameEn"]!);
            row[1].ShouldBe(numerator);
            if ((string?)figure["lists"]!["numerator"] is { } address)
            {
                page.Text.ShouldContain($"<a href=\"{WebUtility.HtmlEncode(address)}\">{numerator}</a>");
                links.ShouldContain("http://localhost" + address);
            }
        }
        cells.ShouldContain(row => row.Contains("2/3") || row.Contains("0.66666667"));
        var (signed, signedLinks) = await Workbook(street.App.Nobody(), await LinkTo(street, report) + "&format=xlsx&lang=en",
            accept: null);
        signed.Select(row => string.Join('|', row)).ShouldBe(cells.Select(row => string.Join('|', row)));
        signedLinks.ShouldAllBe(link => link.Contains("/view/", StringComparison.Ordinal));
        (await supervisor.Get($"/v1/assessments/{report.Id}", ("Accept", "text/html;q=0.5, application/json"))).ShouldBeOk()["id"]
            .ShouldNotBeNull();
        (await supervisor.Get($"/v1/assessments/{report.Id}?lang=fr")).ShouldFault("/lang", "unknown_code");
    }

    static async Task<(List<List<string>> Rows, List<string> Links)> Workbook(Caller caller, string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var response = await caller.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(Xlsx);
        response.Content.Headers.ContentDisposition!.FileName!.ShouldEndWith(".xlsx");
        await using var content = await response.Content.ReadAsStreamAsync();
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        using var document = SpreadsheetDocument.Open(copy, isEditable: false);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document).Select(error => error.Description).ShouldBeEmpty();
        var sheets = document.WorkbookPart!.WorksheetParts.ToList();
        return (
            [.. sheets.SelectMany(sheet => sheet.Worksheet.Descendants<Row>())
                .Select(row => row.Elements<Cell>().Select(cell => cell.InlineString?.Text?.Text ?? cell.CellValue?.Text ?? "").ToList())],
            [.. sheets.SelectMany(sheet => sheet.HyperlinkRelationships).Select(link => link.Uri.OriginalString)]);
    }

    [GeneratedRegex("<a href=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();
}
