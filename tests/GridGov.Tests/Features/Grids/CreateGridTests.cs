using System.Net;

namespace GridGov.Tests.Features.Grids;

public class CreateGridTests
{
    const string Address = "/v1/grids";

    [Fact]
    public async Task Without_a_code_it_gets_the_next_free_one()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var created = (await admin.Post(Address, new { parent = town.Community, name = "第3网格" })).ShouldBeCreated();

        ((string)created["code"]!).ShouldBe(town.Community + "003");
        ((int)created["level"]!).ShouldBe(3);
        ((string)created["parent"]!).ShouldBe(town.Community);
        created["path"]!.AsArray().Select(a => (string)a!["code"]!).ShouldBe([town.Street[..4], town.County, town.Street, town.Community]);
        created.Version.ShouldBe(1);
        created.Header("ETag").ShouldBe("\"1\"");
        created.Header("Location").ShouldBe($"{Address}/{town.Community}003");
        (await town.Events(town.Community + "003")).ShouldBe(["create"]);
    }

    [Fact]
    public async Task A_retired_code_is_not_given_again()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var third = await town.NewUnit();
        (await admin.Post(third.Path() + "/retire", new { reason = "撤销" }, third.Version)).ShouldBeOk();

        ((string)(await town.NewUnit())["code"]!).ShouldBe(town.Community + "004");
        (await admin.Post(Address, new { code = town.Community + "003", name = "再来" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-code-used");
    }

    [Fact]
    public async Task After_the_last_code_the_lowest_unused_is_given_and_then_none()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        (await admin.Post(Address, new { code = town.Community + "999", name = "末" })).ShouldBeCreated();
        ((string)(await town.NewUnit())["code"]!).ShouldBe(town.Community + "003");

        await town.App.Db.Write(async tx =>
        {
            for (var number = 4; number < 999; number++)
            {
                await tx.Run("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, '满', 3, @Parent, @Now, 1)",
                    new { Code = $"{town.Community}{number:D3}", Parent = town.Community, tx.Now });
            }
        });
        (await admin.Post(Address, new { parent = town.Community, name = "多" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-full");
    }

    [Fact]
    public async Task Counties_and_cities_are_made_by_an_administrator_of_everything()
    {
        var town = await Town.New();
        var root = await town.RootAdmin();
        var city = town.Street[..4].Replace("99", "97", StringComparison.Ordinal)[..2] + town.Street[4..6];
        (await root.Post(Address, new { code = city, name = "新市" })).ShouldBeCreated();
        ((string)(await root.Post(Address, new { parent = city, name = "新区" })).ShouldBeCreated()["code"]!).ShouldBe(city + "01");
        (await root.Post(Address, new { code = city + "02001", name = "无区街道" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
    }

    [Fact]
    public async Task An_existing_code_is_refused()
    {
        var town = await Town.New();
        (await (await town.Admin()).Post(Address, new { code = town.Grid, name = "重复" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-exists");
    }

    [Fact]
    public async Task A_retired_parent_takes_no_children()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var community = (await admin.Post(Address, new { parent = town.Street, name = "三社区" })).ShouldBeCreated();
        (await admin.Post(community.Path() + "/retire", new { reason = "合并" }, community.Version)).ShouldBeOk();
        var parent = (string)community["code"]!;
        var refused = (await admin.Post(Address, new { parent, name = "网格" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
        ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/parent");
    }

    [Fact]
    public async Task Outside_the_own_grids_there_is_no_such_grid()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        (await admin.Post(Address, new { parent = Town.OutsideStreet, name = "外" })).ShouldFault("/parent", "unknown-grid", "unknown-grid");
        (await admin.Post(Address, new { code = town.County + "002", name = "邻街道" })).ShouldFault("/code", "unknown-grid", "unknown-grid");
    }

    [Theory]
    [InlineData(null, null, "a", "/parent", "required")]
    [InlineData("41010", null, "a", "/code", "wrong_format")]
    [InlineData("41010x", null, "a", "/code", "wrong_format")]
    [InlineData(null, "4101030030050061", "a", "/parent", "wrong_format")]
    [InlineData(null, "410103003005006", "a", "/parent", "no_level_below")]
    [InlineData("410103003", "410102", "a", "/parent", "parent_disagrees")]
    [InlineData("410103003", null, " ", "/name", "required")]
    public async Task Bad_input_is_told_by_place_and_rule(string? code, string? parent, string name, string pointer, string fault)
    {
        var town = await Town.New();
        (await (await town.Admin()).Post(Address, new { code, parent, name })).ShouldFault(pointer, fault);
    }

    [Fact]
    public async Task A_name_has_at_most_100_characters()
    {
        var town = await Town.New();
        (await (await town.Admin()).Post(Address, new { parent = town.Community, name = new string('格', 101) })).ShouldFault("/name", "too_long");
    }

    [Fact]
    public async Task A_grid_head_makes_no_grids()
    {
        var town = await Town.New();
        (await (await town.Head1()).Post(Address, new { parent = town.Community, name = "网格" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_key_is_required_and_a_repeated_one_answers_the_first_again()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        var body = new { parent = town.Community, name = "第3网格" };
        (await admin.Send(HttpMethod.Post, Address, System.Net.Http.Json.JsonContent.Create(body))).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");

        var key = Caller.NewKey();
        var first = (await admin.Post(Address, body, key: key)).ShouldBeCreated();
        var again = (await admin.Post(Address, body, key: key)).ShouldBeCreated();
        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Header("Location").ShouldBe(first.Header("Location"));
        (await town.Events((string)first["code"]!)).ShouldBe(["create"]);
    }
}
