using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GridGov.Tests.Features.Boards;

/// <summary>The pages for the public: in two languages, accessible, a board on one sheet.</summary>
public sealed partial class BoardPageTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-board-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("lang=zh-CN", "zh-CN", "十大服务员")]
    [InlineData("lang=en", "en", "The ten service roles")]
    public async Task A_page_has_a_language_a_heading_and_tables_with_heads(string query, string language, string words)
    {
        var (street, yard) = await Full();
        var nobody = street.App.Nobody();
        var page = (await nobody.Get($"{BoardSteps.Public}?place={yard}&{query}", ("Accept", "text/html"))).ShouldBeOk();
        page.Header("Content-Language").ShouldBe(language);
        page.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Text.ShouldContain(words);
        var root = Read(page.Text);
        ((string?)root.Attribute("lang")).ShouldBe(language);
        root.Descendants("h1").Count().ShouldBe(1);
        root.Descendants("main").Count().ShouldBe(1);
        root.Descendants("title").Single().Value.ShouldNotBeEmpty();
        var tables = root.Descendants("table").ToList();
        tables.Count.ShouldBeGreaterThan(2);
        foreach (var table in tables)
        {
            table.Descendants("thead").Single().Descendants("th").ShouldAllBe(head => (string?)head.Attribute("scope") == "col");
            table.Descendants("tbody").Single().Elements("tr").Select(row => (string?)row.Elements().First().Attribute("scope"))
                .ShouldAllBe(scope => scope == "row");
        }
        var ids = root.Descendants().Select(each => (string?)each.Attribute("id")).OfType<string>().ToList();
        ids.ShouldBeUnique();
        root.Descendants("section").ShouldAllBe(section => ids.Contains((string)section.Attribute("aria-labelledby")!));
        // The code opens the page of the place.
        var code = root.Descendants("figure").First().Elements().First();
        (code.Name.LocalName, (string?)code.Attribute("role")).ShouldBe(("svg", "img"));
        ((string)code.Attribute("aria-label")!).ShouldEndWith($"http://localhost{BoardSteps.Public}?place={yard}");
        QrModules.InSvg(page.Text).ShouldBe(QrModules.Of($"http://localhost{BoardSteps.Public}?place={yard}"));
        var ofGrid = (await nobody.Get($"{BoardSteps.Public}?grid={street.Grid}&{query}", ("Accept", "text/html"))).ShouldBeOk();
        QrModules.InSvg(ofGrid.Text).ShouldBe(QrModules.Of($"http://localhost{BoardSteps.Public}?grid={street.Grid}"));
        page.Header("Content-Security-Policy")!.ShouldContain("default-src 'none'");
        root.Descendants("script").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_language_is_that_of_the_reader()
    {
        var (street, yard) = await Full();
        var nobody = street.App.Nobody();
        foreach (var (accepted, language) in new[] { ("zh-CN,zh;q=0.9", "zh-CN"), ("en", "en"), ("fr", "en") })
        {
            (await nobody.Get($"{BoardSteps.Public}?place={yard}", ("Accept", "text/html,*/*;q=0.1"), ("Accept-Language", accepted)))
                .ShouldBeOk().Header("Content-Language").ShouldBe(language);
        }
        (await nobody.Get($"{BoardSteps.Public}?place=0000000000007", ("Accept", "text/html"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void A_test_in_a_browser_is_skipped_only_where_it_may_be()
    {
        BrowserFactAttribute.SkipFor("no browser", isRequired: false).ShouldBe("no browser");
        BrowserFactAttribute.SkipFor("no browser", isRequired: true).ShouldBeNull();
        BrowserFactAttribute.SkipFor(missing: null, isRequired: false).ShouldBeNull();
    }

    [BrowserFact]
    public async Task Axe_finds_nothing_in_a_board_and_a_guide()
    {
        var (street, yard) = await Full();
        foreach (var path in new[]
        {
            $"{BoardSteps.Public}?place={yard}&lang=zh-CN", $"{BoardSteps.Public}?place={yard}&lang=en",
            $"/v1/public/circle?place={yard}&lang=zh-CN", $"/v1/public/circle?grid={street.Grid}&lang=en",
        })
        {
            var page = (await street.App.Nobody().Get(path, ("Accept", "text/html"))).ShouldBeOk().Text;
            var script = $$"""
                <script>{{Browser.Axe.Value}}</script>
                <script>
                axe.run().then(results => {
                  const found = document.createElement("pre");
                  found.id = "axe-result";
                  const faults = results.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" "));
                  found.textContent = "[" + faults.join("; ") + "] of " + results.passes.length;
                  document.body.append(found);
                });
                </script>
                </body>
                """;
            var dumped = await Browser.Dump(await Save(page.Replace("</body>", script, StringComparison.Ordinal)), folder);
            var result = AxeResult().Match(dumped);
            result.Success.ShouldBeTrue(path);
            result.Groups["found"].Value.ShouldBeEmpty(path);
            int.Parse(result.Groups["passes"].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(10, path);
        }
    }

    [BrowserFact]
    public async Task A_board_prints_on_one_sheet()
    {
        var (street, yard) = await Full();
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var page = await street.App.Nobody().Get($"{BoardSteps.Public}?place={yard}&lang={language}", ("Accept", "text/html"));
            var pdf = Encoding.Latin1.GetString(await Browser.Print(await Save(page.ShouldBeOk().Text), folder));
            PdfPage().Count(pdf).ShouldBe(1, language);
        }
    }

    async Task<string> Save(string page)
    {
        var file = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(file, page);
        return file;
    }

    /// <summary>A board with as much as one ever has.</summary>
    static async Task<(TestStreet Street, string Yard)> Full()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        await street.Publish(body: BoardSteps.Body(
            title: "二道街社区第六网格亮牌公示",
            noticeZh: string.Concat(Enumerable.Repeat("工作日八时三十分至十八时接待来访，节假日由值班人员接待。", 17)),
            noticeEn: string.Concat(Enumerable.Repeat("Visitors are welcome on working days from 8:30 to 18:00. ", 8))));
        for (var i = 0; i < 12; i++)
        {
            await street.AddGroup($"第{i}志愿服务队", isPublic: true);
            await street.AddNeed($"需要轮椅和护理床若干，第{i}批");
            await street.PublicPlace($"第{i}活动室", "venue", boundaries.Location(10, 10));
            await street.PublicPlace(
                $"第{i}便民服务点", "service_point", boundaries.Location(100, 100 + (i * 60)), tags: ["诊所", "超市", "理发"]);
        }
        var yard = await street.PublicPlace("二道街10号院", "courtyard", boundaries.Location(100, 90));
        return (street, yard);
    }

    /// <summary>The page as XML; only the elements without an end are not.</summary>
    static XElement Read(string html)
    {
        var text = html.Replace("<!doctype html>", "", StringComparison.Ordinal)
            .Replace(" xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal);
        return XElement.Parse(EmptyElement().Replace(text, "<${element}/>"));
    }

    [GeneratedRegex("<(?<element>(?:meta|br|link)[^>]*[^/])>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyElement();

    [GeneratedRegex("""<pre id="axe-result">\[(?<found>[\s\S]*)\] of (?<passes>\d+)</pre>""", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AxeResult();

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PdfPage();
}
