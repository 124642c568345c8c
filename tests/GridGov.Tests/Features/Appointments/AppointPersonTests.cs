using System.Net;
using System.Net.Http.Json;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

public class AppointPersonTests
{
    const string Path = "/v1/appointments";

    [Fact]
    public async Task An_appointment_gives_its_rights_at_once()
    {
        var street = await TestStreet.New();
        var added = await street.AddPerson();
        Id.TryParseExact(added.Id, out var id).ShouldBeTrue();
        var person = await street.App.CallerFor(id);
        (await person.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");

        var appointed = (await (await street.Admin())
            .Post(Path, new { personId = added.Id, post = "service_officer", grid = street.Grid, role = "culture" })).ShouldBeCreated();

        (await person.Get("/v1/tickets")).ShouldBeOk();
        appointed.Header("Location").ShouldBe($"{Path}/{appointed.Id}");
        appointed.Header("ETag").ShouldBe("\"1\"");
        ((string)appointed["person"]!["name"]!).ShouldBe("王芳");
        ((string)appointed["grid"]!["name"]!).ShouldBe("第1网格");
        ((string)appointed["from"]!).ShouldBe(street.Today().Iso());
        ((string?)appointed["to"]).ShouldBeNull();
        (await street.ActionsOn(appointed.Id)).ShouldBe(["appoint"]);
    }

    [Theory]
    [InlineData("grid_head", "first", null, "123")]
    [InlineData("grid_worker", null, null, "3")]
    [InlineData("service_officer", null, "culture", "3")]
    [InlineData("instructor", null, "culture", "12")]
    [InlineData("department_handler", null, null, "01")]
    [InlineData("dispatcher", null, null, "01")]
    [InlineData("inspector", null, null, "01")]
    [InlineData("supervisor", null, null, "01")]
    [InlineData("administrator", null, null, "01")]
    public async Task Each_post_exists_only_at_its_levels(string post, string? responsibility, string? role, string levels)
    {
        var testStreet = await TestStreet.New();
        var root = await testStreet.With(PostKind.Administrator, "*", "*");
        var added = await testStreet.AddPerson();
        // Grids without a head.
        var street = testStreet.Street;
        await testStreet.App.Db.Write(tx =>
            tx.Execute("DELETE FROM appointments WHERE post = 'grid_head' AND grid_code >= @From AND grid_code < @To",
            new { From = street, To = street + ":" }));
        foreach (var (grid, level) in new[] { ("*", '0'), (testStreet.County[..4], '0'), (testStreet.County, '0'), (street, '1'),
            (testStreet.Community, '2'),
            (testStreet.Grid, '3') })
        {
            var answer = await root.Post(Path, new { personId = added.Id, post, grid, role, responsibility });
            if (levels.Contains(level))
                ((string)answer.ShouldBeCreated()["grid"]!["code"]!).ShouldBe(grid);
            else
                answer.ShouldFault("/grid", "post-not-at-level", "post-not-at-level");
        }
    }

    [Fact]
    public async Task Nobody_appoints_outside_their_scope()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var personId = (await street.AddPerson()).Id;
        foreach (var grid in new[] { street.County, "*", TestStreet.OutsideStreet, street.Street + "999" })
            (await admin.Post(Path, new { personId, post = "supervisor", grid })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE grids SET retired_at = @Now WHERE code = @Code", new { tx.Now, Code = street.OtherGrid }));
        (await admin.Post(Path, new { personId, post = "grid_worker", grid = street.OtherGrid }))
            .ShouldFault("/grid", "grid-retired", "grid-retired");
    }

    [Fact]
    public async Task The_person_must_be_in_scope_and_not_disabled()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Post(Path, new { personId = street.PersonId("outsider").ToString(), post = "grid_worker", grid = street.Grid }))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        var added = await street.AddPerson();
        (await admin.Patch($"/v1/people/{added.Id}", new { disabled = true }, 1)).ShouldBeOk();
        (await admin.Post(Path, new { personId = added.Id, post = "grid_worker", grid = street.Grid }))
            .ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
    }

    [Fact]
    public async Task A_grid_has_one_first_and_one_direct_head_at_a_time()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var personId = (await street.AddPerson()).Id;
        var body = new { personId, post = "grid_head", grid = street.Grid, responsibility = "first" };
        var refused = (await admin.Post(Path, body)).ShouldRefuse(HttpStatusCode.Conflict, "post-already-held");
        ((string)refused["detail"]!).ShouldContain("by head3 from 2020-01-01");
        (await admin.Post(Path, body with { responsibility = "direct" })).ShouldBeCreated();
        // There was no head before the present head's first day.
        (await admin.Post(Path,
            new { personId = (await street.AddPerson("前任")).Id, post = "grid_head", grid = street.Grid, responsibility = "first",
                from = "2018-01-01", to = "2020-01-01" }))
            .ShouldBeCreated();
        (await admin.Post(Path,
            new { personId = (await street.AddPerson("重叠")).Id, post = "grid_head", grid = street.Grid, responsibility = "first",
                from = "2017-01-01", to = "2018-01-02" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "post-already-held");
    }

    [Fact]
    public async Task Nobody_holds_the_same_post_twice_but_a_role_may_have_several_officers()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var officer = new { personId = street.PersonId("officer").ToString(), post = "service_officer", grid = street.Grid,
            role = "urban_management" };
        (await admin.Post(Path, officer)).ShouldRefuse(HttpStatusCode.Conflict, "post-already-held");
        (await admin.Post(Path, officer with { role = "culture" })).ShouldBeCreated();
        (await admin.Post(Path, officer with { grid = street.NextGrid })).ShouldBeCreated();
        (await admin.Post(Path, officer with { personId = (await street.AddPerson()).Id })).ShouldBeCreated();
        (await admin.Post(Path, new { personId = street.PersonId("worker").ToString(), post = "grid_worker", grid = street.Grid }))
            .ShouldRefuse(HttpStatusCode.Conflict, "post-already-held");
    }

    [Theory]
    [InlineData("""{ "post": "service_officer", "grid": "{grid}" }""", "/role", "required")]
    [InlineData("""{ "post": "service_officer", "grid": "{grid}", "role": "juggling" }""", "/role", "unknown-role", "unknown-role")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "role": "culture" }""", "/role", "not_for_post")]
    [InlineData("""{ "post": "grid_head", "grid": "{grid}" }""", "/responsibility", "required")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "responsibility": "first" }""", "/responsibility", "not_for_post")]
    [InlineData("""{ "post": "king", "grid": "{grid}" }""", "/post", "invalid_value")]
    [InlineData("""{ "post": "grid_worker", "grid": "here" }""", "/grid", "wrong_format")]
    [InlineData("""{ "post": "grid_worker", "grid": "" }""", "/grid", "required")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "from": "1899-12-31" }""", "/from", "out_of_range")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "from": "2026-13-01" }""", "/from", "invalid_value")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "from": "2026-01-02", "to": "2026-01-02" }""", "/to", "out_of_range")]
    [InlineData("""{ "post": "grid_worker", "grid": "{grid}", "to": "2020-01-01" }""", "/to", "out_of_range")]
    public async Task Bad_input_is_reported_with_place_and_rule(string body, string pointer, string fault, string code = "invalid-input")
    {
        var street = await TestStreet.New();
        var person = (await street.AddPerson()).Id;
        var sent = body.Replace("{grid}", street.NextGrid)[..^1] + $", \"personId\": \"{person}\" }}";
        (await (await street.Admin()).PostRaw(Path, sent)).ShouldFault(pointer, fault, code);
    }

    [Fact]
    public async Task Only_administrators_appoint()
    {
        var street = await TestStreet.New();
        var body = new { personId = street.PersonId("worker").ToString(), post = "grid_worker", grid = street.NextGrid };
        (await street.App.Nobody().Post(Path, body)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Supervisor()).Post(Path, body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_repeated_key_appoints_once()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var body = new { personId = street.PersonId("worker").ToString(), post = "grid_worker", grid = street.NextGrid };
        (await admin.Send(HttpMethod.Post, Path, JsonContent.Create(body)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        var key = Caller.NewKey();
        var first = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        var again = (await admin.Post(Path, body, key: key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        (await street.ActionsOn(first.Id)).ShouldBe(["appoint"]);
    }
}
