using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Features.People;

/// <summary>Whoever gives access to an account could sign in as the person, so posts that read confidential things rest after it.</summary>
public class GivenAccessTests
{
    const string OneTime = "kx3fa-9qmwe-27bnd";

    [Fact]
    public async Task A_password_by_somebody_else_suspends_confidential_posts_until_another_administrator_confirms()
    {
        var street = await TestStreet.New();
        var (admin, second) = (await street.Admin(), await street.With(PostKind.Administrator, street.Street, street.Street));
        var dispatcher = street.PersonId("dispatcher");
        (await admin.Put($"/v1/people/{dispatcher}/password", new { password = OneTime }, 1)).ShouldBe(HttpStatusCode.NoContent);
        // The attacker signs in with the password that they chose.
        var username = (string)(await admin.Get($"/v1/people/{dispatcher}")).ShouldBeOk()["username"]!;
        var signedIn = (await street.App.Nobody().Post("/v1/auth/sign-in", new { username, password = OneTime })).ShouldBeOk();
        var thief = new Caller(street.App.CreateClient(), dispatcher, (string)signedIn["accessToken"]!);
        (await thief.Post("/v1/me/password", new { currentPassword = OneTime, newPassword = "three grey herons" }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await thief.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await thief.Get("/v1/me")).ShouldBeOk()["posts"]!.AsArray().ShouldBeEmpty();
        Kinds(await thief.Get("/v1/me/notifications")).ShouldContain("access_given");
        Kinds(await second.Get("/v1/me/notifications")).ShouldBe(["account_confirmation_asked"]);
        Kinds(await admin.Get("/v1/me/notifications")).ShouldBeEmpty();

        var held = (await admin.Get("/v1/appointments?status=suspended")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)held["accessGivenBy"]!["id"]!).ShouldBe(admin.Person.ToString());
        var path = $"/v1/appointments/{held["id"]}";
        var version = (long)held["version"]!;
        (await admin.Post(path + "/confirm", null, version)).ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another");
        (await second.Post(path + "/refuse", new { reason = "x" }, version))
            .ShouldRefuse(HttpStatusCode.Conflict, "appointment-not-pending");
        (await second.Post(path + "/confirm", null, version)).ShouldBeOk();
        (await thief.Get("/v1/tickets")).ShouldBeOk();
        (await street.ActionsOn((string)held["id"]!)).ShouldBe(["suspend", "confirm"]);
        ((string)(await admin.Get($"/v1/audit?subject={held["id"]}&code=suspend")).ShouldBeOk()["items"]![0]!["by"]!["id"]!)
            .ShouldBe(admin.Person.ToString());
    }

    [Fact]
    public async Task An_administrator_whose_password_was_set_confirms_nothing()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var second = await street.With(PostKind.Administrator, street.Street, street.Street);
        var made = (await admin.Post("/v1/appointments",
            new { personId = admin.Person.ToString(), post = "dispatcher", grid = street.Street })).ShouldBeCreated();
        (await admin.Put($"/v1/people/{second.Person}/password", new { password = OneTime }, 1)).ShouldBe(HttpStatusCode.NoContent);
        var puppet = await street.App.CallerFor(second.Person);
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE people SET must_change_password = 0 WHERE id = @Id", new { Id = second.Person }));
        (await puppet.Post($"/v1/appointments/{made.Id}/confirm", null, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_reset_token_counts_when_it_is_used()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var head = street.PersonId("head3");
        var token = (string)(await admin.Post($"/v1/people/{head}/password-reset", null)).ShouldBeOk()["token"]!;
        (await (await street.Head3()).Get("/v1/tickets")).ShouldBeOk();
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = "three grey herons" }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await (await street.App.CallerFor(head)).Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // The post is still held, so the roster and the figures stay as they are.
        ((string)(await admin.Get($"/v1/grids/{street.Grid}/heads")).ShouldBeOk()["first"]!["person"]!["name"]!).ShouldBe("head3");
        ((string)(await admin.Get("/v1/appointments?status=suspended")).ShouldBeOk()["items"]![0]!["accessGivenBy"]!["id"]!)
            .ShouldBe(admin.Person.ToString());
    }

    [Fact]
    public async Task A_second_factor_keeps_the_posts_and_removing_it_suspends_them()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var inspector = street.PersonId("inspector");
        await street.App.Db.Write(tx => tx.Execute(
            "INSERT INTO second_factors (person_id, secret, begun_at, confirmed_at) VALUES (@Id, 'x', @Now, @Now)",
            new { Id = inspector, tx.Now }));
        (await admin.Put($"/v1/people/{inspector}/password", new { password = OneTime }, 1)).ShouldBe(HttpStatusCode.NoContent);
        await street.App.Db.Write(tx => tx.Execute("UPDATE people SET must_change_password = 0 WHERE id = @Id", new { Id = inspector }));
        (await (await street.App.CallerFor(inspector)).Get("/v1/tickets")).ShouldBeOk();
        (await admin.Delete($"/v1/people/{inspector}/second-factor")).ShouldBe(HttpStatusCode.NoContent);
        (await (await street.App.CallerFor(inspector)).Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task A_worker_needs_no_confirmation_after_a_forgotten_password_and_is_notified()
    {
        var street = await TestStreet.New();
        var worker = street.PersonId("worker");
        (await (await street.Admin()).Put($"/v1/people/{worker}/password", new { password = OneTime }, 1))
            .ShouldBe(HttpStatusCode.NoContent);
        await street.App.Db.Write(tx => tx.Execute("UPDATE people SET must_change_password = 0 WHERE id = @Id", new { Id = worker }));
        var again = await street.App.CallerFor(worker);
        (await again.Get("/v1/tickets")).ShouldBeOk();
        Kinds(await again.Get("/v1/me/notifications")).ShouldBe(["access_given"]);
    }

    static List<string> Kinds(Answer list) => [.. list.ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["kind"]!)];
}
