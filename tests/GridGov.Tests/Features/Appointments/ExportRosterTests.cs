using System.Net;
using System.Text;
using GridGov.Security;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Tickets.Export;
using static GridGov.Tests.Features.Appointments.ImportAppointmentsTests;

namespace GridGov.Tests.Features.Appointments;

/// <summary>The roster as a file, which the import reads.</summary>
public class ExportRosterTests
{
    [Theory]
    [InlineData("text/csv", "")]
    [InlineData("text/csv", "?lang=zh&bom=true")]
    [InlineData(DownloadedExport.Xlsx, "")]
    [InlineData(DownloadedExport.Xlsx, "?lang=zh")]
    public async Task The_exported_roster_imports_again_unchanged(string form, string query)
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        // A name and a number that a spreadsheet would run, a pending post, and somebody whose record others keep.
        Counts(await Import(admin, Header + $"{street.NextGrid},网格长,,第一责任人,-王芳,{PeopleSteps.NewUsername()},+86 139 0000 1111,\n"
            + $"{street.NextGrid},服务员,文化建设,,李强,,0371-66668888-801,2026-01-01\n")).ShouldBe((2, 2, 1, 0));
        await street.With(PostKind.Inspector, street.Street, "*");
        var file = await Export(admin, $"{street.Street}/roster{query}", form);
        var again = (await admin.PostFile("/v1/appointments/import", file, form)).ShouldBeOk();
        Counts(again).ShouldBe((0, 0, 0, 14), Encoding.UTF8.GetString(file));
        ((string)again["file"]!["format"]!).ShouldBe(form == DownloadedExport.Xlsx ? "xlsx" : "csv");
        again["file"]!["ignoredColumns"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_roster_is_exported_by_who_manages_people_there_and_the_audit_says_so()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/grids/{street.Community}/roster";
        var csv = (await admin.Get(path + "?lang=zh&day=2025-01-01", ("Accept", "text/csv"))).ShouldBeOk();
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("网格代码,网格,岗位,服务角色,责任,姓名,用户名,电话,任职首日,离任日,人员标识");
        lines[1..].Select(line => string.Join(',', line.Split(',')[..6])).ShouldBe(
        [
            $"{street.Community},一社区,网格长,,第一责任人,head2", $"{street.Grid},第1网格,网格长,,第一责任人,head3",
            $"{street.Grid},第1网格,网格员,,,worker", $"{street.Grid},第1网格,服务员,城市管理服务员,,officer",
        ]);
        csv.Header("Content-Disposition")!.ShouldContain($"roster-{street.Community}-2025-01-01.csv");
        (await (await street.RootAdmin()).Get($"/v1/audit?subject={street.Community}&code=roster_exported")).ShouldBeOk()["items"]!
            .AsArray().ShouldHaveSingleItem();
        (await (await street.Head2()).Get(path, ("Accept", "text/csv"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Get($"/v1/grids/{TestStreet.OutsideStreet}/roster", ("Accept", "text/csv")))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Get(path + "?lang=zh")).ShouldFault("/lang", "only-in-export", "only-in-export");
        (await admin.Get(path + "?bom=true")).ShouldFault("/bom", "only-in-export", "only-in-export");
        (await admin.Get(path + "?bom=true", ("Accept", DownloadedExport.Xlsx))).ShouldFault("/bom", "not-in-export", "not-in-export");
        (await admin.Get(path + "?lang=fr")).ShouldFault("/lang", "unknown_code");
    }

    static async Task<byte[]> Export(Caller caller, string path, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/grids/" + path);
        request.Headers.TryAddWithoutValidation("Accept", form);
        using var response = await caller.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
