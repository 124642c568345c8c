using System.Net;
using GridGov.Data;

namespace GridGov.Tests.Features.People;

public class SetPasswordTests
{
    const string OneTime = "kx3fa-9qmwe-27bnd";

    [Fact]
    public async Task A_one_time_password_signs_in_only_to_choose_an_own_one()
    {
        var street = await TestStreet.New();
        var username = PeopleSteps.NewUsername();
        var added = await street.AddPerson(username: username);
        (await (await street.Admin()).Put($"/v1/people/{added.Id}/password", new { password = OneTime }, 1))
            .ShouldBe(HttpStatusCode.NoContent);

        var signedIn = (await street.App.Nobody().Post("/v1/auth/sign-in", new { username, password = OneTime })).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeTrue();
        Id.TryParseExact(added.Id, out var id).ShouldBeTrue();
        var person = new Caller(street.App.CreateClient(), id, (string)signedIn["accessToken"]!);
        (await person.Get("/v1/people")).ShouldRefuse(HttpStatusCode.Forbidden, "password-must-be-changed");
        (await person.Post("/v1/me/password", new { currentPassword = OneTime, newPassword = "three grey herons" }))
            .ShouldBe(HttpStatusCode.NoContent);
        ((bool)(await person.Get("/v1/me")).ShouldBeOk()["mustChangePassword"]!).ShouldBeFalse();
        (await street.ActionsOn(added.Id)).ShouldBe(["add", "set_password", "change_password"]);
    }

    [Fact]
    public async Task Setting_a_password_signs_the_person_out_everywhere()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get("/v1/me")).ShouldBeOk();
        (await (await street.Admin()).Put($"/v1/people/{worker.Person}/password", new { password = OneTime }, 1))
            .ShouldBe(HttpStatusCode.NoContent);
        (await worker.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_street_administrator_cannot_take_over_a_county_supervisor()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var supervisor = street.PersonId("supervisor");
        (await admin.Put($"/v1/people/{supervisor}/password", new { password = OneTime }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await street.ActionsOn(supervisor.ToString())).ShouldBeEmpty();
        (await (await street.Supervisor()).Get("/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task A_higher_post_that_begins_tomorrow_counts_and_one_that_has_ended_does_not()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("worker")}/password";
        await street.App.Db.Write(tx => tx.Execute("""
            INSERT INTO appointments (id, person_id, post, grid_code, from_day, to_day, created_at, version)
            VALUES (@Id, @Person, 'supervisor', @Grid, @From, NULL, @Now, 1)
            """, new { Id = tx.NewId(), Person = street.PersonId("worker"), Grid = street.County, From = tx.Today.AddDays(1), tx.Now }));
        (await admin.Put(path, new { password = OneTime }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE appointments SET from_day = 20200101, to_day = @Today WHERE person_id = @Person AND post = 'supervisor'",
            new { tx.Today, Person = street.PersonId("worker") }));
        (await admin.Put(path, new { password = OneTime }, 1)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Nobody_sets_their_own_password_this_way()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Put($"/v1/people/{admin.Person}/password", new { password = OneTime }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "own-account");
    }

    [Fact]
    public async Task Somebody_without_a_username_needs_no_password()
    {
        var street = await TestStreet.New();
        var added = await street.AddPerson();
        (await (await street.Admin()).Put($"/v1/people/{added.Id}/password", new { password = OneTime }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "person-without-username");
    }

    [Fact]
    public async Task Setting_a_password_needs_the_right_the_scope_the_latest_version_and_twelve_characters()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("worker")}/password";
        var body = new { password = OneTime };
        (await admin.Put(path, new { password = "elevenchars" }, 1)).ShouldFault("/password", "too_short");
        (await admin.Put(path, new { password = new string('x', 201) }, 1)).ShouldFault("/password", "too_long");
        (await admin.Put(path, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Put(path, body, 9)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Head1()).Put(path, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Put($"/v1/people/{street.PersonId("outsider")}/password", body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.ActionsOn(street.PersonId("worker").ToString())).ShouldBeEmpty();
    }
}
