using System.Globalization;
using System.Net;
using System.Text;
using GridGov.Domain;
using GridGov.Features.Grids;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Grids;

public class ImportGridsTests
{
    const string Address = "/v1/grids/import";

    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

    [Fact]
    public async Task All_of_Zhengzhou_is_imported_once()
    {
        await using var app = new App();
        var admin = await (await TestStreet.New(app)).RootAdmin();
        var csv = await ReferenceSeeds.Open("divisions.csv").ReadToEndAsync();
        ShouldHave(await Import(admin, csv), imported: 3530);

        var counted = await app.Db.Read(tx =>
            tx.Query<long>("SELECT count(*) FROM grids WHERE code >= '4101' AND code < '4101:' GROUP BY level ORDER BY level"));
        counted.ShouldBe([16, 208, 3306]);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE subject_kind = 'grid' AND action = 'import'")))
            .ShouldBe(3530);
        ShouldHave(await Import(admin, csv), unchanged: 3530);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE subject_kind = 'grid'"))).ShouldBe(3530);
    }

    [Fact]
    public async Task An_import_under_a_code_takes_only_its_subtree_and_its_parents()
    {
        await using var app = new App();
        var admin = await (await TestStreet.New(app)).RootAdmin();
        ShouldHave(await Import(admin, await ReferenceSeeds.Open("divisions.csv").ReadToEndAsync(), "?under=410103"), imported: 194);
        var street = (await admin.Get("/v1/grids/410103003")).ShouldBeOk();
        street["path"]!.AsArray().Select(a => (string)a!["name"]!).ShouldBe(["郑州市", "二七区"]);
        (await admin.Get("/v1/grids/410102")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_different_name_renames_the_grid()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var csv = $"code,name\n{street.Grid},第一网格\n{street.NextGrid},第2网格\n{street.Community}003,第3网格\n";
        ShouldHave(await Import(admin, csv), imported: 1, renamed: 1, unchanged: 1);
        var renamed = (await admin.Get($"/v1/grids/{street.Grid}")).ShouldBeOk();
        ((string)renamed["name"]!).ShouldBe("第一网格");
        renamed.Version.ShouldBe(2);
        (await street.Events(street.Grid)).ShouldBe(["rename"]);
        (await street.Events(street.NextGrid)).ShouldBeEmpty();
        (await street.Events(street.Community + "003")).ShouldBe(["import"]);
    }

    [Fact]
    public async Task Known_rows_above_the_own_grids_are_accepted_and_renames_of_them_are_refused()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        ShouldHave(await Import(admin, $"code,name\n{street.County},试区\n{street.Community}003,第3网格\n"), imported: 1, unchanged: 1);
        (await Import(admin, $"code,name\n{street.County},改名\n")).ShouldFault("/line/2/code", "outside_scope", "invalid-import");
        (await Import(admin, $"code,name\n{TestStreet.OutsideGrid},外网格\n")).ShouldFault("/line/2/code", "outside_scope", "invalid-import");
    }

    [Fact]
    public async Task Every_bad_row_is_reported_and_nothing_is_imported()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var retired = await street.NewUnit();
        (await admin.Post(retired.Path() + "/retire", new { reason = "撤销" }, retired.Version)).ShouldBeOk();
        string[] lines =
        [
            "code,level,name,parent_code",
            $"{street.Community}100,grid,好网格,{street.Community}",
            "12345,grid,坏编码,",
            $"{street.Community}101,street,层级不符,",
            $"{street.Community}102,grid,上级不符,{street.OtherCommunity}",
            $"{street.Community}103,grid,,",
            $"{street.Community}104,grid,{new string('长', 101)},",
            $"{street.Community}100,grid,重复,",
            $"{street.Street}900001,grid,无上级,",
            $"{(string)retired["code"]!},grid,已撤销,",
            $"{retired["code"]!.ToString()[..12]}999,grid,\u0007,",
        ];
        var refused = await Import(admin, string.Join('\n', lines));
        refused.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-import");
        refused["errors"]!.AsArray().Select(e => $"{(string)e!["pointer"]!} {(string)e["code"]!}").ShouldBe(
        [
            "/line/3/code invalid_code", "/line/4/level level_disagrees", "/line/5/parent_code parent_disagrees",
            "/line/6/name required", "/line/7/name too_long", "/line/8/code duplicate_code", "/line/9/code parent_missing",
            "/line/10/code code_retired", "/line/11/name invalid_value",
        ]);
        (await admin.Get($"/v1/grids/{street.Community}100")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task At_most_a_hundred_bad_rows_are_reported()
    {
        var street = await TestStreet.New();
        var refused = await Import(await street.Admin(), "code,name\n" + string.Concat(Enumerable.Repeat("x,y\n", 150)));
        refused["errors"]!.AsArray().Count.ShouldBe(100);
    }

    [Theory]
    [InlineData("name,level\na,grid\n", "/line/1", "missing_column")]
    [InlineData("", "/line/1", "missing_column")]
    [InlineData("code,name\n4101,\"郑州\n", "/line/2", "malformed_csv")]
    public async Task A_file_with_other_columns_is_refused(string csv, string pointer, string fault)
    {
        var street = await TestStreet.New();
        (await Import(await street.Admin(), csv)).ShouldFault(pointer, fault, "invalid-import");
    }

    [Fact]
    public async Task Under_must_be_a_code()
    {
        var street = await TestStreet.New();
        (await Import(await street.Admin(), "code,name\n", "?under=4101a")).ShouldFault("/under", "wrong_format");
    }

    public static TheoryData<string, byte[], string> FilesOfOffices => new()
    {
        { "GB18030, as Excel and WPS save CSV", Gb18030.GetBytes(Office(',')), "gb18030" },
        { "GB18030 with semicolons", Gb18030.GetBytes(Office(';')), "gb18030" },
        { "UTF-8 with a byte-order mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Office(','))], "utf8" },
        { "UTF-8 without one", Encoding.UTF8.GetBytes(Office('\t')), "utf8" },
        { "UTF-16 with tabs, as Excel saves text", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Office('\t'))], "utf16" },
        {
            "UTF-16, big-endian",
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Office(','))], "utf16"
        },
    };

    /// <summary>A title, Chinese headings in another order, columns nobody knows, padded codes, blank rows.</summary>
    static string Office(char separator) => string.Join("\r\n",
        "某某市街道社区名单,,,,,",
        "序号,名称,代码,级别（必填）,上级代码,备注",
        "1,河南省,410000000000,,,",
        "2,试市,STREET4,市,,",
        "3,试区,STREET6,区县,STREET4,老城区",
        "4,试街道,STREET9,街道,STREET6,",
        "5,新社区,COMMUNITY,社区,STREET9,",
        ",,,,,",
        "",
        "6,㐂网格,GRID,网格,COMMUNITY,",
        ",,,,,", ",,,,,", "").Replace(',', separator);

    [Theory]
    [MemberData(nameof(FilesOfOffices))]
    public async Task Files_of_Chinese_offices_are_imported(string form, byte[] file, string encoding)
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var coder = encoding switch { "gb18030" => Gb18030, "utf8" => Encoding.UTF8, _ => file[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode };
        var text = coder.GetString(file).Replace("STREET4", street.Street[..4]).Replace("STREET6", street.County + "000000")
            .Replace("STREET9", street.Street + "000").Replace("COMMUNITY", street.Street + "777000").Replace("GRID", street.Street + "777001");
        var answer = await admin.PostFile(Address, coder.GetBytes(text));
        ShouldHave(answer, imported: 2, unchanged: 3);
        ((string)answer["file"]!["format"]!, (string)answer["file"]!["encoding"]!).ShouldBe(("csv", encoding), form);
        answer["file"]!["ignoredColumns"]!.AsArray().Select(heading => (string)heading!).ShouldBe(["序号", "备注"]);
        var grid = (await admin.Get($"/v1/grids/{street.Street}777001")).ShouldBeOk();
        ((string)grid["name"]!, (int)grid["level"]!).ShouldBe(("㐂网格", 3));
        ShouldHave(await admin.PostFile(Address, coder.GetBytes(text)), unchanged: 5);
    }

    [Fact]
    public async Task A_workbook_is_imported_with_its_codes_as_numbers_or_texts()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var code = decimal.Parse(street.Street, CultureInfo.InvariantCulture);
        var file = TestWorkbook.Of(
            ["街道社区名单"],
            ["代码", "名称", "上级代码"],
            [code * 1000, "试街道", decimal.Parse(street.County, CultureInfo.InvariantCulture) * 1_000_000],
            [],
            [(code * 1000) + 888, "八社区", code],
            [$"{street.Street}888001", "八社区第1网格", ""],
            ["", "", ""]);
        var answer = await admin.PostFile(Address, file, DownloadedExport.Xlsx);
        ShouldHave(answer, imported: 2, unchanged: 1);
        ((string)answer["file"]!["format"]!).ShouldBe("xlsx");
        answer["file"]!["encoding"].ShouldBeNull();
        ((int)(await admin.Get($"/v1/grids/{street.Street}888")).ShouldBeOk()["level"]!).ShouldBe(2);
        var bad = TestWorkbook.Of(["代码", "名称"], [], [123m, "坏"], ["", "缺代码"]);
        (await admin.PostFile(Address, bad, DownloadedExport.Xlsx)).ShouldFault("/line/3/code", "invalid_code", "invalid-import")
            .ShouldFault("/line/4/code", "invalid_code", "invalid-import");
    }

    [Fact]
    public async Task A_bad_row_is_named_with_its_column_value_and_rule_in_both_languages()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var file = Encoding.UTF8.GetBytes("代码,名称\n4.10103E+11,丢失末位\n");
        var english = await admin.PostFile(Address, file);
        english.ShouldFault("/line/2/code", "invalid_code", "invalid-import");
        ((string)english["errors"]![0]!["detail"]!).ShouldStartWith("Column code, value '4.10103E+11': A spreadsheet has saved");
        using var content = new ByteArrayContent(file);
        content.Headers.TryAddWithoutValidation("Content-Type", "text/csv");
        var chinese = await admin.Send(HttpMethod.Post, Address, content, ("Idempotency-Key", Caller.NewKey()), ("Accept-Language", "zh-CN"));
        ((string)chinese["errors"]![0]!["detail"]!).ShouldStartWith("“代码”列的值“4.10103E+11”：表格软件已将编码存为科学记数法");
    }

    [Fact]
    public async Task A_dry_run_counts_and_writes_nothing()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var csv = $"code,name\n{street.Grid},改名\n{street.Community}003,第3网格\n";
        var answer = await Import(admin, csv, "?dryRun=true");
        ShouldHave(answer, imported: 1, renamed: 1);
        ((bool)answer["dryRun"]!).ShouldBeTrue();
        (await admin.Get($"/v1/grids/{street.Community}003")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.Events(street.Grid)).ShouldBeEmpty();
        (await Import(admin, "code,name\nx,y\n", "?dryRun=true")).ShouldFault("/line/2/code", "invalid_code", "invalid-import");
        ShouldHave(await Import(admin, csv), imported: 1, renamed: 1);
    }

    [Fact]
    public async Task Two_headings_of_one_column_are_refused()
    {
        var street = await TestStreet.New();
        (await Import(await street.Admin(), "代码,code,名称\n4101,4102,市\n")).ShouldFault("/line/1", "duplicate_column", "invalid-import");
    }

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "unknown_encoding", [0xFF, 0xFF, 0x80, 0x80] },
        { "unknown_encoding", Encoding.Unicode.GetBytes("code,name\n4101,市\n") },
        // UTF-8 with one damaged byte is no GB18030.
        { "unknown_encoding", [.. Encoding.UTF8.GetBytes("代码,名称\n4101,郑州市\n"), 0xE9, 0x83] },
        { "unreadable_workbook", "PK\u0003\u0004nonsense"u8.ToArray() },
        { "unreadable_workbook", TestWorkbook.Of(["代码"])[..200] },
        { "unreadable_workbook", TestWorkbook.Date1904(["代码", "名称"]) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_file_that_cannot_be_read_is_refused(string fault, byte[] file)
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).PostFile(Address, file)).ShouldFault("/line/1", fault, "invalid-import");
    }

    [Fact]
    public async Task Only_files_of_rows_are_read()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).PostRaw(Address, "{}")).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task An_import_reports_its_progress()
    {
        await using var app = new App();
        var file = DivisionFile.Read(Encoding.UTF8.GetBytes(
            "code,name\n4199,市\n419901,县\n" + string.Concat(Enumerable.Range(1, 600).Select(i => $"419901{i:000},街道{i}\n"))), under: null);
        var done = new List<int>();
        var outcome = await app.Db.Write(tx => DivisionImport.Apply(tx, file, actor: null, dryRun: false, done.Add));
        outcome.Rejected.ShouldBeEmpty();
        done.Count.ShouldBeGreaterThan(2);
        done.ShouldBeInOrder();
        done[^1].ShouldBe(602);
    }

    [Fact]
    public async Task A_grid_head_cannot_import()
    {
        var street = await TestStreet.New();
        (await Import(await street.Head1(), "code,name\n")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_key_is_required_and_a_repeated_one_repeats_the_first_response()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var csv = $"code,name\n{street.Community}003,第3网格\n";
        (await Send()).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        ShouldHave(await Send(("Idempotency-Key", "import-1")), imported: 1);
        var again = await Send(("Idempotency-Key", "import-1"));
        ShouldHave(again, imported: 1);
        again.Header("Idempotency-Replayed").ShouldBe("true");

        Task<Answer> Send(params (string, string)[] headers) =>
            admin.Send(HttpMethod.Post, Address, new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"), headers);
    }

    static Task<Answer> Import(Caller caller, string csv, string query = "") => caller.PostRaw(Address + query, csv, "text/csv");

    static void ShouldHave(Answer answer, int imported = 0, int renamed = 0, int unchanged = 0)
    {
        answer.ShouldBeOk();
        ((int)answer["imported"]!, (int)answer["renamed"]!, (int)answer["unchanged"]!).ShouldBe((imported, renamed, unchanged));
    }
}
