using System.Net;

namespace GridGov.Tests.Features.Grids;

public class CreateGridTests
{
    const string Address = "/v1/grids";

    [Fact]
    public async Task A_grid_without_a_code_gets_the_next_free_one()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var created = (await admin.Post(Address, new { parent = street.Community, name = "第3网格" })).ShouldBeCreated();

        ((string)created["code"]!).ShouldBe(street.Community + "003");
        ((int)created["level"]!).ShouldBe(3);
        ((string)created["parent"]!).ShouldBe(street.Community);
        created["path"]!.AsArray().Select(a => (string)a!["code"]!)
            .ShouldBe([street.Street[..4], street.County, street.Street, street.Community]);
        created.Version.ShouldBe(1);
        created.Header("ETag").ShouldBe("\"1\"");
        created.Header("Location").ShouldBe($"{Address}/{street.Community}003");
        (await street.Events(street.Community + "003")).ShouldBe(["create"]);
    }

    [Fact]
    public async Task A_retired_code_is_not_given_again()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var third = await street.NewUnit();
        (await admin.Post(third.Path() + "/retire", new { reason = "撤销" }, third.Version)).ShouldBeOk();

        ((string)(await street.NewUnit())["code"]!).ShouldBe(street.Community + "004");
        (await admin.Post(Address, new { code = street.Community + "003", name = "再来" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-code-used");
    }

    [Fact]
    public async Task After_the_last_code_the_lowest_unused_is_given_and_then_none()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Post(Address, new { code = street.Community + "999", name = "末" })).ShouldBeCreated();
        ((string)(await street.NewUnit())["code"]!).ShouldBe(street.Community + "003");

        await street.App.Db.Write(async tx =>
        {
            for (var number = 4; number < 999; number++)
            {
                await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, '满', 3, @Parent, "
                    + "@Now, 1)",
                    new { Code = $"{street.Community}{number:D3}", Parent = street.Community, tx.Now });
            }
        });
        (await admin.Post(Address, new { parent = street.Community, name = "多" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-full");
    }

    [Fact]
    public async Task Only_an_administrator_of_the_whole_deployment_creates_counties_and_cities()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var city = street.Street[..4].Replace("99", "97", StringComparison.Ordinal)[..2] + street.Street[4..6];
        (await root.Post(Address, new { code = city, name = "新市" })).ShouldBeCreated();
        ((string)(await root.Post(Address, new { parent = city, name = "新区" })).ShouldBeCreated()["code"]!).ShouldBe(city + "01");
        (await root.Post(Address, new { code = city + "02001", name = "无区街道" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
    }

    [Fact]
    public async Task An_existing_code_is_refused()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Post(Address, new { code = street.Grid, name = "重复" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-exists");
    }

    [Fact]
    public async Task A_retired_grid_gets_no_children()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var community = (await admin.Post(Address, new { parent = street.Street, name = "三社区" })).ShouldBeCreated();
        (await admin.Post(community.Path() + "/retire", new { reason = "合并" }, community.Version)).ShouldBeOk();
        var parent = (string)community["code"]!;
        var refused = (await admin.Post(Address, new { parent, name = "网格" })).ShouldRefuse(HttpStatusCode.Conflict, "grid-parent-missing");
        ((string)refused["errors"]![0]!["pointer"]!).ShouldBe("/parent");
    }

    [Fact]
    public async Task A_parent_outside_the_own_grids_is_not_found()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Post(Address, new { parent = TestStreet.OutsideStreet, name = "外" }))
            .ShouldFault("/parent", "unknown-grid", "unknown-grid");
        (await admin.Post(Address, new { code = street.County + "002", name = "邻街道" }))
            .ShouldFault("/code", "unknown-grid", "unknown-grid");
    }

    [Theory]
    [InlineData(null, null, "a", "/parent", "required")]
    [InlineData("41010", null, "a", "/code", "wrong_format")]
    [InlineData("41010x", null, "a", "/code", "wrong_format")]
    [InlineData(null, "4101030030050061", "a", "/parent", "wrong_format")]
    [InlineData(null, "410103003005006", "a", "/parent", "no_level_below")]
    [InlineData("410103003", "410102", "a", "/parent", "parent_disagrees")]
    [InlineData("410103003", null, " ", "/name", "required")]
    public async Task Bad_input_is_reported_with_place_and_rule(string? code, string? parent, string name, string pointer, string fault)
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Post(Address, new { code, parent, name })).ShouldFault(pointer, fault);
    }

    [Fact]
    public async Task A_name_has_at_most_100_characters()
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Post(Address, new { parent = street.Community, name = new string('格', 101) }))
            .ShouldFault("/name", "too_long");
    }

    [Fact]
    public async Task A_grid_head_cannot_create_grids()
    {
        var street = await TestStreet.New();
        (await (await street.Head1()).Post(Address, new { parent = street.Community, name = "网格" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_key_is_required_and_a_repeated_one_repeats_the_first_response()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var body = new { parent = street.Community, name = "第3网格" };
        (await admin.Send(HttpMethod.Post, Address, System.Net.Http.Json.JsonContent.Create(body)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");

        var key = Caller.NewKey();
        var first = (await admin.Post(Address, body, key: key)).ShouldBeCreated();
        var again = (await admin.Post(Address, body, key: key)).ShouldBeCreated();
        again.Text.ShouldBe(first.Text);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Header("Location").ShouldBe(first.Header("Location"));
        (await street.Events((string)first["code"]!)).ShouldBe(["create"]);
    }
}
