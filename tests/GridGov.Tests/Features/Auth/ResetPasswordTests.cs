using System.Net;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Auth;

public class ResetPasswordTests
{
    const string New = "four grey herons at dusk";

    static Task<Answer> Reset(TestStreet street, string token, string password = New) =>
        street.App.Nobody().Post("/v1/auth/reset-password", new { token, password });

    static async Task<string> Offer(TestStreet street, string who = "officer") =>
        (string)(await (await street.Admin()).Post($"/v1/people/{street.PersonId(who)}/password-reset", null)).ShouldBeOk()["token"]!;

    [Fact]
    public async Task A_token_sets_a_new_password_once_and_ends_every_session()
    {
        var street = await TestStreet.New();
        var username = await street.WithPassword("officer");
        var officer = await street.SignedIn("officer");
        var token = await Offer(street);
        (await officer.Get("/v1/me")).ShouldBeOk();
        (await Reset(street, token)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await street.SignIn(username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var signedIn = (await street.SignIn(username, New)).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeFalse();
        (await Reset(street, token, "five grey herons at dawn")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await street.ActionsOn(street.PersonId("officer").ToString())).ShouldBe(["offer_password_reset", "reset_password"]);
    }

    [Fact]
    public async Task Only_its_hash_is_kept_and_a_repeat_of_the_request_does_not_show_it_again()
    {
        var street = await TestStreet.New();
        await street.WithPassword("officer");
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("officer")}/password-reset";
        var first = (string)(await admin.Post(path, null, key: "reset-1")).ShouldBeOk()["token"]!;
        var second = (string)(await admin.Post(path, null, key: "reset-1")).ShouldBeOk()["token"]!;
        second.ShouldNotBe(first);
        (await Reset(street, first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM password_resets WHERE hash = @Token", new { Token = second }))).ShouldBe(0);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'reset-1'")))
            .ShouldBe(0);
        (await Reset(street, second)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_token_ends_after_24_hours_and_with_any_other_change_of_the_password()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var street = await TestStreet.New(app);
        await street.WithPassword("officer");
        var late = await Offer(street);
        time.Move(TimeSpan.FromHours(24));
        (await Reset(street, late)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");

        var admin = await app.CallerFor(street.PersonId("admin"));
        async Task<string> Again() =>
            (string)(await admin.Post($"/v1/people/{street.PersonId("officer")}/password-reset", null)).ShouldBeOk()["token"]!;
        var path = $"/v1/people/{street.PersonId("officer")}";
        var token = await Again();
        var officer = await street.SignedIn("officer");
        (await officer.Post("/v1/me/password", new { currentPassword = AuthSteps.Password, newPassword = New }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await Reset(street, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        token = await Again();
        (await admin.Put(path + "/password", new { password = "kx3fa-9qmwe-27bnd" }, 2)).ShouldBe(HttpStatusCode.NoContent);
        (await Reset(street, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        token = await Again();
        (await admin.Patch(path, new { disabled = true }, 3)).ShouldBeOk();
        (await Reset(street, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await admin.Post(path + "/password-reset", null)).ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
        (await Reset(street, "no-such-token")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
    }

    [Fact]
    public async Task Administrators_issue_tokens_to_people_in_their_scope_who_sign_in()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Post($"/v1/people/{admin.Person}/password-reset", null)).ShouldRefuse(HttpStatusCode.Conflict, "own-account");
        (await admin.Post($"/v1/people/{street.PersonId("supervisor")}/password-reset", null))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await admin.Post($"/v1/people/{street.PersonId("outsider")}/password-reset", null))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Post($"/v1/people/{(await street.AddPerson()).Id}/password-reset", null))
            .ShouldRefuse(HttpStatusCode.Conflict, "person-without-username");
        (await (await street.Head1()).Post($"/v1/people/{street.PersonId("officer")}/password-reset", null))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM password_resets r JOIN people p ON p.id = r.person_id WHERE p.grid_code = @Street",
                new { street.Street }))).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_concurrent_resets_with_one_token_one_succeeds()
    {
        var street = await TestStreet.New();
        await street.WithPassword("officer");
        var token = await Offer(street);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => Task.Run(() => Reset(street, token, $"{i} grey herons at dusk"))));
        answers.Count(answer => answer.Status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBe(5);
    }
}
