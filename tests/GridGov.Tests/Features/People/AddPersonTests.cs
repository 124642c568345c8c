using System.Net;
using System.Net.Http.Json;
using GridGov.Platform;

namespace GridGov.Tests.Features.People;

public class AddPersonTests
{
    const string Path = "/v1/people";

    [Fact]
    public async Task An_administrator_adds_a_person_to_their_only_unit()
    {
        var town = await Town.New();
        var username = PeopleSteps.NewUsername();
        var added = await town.AddPerson(username: username);

        added.Header("Location").ShouldBe($"/v1/people/{added.Id}");
        added.Header("ETag").ShouldBe("\"1\"");
        ((string)added["grid"]!).ShouldBe(town.Street);
        ((string)added["username"]!).ShouldBe(username);
        ((string)added["phone"]!).ShouldBe("13803710001");
        ((bool)added["disabled"]!).ShouldBeFalse();
        (await town.ActionsOn(added.Id)).ShouldBe(["add"]);
    }

    [Fact]
    public async Task The_unit_may_be_named_inside_the_scope_and_nowhere_else()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        ((string)(await admin.Post(Path, new { name = "甲", grid = town.Community })).ShouldBeCreated()["grid"]!).ShouldBe(town.Community);
        foreach (var grid in new[] { town.County, Town.OutsideStreet, town.Street + "999", "*" })
            (await admin.Post(Path, new { name = "甲", grid })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
    }

    [Fact]
    public async Task Who_administers_several_units_must_name_one()
    {
        var town = await Town.New();
        var admin = await town.With([(PostKind.Administrator, town.Street), (PostKind.Administrator, Town.OutsideStreet)], town.Street);
        (await admin.Post(Path, new { name = "甲" })).ShouldFault("/grid", "required");
        (await admin.Post(Path, new { name = "甲", grid = town.Street })).ShouldBeCreated();
    }

    [Fact]
    public async Task An_administrator_of_everything_may_keep_a_record_for_the_whole_deployment()
    {
        var town = await Town.New();
        var root = await town.With(PostKind.Administrator, "*", "*");
        ((string)(await root.Post(Path, new { name = "甲" })).ShouldBeCreated()["grid"]!).ShouldBe("*");
    }

    [Fact]
    public async Task A_retired_unit_keeps_no_new_records()
    {
        var town = await Town.New();
        await town.App.Db.Write(tx => tx.Run("UPDATE grids SET retired_at = @Now WHERE code = @Code", new { tx.Now, Code = town.OtherGrid }));
        (await (await town.Admin()).Post(Path, new { name = "甲", grid = town.OtherGrid })).ShouldFault("/grid", "grid-retired", "grid-retired");
    }

    [Fact]
    public async Task A_username_is_taken_once()
    {
        var town = await Town.New();
        var username = PeopleSteps.NewUsername();
        await town.AddPerson(username: username);
        (await (await town.Admin()).Post(Path, new { name = "乙", username })).ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
        // Any number of people have none.
        await town.AddPerson("丙");
        await town.AddPerson("丁");
    }

    [Theory]
    [InlineData("""{ "name": "" }""", "/name", "required")]
    [InlineData("""{ "name": "甲", "username": "ab" }""", "/username", "wrong_length")]
    [InlineData("""{ "name": "甲", "username": "Upper" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "username": ".dot" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "username": "line\n" }""", "/username", "wrong_format")]
    [InlineData("""{ "name": "甲", "phone": "call me" }""", "/phone", "wrong_format")]
    [InlineData("""{ "name": "甲", "phone": "12345678901234567890123456789012\n" }""", "/phone", "too_long")]
    [InlineData("""{ "name": "甲", "grid": "x" }""", "/grid", "wrong_format")]
    [InlineData("""{ "name": "甲", "nickname": "x" }""", "/nickname", "unknown_property")]
    public async Task Bad_input_is_told_by_the_place_and_the_rule(string body, string pointer, string code) =>
        (await (await (await Town.New()).Admin()).PostRaw(Path, body)).ShouldFault(pointer, code);

    [Fact]
    public async Task A_name_of_more_than_100_characters_is_too_long() =>
        (await (await (await Town.New()).Admin()).Post(Path, new { name = new string('长', 101) })).ShouldFault("/name", "too_long");

    [Fact]
    public async Task Only_administrators_add_people()
    {
        var town = await Town.New();
        (await town.App.Nobody().Post(Path, new { name = "甲" })).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await town.Supervisor()).Post(Path, new { name = "甲" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_repeated_key_adds_once()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        (await admin.Send(HttpMethod.Post, Path, JsonContent.Create(new { name = "甲" }))).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        var key = Caller.NewKey();
        var body = new { name = "甲", username = PeopleSteps.NewUsername() };
        var first = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        var again = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        (await town.ActionsOn(first.Id)).ShouldBe(["add"]);
    }
}
