using System.Net;
using System.Text;
using GridGov.Data;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Tickets.Export;

namespace GridGov.Tests.Features.Appointments;

public class ImportAppointmentsTests
{
    const string Address = "/v1/appointments/import";
    internal const string Header = "网格代码,岗位,服务角色,责任,姓名,用户名,电话,任职首日\n";

    static int phones;

    static string NewPhone() => $"139{Interlocked.Increment(ref phones):D8}";

    [Fact]
    public async Task One_file_makes_the_posts_of_a_street_and_again_changes_nothing()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var (head, officer, phone) = (PeopleSteps.NewUsername(), NewPhone(), NewPhone());
        var file = TestWorkbook.Of(
            ["试街道网格人员名册"],
            ["序号", "网格代码", "岗位", "服务角色", "责任", "姓名", "用户名", "电话", "任职首日"],
            [1m, decimal.Parse(street.NextGrid), "网格长", "", "第一责任人", "王　芳", head.ToUpperInvariant(), decimal.Parse(officer), new DateOnly(2026, 3, 1)],
            [],
            [2m, street.NextGrid, "服务员", "文化建设服务员", "", "李强", "", decimal.Parse(phone), "2026年3月1日"],
            [3m, street.NextGrid, "service_officer", "safety_fire", "", "李强", "", phone, ""],
            [4m, street.NextGrid, "网格员", "", "", "王芳", head, "", "2026/3/1"],
            ["", "", "", "", "", ""]);
        var answer = (await admin.PostFile(Address, file, DownloadedExport.Xlsx)).ShouldBeOk();
        Counts(answer).ShouldBe((2, 4, 1, 0), answer.Text);
        ((bool)answer["dryRun"]!).ShouldBeFalse();
        answer["file"]!["ignoredColumns"]!.AsArray().Select(heading => (string)heading!).ShouldBe(["序号"]);

        var found = (await admin.Get($"/v1/people?q={head}")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)found["name"]!, (string)found["username"]!, (string)found["phone"]!, (string)found["grid"]!)
            .ShouldBe(("王芳", head, officer, street.Street));
        (await street.ActionsOn((string)found["id"]!)).ShouldBe(["add"]);
        var posts = (await admin.Get($"/v1/appointments?grid={street.NextGrid}")).ShouldBeOk()["items"]!.AsArray();
        posts.Select(one => $"{one!["post"]} {one["role"]} {one["from"]} {one["status"]} {one["createdBy"]!["name"]}").ShouldBe(
        [
            "grid_head  2026-03-01 pending admin", "service_officer culture 2026-03-01 effective admin",
            $"service_officer safety_fire {street.Today().Iso()} effective admin", "grid_worker  2026-03-01 effective admin",
        ]);
        foreach (var post in posts)
            (await street.ActionsOn((string)post!["id"]!)).ShouldBe(["appoint"]);
        (await street.App.Db.Read(tx => tx.QuerySingle<string>(
            "SELECT encrypted_phone FROM people WHERE username = @Username", new { Username = head })))!.ShouldStartWith("k");

        Counts(await admin.PostFile(Address, file, DownloadedExport.Xlsx)).ShouldBe((0, 0, 0, 4));
    }

    [Fact]
    public async Task Imported_rows_are_sealed()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var admin = await street.Admin();
        var file = Header + $"{street.NextGrid},网格长,,第一责任人,王芳,{PeopleSteps.NewUsername()},{NewPhone()},\n"
            + $"{street.NextGrid},网格员,,,赵敏,,{NewPhone()},2026-01-01\n";
        Counts(await Import(admin, file)).ShouldBe((2, 2, 1, 0));
        var faults = new List<string>();
        await app.Db.Read(tx => SealedRows.Verify(tx, [], faults.Add, (table, id, what) => faults.Add($"{table.Name} {id}: {what}")));
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_bad_row_is_named_with_its_column_and_rule_and_nothing_is_written()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var (taken, known) = (PeopleSteps.NewUsername(), PeopleSteps.NewUsername());
        await street.App.Db.Write(tx => tx.Execute(
            "UPDATE people SET username = @Taken WHERE id = @Id", new { Taken = taken, Id = street.PersonId("rootAdmin") }));
        var person = await street.AddPerson("赵敏", known);
        string[] lines =
        [
            "grid,post,role,responsibility,name,username,phone,from,to,personId",
            $"{street.NextGrid},grid_worker,,,好人,{PeopleSteps.NewUsername()},,,,",
            $"x,grid_worker,,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},村长,,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},service_officer,,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},service_officer,厨师,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_worker,culture,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_head,,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_worker,,first,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_worker,,,,,{NewPhone()},,,",
            $"{street.NextGrid},grid_worker,,,甲,,,,,",
            $"{street.NextGrid},grid_worker,,,甲,a b!,,,,",
            $"{street.NextGrid},grid_worker,,,甲,,12,,,",
            $"{street.NextGrid},grid_worker,,,甲,,{NewPhone()},去年,,",
            $"{street.NextGrid},grid_worker,,,甲,,{NewPhone()},2026-03-01,2026-03-01,",
            $"{street.NextGrid},grid_worker,,,甲,,{NewPhone()},,,x",
            $"{street.County},dispatcher,,,甲,,{NewPhone()},,,",
            $"{street.Community},grid_worker,,,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_worker,,,甲,{taken},,,,",
            $"{street.NextGrid},grid_worker,,,赵明,{known},,,,",
            $"{street.NextGrid},grid_worker,,,赵敏,{known},13800000000,,,",
            $"{street.NextGrid},grid_worker,,,赵敏,{PeopleSteps.NewUsername()},13803710001,,,",
            $"{street.Grid},grid_head,,first,甲,,{NewPhone()},,,",
            $"{street.NextGrid},grid_head,,direct,乙,,13911110001,,,",
            $"{street.NextGrid},grid_head,,direct,丙,,13911110002,,,",
            $"{street.NextGrid},grid_head,,direct,乙,,13911110001,,,",
            $"{street.NextGrid},grid_worker,,,甲,,,,,01K4V6J0Q8Z3R",
            $"{street.Street},dispatcher,,,甲,,{NewPhone()},2020-01-01,,",
        ];
        var refused = await Import(admin, string.Join('\n', lines));
        refused.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-import");
        refused["errors"]!.AsArray().Select(e => $"{(string)e!["pointer"]!} {(string)e["code"]!}").ShouldBe(
        [
            "/line/3/grid invalid_code", "/line/4/post unknown_code", "/line/5/role required", "/line/6/role unknown-role",
            "/line/7/role not_for_post", "/line/8/responsibility required", "/line/9/responsibility not_for_post",
            "/line/10/name required", "/line/11/username required", "/line/12/username wrong_format", "/line/13/phone wrong_format",
            "/line/14/from wrong_format", "/line/15/to out_of_range", "/line/16/personId wrong_format", "/line/17/grid unknown-grid",
            "/line/18/grid post-not-at-level", "/line/19/username username-taken", "/line/20/name record_differs",
            "/line/21/phone record_differs", "/line/22/username record_differs", "/line/23/post post-already-held",
            "/line/25/post post-already-held", "/line/26/name duplicate_row", "/line/27/personId unknown-person",
            "/line/28/from backdating-not-allowed",
        ]);
        ((string)refused["errors"]![1]!["detail"]!).ShouldStartWith("Column post, value '村长': There is no such post");
        (await admin.Get("/v1/people?q=好人")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await admin.Get($"/v1/appointments?grid={street.NextGrid}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await street.ActionsOn(person.Id)).ShouldBe(["add"]);
    }

    [Fact]
    public async Task A_dry_run_is_counted_like_the_import_and_writes_nothing()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var username = PeopleSteps.NewUsername();
        var file = Header + $"{street.NextGrid},网格长,,直接责任人,王芳,{username},{NewPhone()},\n";
        var answer = await Import(admin, file, "?dryRun=true");
        Counts(answer).ShouldBe((1, 1, 1, 0));
        ((bool)answer["dryRun"]!).ShouldBeTrue();
        (await admin.Get($"/v1/people?q={username}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await Import(admin, Header + "x,网格员,,,王芳,,13800000000,\n", "?dryRun=true"))
            .ShouldFault("/line/2/grid", "invalid_code", "invalid-import");
        Counts(await Import(admin, file)).ShouldBe((1, 1, 1, 0));
    }

    [Fact]
    public async Task Imported_posts_give_their_rights_and_pending_ones_are_confirmed_in_bulk()
    {
        var street = await TestStreet.New();
        var username = PeopleSteps.NewUsername();
        var file = Header + $"{street.NextGrid},网格长,,第一责任人,王芳,{username},,\n{street.NextGrid},网格员,,,王芳,{username},,\n";
        Counts(await Import(await street.Admin(), file)).ShouldBe((1, 2, 1, 0));
        var root = await street.RootAdmin();
        var pending = (await root.Get($"/v1/appointments?status=pending&grid={street.Street}")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        Id.TryParseExact((string)pending["person"]!["id"]!, out var id).ShouldBeTrue();
        var person = await street.App.CallerFor(id);
        (await person.Get("/v1/tickets")).ShouldBeOk();
        (await person.Get($"/v1/statistics/statuses?grid={street.NextGrid}")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var confirmed = (await root.Post("/v1/appointments/confirm", new { ids = new[] { (string)pending["id"]! } })).ShouldBeOk();
        ((int)confirmed["confirmed"]!).ShouldBe(1);
        (await person.Get($"/v1/statistics/statuses?grid={street.NextGrid}")).ShouldBeOk();
    }

    [Fact]
    public async Task The_scope_of_the_caller_holds_for_every_row()
    {
        var (street, other) = (await TestStreet.New(), await TestStreet.New());
        var admin = await street.Admin();
        var phone = NewPhone();
        Counts(await Import(await other.Admin(), Header + $"{other.NextGrid},网格员,,,王芳,,{phone},\n")).ShouldBe((1, 1, 0, 0));
        (await Import(admin, Header + $"{other.NextGrid},网格员,,,王芳,,{phone},\n"))
            .ShouldFault("/line/2/grid", "unknown-grid", "invalid-import");
        // Somebody with the same name and number elsewhere is not known here, and another person is added.
        Counts(await Import(admin, Header + $"{street.NextGrid},网格员,,,王芳,,{phone},\n")).ShouldBe((1, 1, 0, 0));
        (await admin.Get($"/v1/appointments?grid={street.NextGrid}")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(1);
        var id = other.PersonId("worker");
        (await Import(admin, $"grid,post,name,personId\n{street.NextGrid},grid_worker,worker,{id}\n"))
            .ShouldFault("/line/2/personId", "unknown-person", "invalid-import");
        (await Import(await street.Head1(), Header)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // A guessed number of somebody whose record others keep is refused like a wrong one, although they hold a post here.
        var guest = await street.With(PostKind.Inspector, street.Street, "*");
        await street.App.Db.Write(async tx => await tx.Execute("UPDATE people SET encrypted_phone = @Phone WHERE id = @Id", new
        {
            Id = guest.Person, Phone = await GridGov.Domain.PersonalData.PersonPhone.Encrypt(tx, guest.Person, "13911112222"),
        }));
        foreach (var guess in new[] { "13911112222", "13911113333" })
        {
            (await Import(admin, $"grid,post,name,phone,personId\n{street.Street},inspector,extra,{guess},{guest.Person}\n"))
                .ShouldFault("/line/2/phone", "record_differs", "invalid-import");
        }
    }

    [Fact]
    public async Task Two_people_of_one_name_and_number_need_a_username()
    {
        var street = await TestStreet.New();
        await street.AddPerson("周敏");
        await street.AddPerson("周敏");
        (await Import(await street.Admin(), Header + $"{street.NextGrid},网格员,,,周敏,,138-0371-0001,\n"))
            .ShouldFault("/line/2/name", "ambiguous_person", "invalid-import");
    }

    [Fact]
    public async Task A_disabled_person_is_not_appointed()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var username = PeopleSteps.NewUsername();
        var person = await street.AddPerson("王芳", username);
        (await admin.Patch($"/v1/people/{person.Id}", new { disabled = true }, 1)).ShouldBeOk();
        (await Import(admin, Header + $"{street.NextGrid},网格员,,,王芳,{username},,\n"))
            .ShouldFault("/line/2/name", "person-disabled", "invalid-import");
    }

    [Fact]
    public async Task A_retired_grid_gets_no_posts()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE grids SET retired_at = @Now WHERE code = @Code", new { tx.Now, Code = street.NextGrid }));
        (await Import(await street.Admin(), Header + $"{street.NextGrid},网格员,,,王芳,,{NewPhone()},\n"))
            .ShouldFault("/line/2/grid", "grid-retired", "invalid-import");
    }

    [Theory]
    [InlineData("网格代码,姓名\n", "/line/1", "missing_column")]
    [InlineData("", "/line/1", "missing_column")]
    [InlineData("grid,post,name\n4101,\"x\n", "/line/2", "malformed_csv")]
    public async Task A_file_with_other_columns_is_refused(string csv, string pointer, string fault)
    {
        var street = await TestStreet.New();
        (await Import(await street.Admin(), csv)).ShouldFault(pointer, fault, "invalid-import");
    }

    [Fact]
    public async Task At_most_two_thousand_rows_are_imported_at_once()
    {
        var street = await TestStreet.New();
        var rows = string.Concat(Enumerable.Range(0, 2_001).Select(i => $"{street.NextGrid},网格员,,,王芳,,1370000{i:D4},\n"));
        (await Import(await street.Admin(), Header + rows)).ShouldFault("/line/2002", "too_many_rows", "invalid-import");
    }

    [Fact]
    public async Task A_key_is_required_and_json_is_not_read()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        using var content = new StringContent(Header, Encoding.UTF8, "text/csv");
        (await admin.Send(HttpMethod.Post, Address, content)).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        (await admin.PostRaw(Address, "{}")).ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    internal static Task<Answer> Import(Caller caller, string csv, string query = "") => caller.PostFile(Address + query, Encoding.UTF8.GetBytes(csv));

    internal static (int People, int Appointments, int Pending, int Unchanged) Counts(Answer answer)
    {
        answer.ShouldBeOk();
        return ((int)answer["people"]!, (int)answer["appointments"]!, (int)answer["pending"]!, (int)answer["unchanged"]!);
    }
}
