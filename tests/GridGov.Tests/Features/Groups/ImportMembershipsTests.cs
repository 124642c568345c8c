using System.Net;
using System.Text;
using GridGov.Tests.Features.Tickets.Export;
using static GridGov.Tests.Features.Groups.GroupSteps;

namespace GridGov.Tests.Features.Groups;

/// <summary>A list of members is imported whole or not at all, and may be sent again.</summary>
public class ImportMembershipsTests
{
    const string Path = MembershipPath + "/import";

    static Task<Answer> Import(Caller caller, string text, string query = "") =>
        caller.PostFile(Path + query, Encoding.UTF8.GetBytes(text));

    static (int, int, int) Counts(Answer answer) =>
        ((int)answer["groups"]!, (int)answer["memberships"]!, (int)answer["unchanged"]!);

    [Fact]
    public async Task Groups_and_members_are_created_and_found_again()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var file = TestWorkbook.Of(
            ["航海东路街道党组织花名册"],
            ["序号", "组织", "类型", "网格代码", "姓名", "电话", "角色", "加入日期", "人员标识", "成员组织"],
            [1m, "第1网格党小组", "党小组", decimal.Parse(street.Grid), "王　芳", "13803710001", "组长", "2012-05-01", "", ""],
            [2m, "第1网格党小组", "", decimal.Parse(street.Grid), "李四", "", "信息员", "2012.5.1", "", ""],
            [3m, "第1网格党小组", "", decimal.Parse(street.Grid), "worker", "", "联络员", "", street.PersonId("worker").ToString(), ""],
            [4m, "志愿队", "志愿队", street.Grid, "", "", "成员", "", "", "第1网格党小组"]);
        (await head.PostFile(Path, file, DownloadedExport.Xlsx)).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-import");
        var dry = (await head.PostFile(Path + "?createGroups=true&dryRun=true", file, DownloadedExport.Xlsx)).ShouldBeOk();
        (Counts(dry), (bool)dry["dryRun"]!).ShouldBe(((2, 4, 0), true));
        (await head.Get(GroupPath)).Names().ShouldBeEmpty();
        var done = (await head.PostFile(Path + "?createGroups=true", file, DownloadedExport.Xlsx)).ShouldBeOk();
        Counts(done).ShouldBe((2, 4, 0));
        done["file"]!["ignoredColumns"]!.AsArray().Select(heading => (string)heading!).ShouldBe(["序号"]);
        (await head.Get(MembershipPath)).Names().ShouldBe(["王*", "李*", "worker", "第1网格党小组"]);
        Counts((await head.PostFile(Path, file, DownloadedExport.Xlsx)).ShouldBeOk()).ShouldBe((0, 0, 4));
        (await (await street.Worker()).Get("/v1/me")).ShouldBeOk()["groups"]!.AsArray().Count.ShouldBe(1, "rights are felt at once");

        // As a spreadsheet saves it in China, with the grid in the query.
        var text = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(
            "所属组织,成员姓名,手机,身份,加入时间\n第1网格党小组,赵六,13803710006,志愿者,2026年1月5日\n");
        var gb = (await head.PostFile($"{Path}?grid={street.Grid}", text)).ShouldBeOk();
        (Counts(gb), (string)gb["file"]!["encoding"]!).ShouldBe(((0, 1, 0), "gb18030"));

        // What is exported for one's own people is read again.
        var csv = await head.Get($"{MembershipPath}?role=liaison&lang=zh", ("Accept", "text/csv"));
        csv.Text.ShouldStartWith("组织,类型,网格代码,姓名,电话,角色,加入日期,退出日期,成员组织,用户名,人员标识");
        Counts((await Import(head, csv.Text)).ShouldBeOk()).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task Errors_are_reported_by_row_and_column_and_nothing_is_imported()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        await street.Group("甲");
        await street.Group("乙");
        await street.Group("乙", "enterprise");
        var answer = await Import(head, $"""
            group,kind,grid,name,phone,role,from,to,memberGroup,username,personId
            ,,{street.Grid},王五,,member,,,,,
            甲,club,{street.Grid},王五,,member,,,,,
            甲,,{TestStreet.OutsideGrid},王五,,member,,,,,
            甲,,x,王五,,member,,,,,
            甲,,,王五,,member,,,,,
            甲,,{street.Grid},,,member,,,,,
            甲,,{street.Grid},王五,,member,,,乙,,
            甲,,{street.Grid},王五,abc,member,,,,,
            甲,,{street.Grid},王五,,chief,,,,,
            甲,,{street.Grid},王五,,member,soon,,,,
            甲,,{street.Grid},王五,,member,2026-02-01,2026-01-01,,,
            甲,,{street.Grid},王五,,member,,,,,x
            甲,,{street.Grid},王五,,member,,,,nobody,
            甲,,{street.Grid},王五,,member,,,,,{street.PersonId("worker")}
            甲,,{street.Grid},outsider,,member,,,,,{street.PersonId("outsider")}
            乙,,{street.Grid},王五,,member,,,,,
            丙,,{street.Grid},王五,,member,,,,,
            甲,,{street.Grid},,,leader,,,甲,,
            甲,,{street.Grid},,,member,,,甲,,
            甲,,{street.Grid},王五,,volunteer,,,,,
            甲,,{street.Grid},王五,,volunteer,,,,,
            """);
        answer.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-import");
        answer["errors"]!.AsArray().Select(error => ((string)error!["pointer"]!)["/line/".Length..] + " " + error["code"]).ShouldBe(
        [
            "2/group required", "3/kind unknown_code", "4/group unknown-group", "5/grid invalid_code", "6/grid required", "7/name required",
            "8/name required", "9/phone wrong_format", "10/role unknown_code", "11/from wrong_format", "12/to out_of_range",
            "13/personId wrong_format", "14/username unknown-person", "15/name other_person", "16/personId unknown-person",
            "17/group ambiguous_group", "18/group unknown-group", "19/role role-not-for-groups", "20/memberGroup membership-cycle",
            "22/name duplicate_row",
        ]);
        (await head.Get(MembershipPath)).Names().ShouldBeEmpty();
        (await (await street.Worker()).PostFile(Path, "a"u8.ToArray())).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Import(head, $"组织,姓名,角色,网格代码\n丁,王五,成员,{street.Grid}\n", "?createGroups=true"))
            .ShouldFault("/line/2/kind", "required", "invalid-import");
        (await Import(head, $"组织,姓名,角色,类型\n丁,王五,成员,企业\n", $"?createGroups=true&grid={TestStreet.OutsideGrid}"))
            .ShouldFault("/line/2/grid", "unknown-grid", "invalid-import");
    }
}
