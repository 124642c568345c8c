using System.Net;
using System.Net.Http.Json;
using GridGov.Security;

namespace GridGov.Tests.Features.People;

public class AddPersonTests
{
    const string Path = "/v1/people";

    [Fact]
    public async Task An_administrator_adds_a_person_to_their_only_unit()
    {
        var street = await TestStreet.New();
        var username = PeopleSteps.NewUsername();
        var added = await street.AddPerson(username: username);

        added.Header("Location").ShouldBe($"/v1/people/{added.Id}");
        added.Header("ETag").ShouldBe("\"1\"");
        ((string)added["grid"]!).ShouldBe(street.Street);
        ((string)added["username"]!).ShouldBe(username);
        ((string)added["phone"]!).ShouldBe("13803710001");
        ((bool)added["disabled"]!).ShouldBeFalse();
        (await street.ActionsOn(added.Id)).ShouldBe(["add"]);
    }

    [Fact]
    public async Task The_unit_may_be_any_grid_inside_the_scope()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        ((string)(await admin.Post(Path, new { name = "甲", grid = street.Community })).ShouldBeCreated()["grid"]!)
            .ShouldBe(street.Community);
        foreach (var grid in new[] { street.County, TestStreet.OutsideStreet, street.Street + "999", "*" })
            (await admin.Post(Path, new { name = "甲", grid })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
    }

    [Fact]
    public async Task An_administrator_of_several_units_must_name_one()
    {
        var street = await TestStreet.New();
        var admin = await street.With([(PostKind.Administrator, street.Street), (PostKind.Administrator, TestStreet.OutsideStreet)],
            street.Street);
        (await admin.Post(Path, new { name = "甲" })).ShouldFault("/grid", "required");
        (await admin.Post(Path, new { name = "甲", grid = street.Street })).ShouldBeCreated();
    }

    [Fact]
    public async Task An_administrator_of_everything_may_keep_a_record_for_the_whole_deployment()
    {
        var street = await TestStreet.New();
        var root = await street.With(PostKind.Administrator, "*", "*");
        ((string)(await root.Post(Path, new { name = "甲" })).ShouldBeCreated()["grid"]!).ShouldBe("*");
    }

    [Fact]
    public async Task A_retired_unit_keeps_no_new_records()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE grids SET retired_at = @Now WHERE code = @Code", new { tx.Now, Code = street.OtherGrid }));
        (await (await street.Admin()).Post(Path, new { name = "甲", grid = street.OtherGrid }))
            .ShouldFault("/grid", "grid-retired", "grid-retired");
    }

    [Fact]
    public async Task A_username_is_taken_once()
    {
        var street = await TestStreet.New();
        var username = PeopleSteps.NewUsername();
        await street.AddPerson(username: username);
        (await (await street.Admin()).Post(Path, new { name = "乙", username })).ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
        // Several people may have no username.
        await street.AddPerson("丙");
        await street.AddPerson("丁");
    }

    [Fact]
    public async Task A_username_is_kept_in_small_letters_and_taken_in_any_way_of_writing()
    {
        var street = await TestStreet.New();
        var username = PeopleSteps.NewUsername();
        var admin = await street.Admin();
        ((string)(await admin.Post(Path, new { name = "甲", username = $" {username.ToUpperInvariant()} " }))
            .ShouldBeCreated()["username"]!).ShouldBe(username);
        (await admin.Post(Path, new { name = "乙", username })).ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
        (await admin.Post(Path, new { name = "乙", username = char.ToUpperInvariant(username[0]) + username[1..] }))
            .ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
        var other = (await admin.Post(Path, new { name = "丙" })).ShouldBeCreated();
        (await admin.Patch($"{Path}/{other.Id}", new { username = username.ToUpperInvariant() }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
    }

    [Theory]
    [InlineData("""{ "name": "" }""", "/name", "required")]
    [InlineData("""{ "name": "​ㅤ " }""", "/name", "required")]
    [InlineData("""{ "name": "‮‬" }""", "/name", "required")]
    [InlineData("""{ "name": "甲", "username": "ab" }""", "/username", "wrong_length")]
    [InlineData("""{ "name": "甲", "username": "Two Words" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "username": ".dot" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "username": "line\n" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "phone": "call me" }""", "/phone", "wrong_format")]
    [InlineData("""{ "name": "甲", "phone": "12345678901234567890123456789012\n" }""", "/phone", "too_long")]
    [InlineData("""{ "name": "甲", "grid": "x" }""", "/grid", "wrong_format")]
    [InlineData("""{ "name": "甲", "nickname": "x" }""", "/nickname", "unknown_property")]
    public async Task Bad_input_is_reported_with_place_and_rule(string body, string pointer, string code) =>
        (await (await (await TestStreet.New()).Admin()).PostRaw(Path, body)).ShouldFault(pointer, code);

    [Fact]
    public async Task A_name_of_more_than_100_characters_is_too_long() =>
        (await (await (await TestStreet.New()).Admin()).Post(Path, new { name = new string('长', 101) })).ShouldFault("/name", "too_long");

    [Fact]
    public async Task Only_administrators_add_people()
    {
        var street = await TestStreet.New();
        (await street.App.Nobody().Post(Path, new { name = "甲" })).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Supervisor()).Post(Path, new { name = "甲" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_repeated_key_adds_once()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Send(HttpMethod.Post, Path, JsonContent.Create(new { name = "甲" })))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        var key = Caller.NewKey();
        var body = new { name = "甲", username = PeopleSteps.NewUsername() };
        var first = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        var again = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        (await street.ActionsOn(first.Id)).ShouldBe(["add"]);
    }
}
