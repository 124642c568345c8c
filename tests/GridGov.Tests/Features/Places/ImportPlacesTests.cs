using System.Net;
using System.Text;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Places;

/// <summary>A file of places is imported whole or not at all, and may be sent again.</summary>
public class ImportPlacesTests
{
    const string Path = PlaceSteps.Address;

    static Task<Answer> Import(Caller caller, string text, string query = "") =>
        caller.PostFile(Path + "/import" + query, Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task A_file_is_found_again_by_external_number_and_changes_what_differs()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var file = TestWorkbook.Of(
            ["铭功路街道场所台账"],
            ["序号", "外部编号", "类型", "名称", "网格代码", "地址", "经度", "纬度", "坐标系", "标签", "是否公开", "走访周期"],
            [1m, "CS-1", "场所", "合记烩面馆", decimal.Parse(street.Grid), "二道街15号", 113.655m, 34.75m, "WGS-84", "餐饮、液化气", "是", 30m],
            [2m, "CS-2", "楼院", "一号院", street.NextGrid, "", "", "", "", "", "否", ""],
            [3m, "", "household", "3号楼501", street.Grid, "", "", "", "", "", "", ""],
            [4m, "", "经营场所", "二道街超市", street.Grid, "", "", "", "", "", "", ""]);
        var dry = (await head.PostFile(Path + "/import?dryRun=true", file, DownloadedExport.Xlsx)).ShouldBeOk();
        (dry.Counts(), (bool)dry["dryRun"]!).ShouldBe(((4, 0, 0), true));
        (await head.Get(Path)).Names().ShouldBeEmpty();
        var answer = (await head.PostFile(Path + "/import", file, DownloadedExport.Xlsx)).ShouldBeOk();
        answer.Counts().ShouldBe((4, 0, 0));
        answer["file"]!["ignoredColumns"]!.AsArray().Select(heading => (string)heading!).ShouldBe(["序号"]);
        var places = (await head.Get(Path)).ShouldBeOk()["items"]!.AsArray();
        ((string)places[0]!["kind"]!, (bool)places[0]!["public"]!, (int)places[0]!["visitEveryDays"]!).ShouldBe(("premises", true, 30));
        places[0]!["tags"]!.AsArray().Count.ShouldBe(2);
        ((string)places.Single(place => (string)place!["name"]! == "二道街超市")!["kind"]!).ShouldBe("premises");
        (await head.PostFile(Path + "/import", file, DownloadedExport.Xlsx)).ShouldBeOk().Counts().ShouldBe((0, 0, 4));

        (await Import(head, $"编号,类型,名称,网格代码,地址\nCS-2,楼院,二号院,{street.Grid},新地址\n")).ShouldBeOk().Counts().ShouldBe((0, 1, 0));
        var changed = (await head.Get(Path + "?externalNumber=CS-2")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)changed["name"]!, (string)changed["grid"]!["code"]!, (long)changed["version"]!).ShouldBe(("二号院", street.Grid, 2));
        (await head.Get($"{Path}/{changed["id"]}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit"]);
    }

    [Fact]
    public async Task A_dry_run_answers_as_the_import_does_also_where_rows_concern_one_another()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        (await Import(head, $"类型,名称,网格代码,外部编号\n场所,甲,{street.Grid},A1\n场所,乙,{street.Grid},\n")).ShouldBeOk();
        var ids = (await head.Get(Path)).ShouldBeOk()["items"]!.AsArray()
            .ToDictionary(item => (string)item!["name"]!, item => (string)item!["id"]!);
        const string Heading = "标识,类型,名称,网格代码,外部编号\n";
        // A number or a name that an earlier row gives up is free, and one that an earlier row takes is not.
        await Compare($"{ids["甲"]},场所,甲,{street.Grid},A2\n,场所,丙,{street.Grid},A1\n,场所,丁,{street.NextGrid},A2\n");
        await Compare($"{ids["乙"]},场所,戊,{street.NextGrid},\n,场所,戊,{street.NextGrid},\n,场所,乙,{street.Grid},\n,场所,乙,{street.Grid},\n");
        await Compare($"{ids["乙"]},场所,戊,{street.NextGrid},\n,场所,乙,{street.Grid},\n{ids["甲"]},场所,甲,{street.Grid},\n,场所,丙,{street.Grid},A1\n");

        async Task Compare(string rows)
        {
            var dry = await Import(head, Heading + rows, "?dryRun=true");
            var done = await Import(head, Heading + rows);
            dry.Status.ShouldBe(done.Status, $"{dry.Text} {done.Text}");
            if (done.Status == HttpStatusCode.OK)
                dry.Counts().ShouldBe(done.Counts());
            else
                dry["errors"]!.ToJsonString().ShouldBe(done["errors"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Errors_are_reported_by_row_and_column_and_nothing_is_imported()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var answer = await Import(head, $"""
            kind,name,grid,lng,lat,tags,officePhone,visitEveryDays,externalNumber,id,public,coordSys
            castle,甲,{street.Grid},,,,,,,,,
            household,501 13803710001,{street.Grid},,,,,,,,,
            household,502,{street.Grid},,,,0371-66220001,,,,,
            venue,,{street.Grid},,,,,,,,,
            venue,乙,{TestStreet.OutsideGrid},,,,,,,,,
            venue,丙,{street.Grid},200,34,,,,,,,
            venue,丁,{street.Grid},113,,,,,,,,
            venue,戊,{street.Grid},,,,abc,,,,,
            venue,己,{street.Grid},,,,,400,,,,
            venue,庚,{street.Grid},,,,,,甲乙,,,
            venue,辛,{street.Grid},,,,,,,x,,
            venue,壬,{street.Grid},,,,,,,,也许,
            venue,癸,{street.Grid},113,34,,,,,,,utm
            venue,子,,,,,,,,,,
            venue,丑,{street.Grid},,,,,,N1,,,
            venue,寅,{street.Grid},,,,,,N1,,,
            venue,卯,{street.Grid},,,13803710001,,,,,,
            venue,辰,{street.Grid},,,,,,,0000000000007,,
            """);
        answer.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-import");
        answer["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}").ShouldBe(
        [
            "/line/2/kind unknown_code", "/line/3/name personal-number-in-place", "/line/4/officePhone not-for-households",
            "/line/5/name required", "/line/6/grid unknown-grid", "/line/7/lng wrong_format", "/line/8/lat required",
            "/line/9/officePhone wrong_format", "/line/10/visitEveryDays out_of_range", "/line/11/externalNumber wrong_format",
            "/line/12/id wrong_format", "/line/13/public unknown_code", "/line/14/coordSys unknown_code", "/line/15/grid place-needs-grid",
            "/line/17/name duplicate_row", "/line/18/tags personal-number-in-place", "/line/19/id unknown-place",
        ], answer.Text);
        (await head.Get(Path)).Names().ShouldBeEmpty();
        (await Import(head, "网格代码,名称\n1,2\n")).ShouldFault("/line/1", "missing_column", "invalid-import");
        (await (await street.Worker()).PostFile(Path + "/import", "kind,name\n"u8.ToArray()))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_number_of_a_place_that_the_importer_does_not_manage_is_refused()
    {
        var street = await TestStreet.New();
        (await (await street.Head1()).Post(Path, new { kind = "venue", name = "甲", grid = street.OtherGrid, externalNumber = "Z9" }))
            .ShouldBeCreated();
        (await Import(await street.Head2(), $"kind,name,grid,externalNumber\nvenue,甲,{street.Grid},Z9\n"))
            .ShouldFault("/line/2/externalNumber", "place-number-used", "invalid-import");
    }
}
