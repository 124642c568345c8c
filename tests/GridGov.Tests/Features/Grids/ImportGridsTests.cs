using System.Net;
using GridGov.Domain;

namespace GridGov.Tests.Features.Grids;

public class ImportGridsTests
{
    const string Address = "/v1/grids/import";

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
        (await Import(admin, $"code,name\n{street.County},改名\n")).ShouldFault("/line/2", "outside_scope", "invalid-import");
        (await Import(admin, $"code,name\n{TestStreet.OutsideGrid},外网格\n")).ShouldFault("/line/2", "outside_scope", "invalid-import");
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
            "/line/3 invalid_code", "/line/4 level_disagrees", "/line/5 parent_disagrees", "/line/6 required", "/line/7 too_long",
            "/line/8 duplicate_code", "/line/9 parent_missing", "/line/10 code_retired", "/line/11 invalid_value",
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

    [Fact]
    public async Task Only_csv_is_read()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).PostRaw(Address, "{}")).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
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
