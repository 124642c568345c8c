using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Export;

/// <summary>Text, numbers, places and dates in each format of an export.</summary>
public partial class ExportFormatTests
{
    [Fact]
    public async Task Labels_and_a_byte_order_mark_are_available_for_spreadsheets()
    {
        var street = await TestStreet.New();
        await street.Closed();
        var plain = await DownloadedExport.Of(await street.Dispatcher());
        plain.Bytes[0].ShouldBe((byte)'i');
        var chinese = await DownloadedExport.Of(await street.Dispatcher(), "?lang=zh&bom=true");
        chinese.Bytes[..3].ShouldBe(new byte[] { 0xEF, 0xBB, 0xBF });
        var row = chinese.Rows().ShouldHaveSingleItem();
        row.Keys.ShouldNotContain(heading => !Han().IsMatch(heading));
        (row["状态"], row["环节"], row["类型"], row["统计口径"], row["服务角色"], row["处置岗位"]).ShouldBe(("已结案", "核查结案", "部件", "七个领域类", "城市管理服务员", "服务员"));
        row["上报时间"].ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$");
        DateTimeOffset.Parse(plain.Rows()[0]["filedAt"], CultureInfo.InvariantCulture)
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).ShouldBe(row["上报时间"]);
        var english = (await DownloadedExport.Of(await street.Dispatcher(), "?lang=en")).Rows().ShouldHaveSingleItem();
        (english["Status"], english["Service role"], english["Number"]).ShouldBe(("Closed", "Urban management", row["案卷编号"]));
    }

    [Fact]
    public async Task No_cell_of_a_CSV_is_a_formula_and_numbers_stay_numbers()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        string[] texts = ["=1+1", "+86 371", "-2\r\n第二行", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1", "＋1", "＠x",
            "=HYPERLINK(\"http://x\",\"a, b\")", "平常,的\"话\"", "第一行\n=第二行", "'=1", " =1",
            "\u00A0+1", "\uFEFF@x", " \t-1", "\u200B＝1", "\u3000=1", " 平常"];
        foreach (var text in texts)
            (await dispatcher.Post("/v1/tickets",
                new
                {
                    category = Greenery, description = text, grid = street.Grid,
                    location = new { lng = -73.9857, lat = -12.5, address = text }
                })).ShouldBeCreated();

        var exported = await DownloadedExport.Of(dispatcher, "?sort=oldest");
        var rows = exported.Rows();
        for (var i = 0; i < texts.Length; i++)
        {
            // Spreadsheets skip invisible characters before a formula.
            var begin = texts[i].TrimStart(' ', '\u00A0', '\uFEFF', '\u200B', '\u3000')[0];
            var defused = "=+-@\t\r\n＝＋－＠".Contains(begin, StringComparison.Ordinal) ? "'" + texts[i] : texts[i];
            rows[i]["description"].ShouldBe(defused);
            rows[i]["address"].ShouldBe(defused);
            rows[i]["lng"].ShouldBe("-73.9857");
            rows[i]["lat"].ShouldBe("-12.5");
        }
        exported.Text.ShouldContain(",\"'=1+1\",");
        exported.Text.ShouldContain(",-73.9857,-12.5,");
        // Whatever quoting a reader assumes, no cell begins with a formula's sign.
        OpenCell().IsMatch(exported.Text.Replace("-73.9857,-12.5", "", StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Fact]
    public async Task GeoJSON_has_points_longitude_first_and_no_geometry_where_no_place_is_known()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var bare = await street.File();
        var placed = (await dispatcher.Post("/v1/tickets",
            new
            {
                category = Greenery, description = "\"树\"\n<&>", grid = street.Grid,
                location = new { lng = 113.6553, lat = 34.7502, address = "二道街" }
            })).ShouldBeCreated();
        var exported = await DownloadedExport.Of(dispatcher, form: DownloadedExport.GeoJson);
        var collection = JsonNode.Parse(exported.Bytes)!;
        ((string?)collection["type"]).ShouldBe("FeatureCollection");
        ((int)collection["numberReturned"]!).ShouldBe(2);
        ((string?)collection["timeStamp"]).ShouldBe(exported.Header("GridGov-Snapshot"));
        var features = exported.Features();
        ((string?)features[0]!["id"]).ShouldBe(placed.Id);
        features[0]!["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[113.6553,34.7502]}""");
        var properties = features[0]!["properties"]!.AsObject();
        ((string?)properties["description"]).ShouldBe("\"树\"\n<&>");
        ((int)properties["version"]!).ShouldBe(1);
        ((string?)properties["filedAt"]).ShouldBe((string?)placed["filedAt"]);
        properties.ContainsKey("lng").ShouldBeFalse();
        properties.ContainsKey("closedAt").ShouldBeFalse("what it does not have is absent");
        ((string?)features[1]!["id"]).ShouldBe(bare.Id);
        features[1]!.AsObject().ContainsKey("geometry").ShouldBeTrue();
        features[1]!["geometry"].ShouldBeNull();
        exported.Header("Content-Disposition").ShouldNotBeNull().ShouldEndWith(".geojson\"");
        JsonNode.Parse((await DownloadedExport.Of(dispatcher, "?status=closed", DownloadedExport.GeoJson)).Bytes)!["features"]!.AsArray()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_workbook_has_text_as_text_and_dates_as_dates()
    {
        var street = await ExportTests.StreetWithTickets();
        var dispatcher = await street.Dispatcher();
        string[] odd = ["=1+1", "a<b>&\"c\"", "第一行\r\n第二行\t完\r\r\n完", "_x0041_ _x00411 _X0041_", " 前后 ", "😀树"];
        foreach (var text in odd)
            (await dispatcher.Post("/v1/tickets",
                new { category = Greenery, description = text, grid = street.Grid, location = new { lng = -73.9857, lat = 1.5 } }))
                    .ShouldBeCreated();
        var listed = await ExportTests.Listed(dispatcher);
        var exported = await DownloadedExport.Of(dispatcher, form: DownloadedExport.Xlsx);
        var sheet = exported.Sheets().ShouldHaveSingleItem();
        var headings = sheet[0];
        var column = headings.ToDictionary(cell => cell.Value.Text, cell => cell.Key, StringComparer.Ordinal);
        headings.Values.ShouldAllBe(cell => cell.IsText);
        sheet.Count.ShouldBe(listed.Count + 1);
        for (var i = 0; i < listed.Count; i++)
        {
            foreach (var (name, expected) in ExportTests.Expected(listed[i]))
            {
                var cell = sheet[i + 1].GetValueOrDefault(column[name]);
                if (expected is null or "")
                    cell.ShouldBeNull();
                else if (name.EndsWith("At", StringComparison.Ordinal) || name == "replyDue")
                    Local(cell!, 164)
                        .ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).DateTime, TimeSpan.FromMilliseconds(1),
                            name);
                else if (name == "suspendedUntil")
                    Local(cell!, 165).ShouldBe(DateTime.Parse(expected, CultureInfo.InvariantCulture));
                else if (name is "lng" or "lat" or "sentLng" or "sentLat" or "version" or "gridLevel" or "handlingLevel"
                    or "awaitedParticipants" or "parts" or "evaluationScore")
                    (cell!.IsText, cell.Text).ShouldBe((false, expected), name);
                else
                    (cell!.IsText, cell.Format, Unescaped(cell.Text)).ShouldBe((true, 49, expected.ReplaceLineEndings("\n")), name);
            }
        }
        ExportTests.Expected(listed[0]).Keys.Concat(ExportTests.Counted).ShouldBe(column.Keys, ignoreOrder: true);
        sheet.SelectMany(row => row.Values)
            .ShouldAllBe(cell => !cell.Text.Contains("_x000D_", StringComparison.Ordinal), "lines in a cell end with LF alone");
        exported.Header("Content-Disposition").ShouldNotBeNull().ShouldEndWith(".xlsx\"");
        (await DownloadedExport.Of(dispatcher, "?lang=zh", DownloadedExport.Xlsx)).Sheets()[0][0]["C"].Text.ShouldBe("状态");

        static DateTime Local(DownloadedExport.SheetCell cell, int format)
        {
            (cell.IsText, cell.Format).ShouldBe((false, format));
            return DateTime.FromOADate(double.Parse(cell.Text, CultureInfo.InvariantCulture));
        }

        // Unescapes text as Excel does.
        static string Unescaped(string text) =>
            Escape().Replace(text, match => ((char)Convert.ToInt32(match.Groups["code"].Value, 16)).ToString());
    }

    [GeneratedRegex(@"_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Han();

    [GeneratedRegex(@"(^|,)""?[=+\-@＝＋－＠]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenCell();
}
