using System.Net;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Auth;

public class ResetPasswordTests
{
    const string New = "four grey herons at dusk";

    static Task<Answer> Reset(Town town, string token, string password = New) =>
        town.App.Nobody().Post("/v1/auth/reset-password", new { token, password });

    static async Task<string> Offer(Town town, string who = "officer") =>
        (string)(await (await town.Admin()).Post($"/v1/people/{town.PersonId(who)}/password-reset", null)).ShouldBeOk()["token"]!;

    [Fact]
    public async Task A_token_chooses_a_new_password_once_and_ends_every_session()
    {
        var town = await Town.New();
        var username = await town.WithPassword("officer");
        var officer = await town.SignedIn("officer");
        var token = await Offer(town);
        (await officer.Get("/v1/me")).ShouldBeOk();
        (await Reset(town, token)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await town.SignIn(username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var signedIn = (await town.SignIn(username, New)).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeFalse();
        (await Reset(town, token, "five grey herons at dawn")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await town.ActionsOn(town.PersonId("officer").ToString())).ShouldBe(["offer_password_reset", "reset_password"]);
    }

    [Fact]
    public async Task Only_its_hash_is_kept_and_a_repeat_of_the_request_does_not_show_it_again()
    {
        var town = await Town.New();
        await town.WithPassword("officer");
        var admin = await town.Admin();
        var path = $"/v1/people/{town.PersonId("officer")}/password-reset";
        var first = (string)(await admin.Post(path, null, key: "reset-1")).ShouldBeOk()["token"]!;
        var second = (string)(await admin.Post(path, null, key: "reset-1")).ShouldBeOk()["token"]!;
        second.ShouldNotBe(first);
        (await Reset(town, first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await town.App.Db.Read(tx => tx.One<long>("SELECT count(*) FROM password_resets WHERE hash = @Token", new { Token = second }))).ShouldBe(0);
        (await town.App.Db.Read(tx => tx.One<long>("SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'reset-1'"))).ShouldBe(0);
        (await Reset(town, second)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task It_ends_after_24_hours_and_by_whatever_else_changes_the_password()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var town = await Town.New(app);
        await town.WithPassword("officer");
        var late = await Offer(town);
        time.Move(TimeSpan.FromHours(24));
        (await Reset(town, late)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");

        var admin = await app.CallerFor(town.PersonId("admin"));
        async Task<string> Again() => (string)(await admin.Post($"/v1/people/{town.PersonId("officer")}/password-reset", null)).ShouldBeOk()["token"]!;
        var path = $"/v1/people/{town.PersonId("officer")}";
        var token = await Again();
        var officer = await town.SignedIn("officer");
        (await officer.Post("/v1/me/password", new { currentPassword = AuthSteps.Password, newPassword = New })).ShouldBe(HttpStatusCode.NoContent);
        (await Reset(town, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        token = await Again();
        (await admin.Put(path + "/password", new { password = "kx3fa-9qmwe-27bnd" }, 2)).ShouldBe(HttpStatusCode.NoContent);
        (await Reset(town, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        token = await Again();
        (await admin.Patch(path, new { disabled = true }, 3)).ShouldBeOk();
        (await Reset(town, token)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
        (await admin.Post(path + "/password-reset", null)).ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
        (await Reset(town, "no-such-token")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
    }

    [Fact]
    public async Task It_is_offered_by_administrators_to_people_in_their_reach_who_sign_in()
    {
        var town = await Town.New();
        var admin = await town.Admin();
        (await admin.Post($"/v1/people/{admin.Person}/password-reset", null)).ShouldRefuse(HttpStatusCode.Conflict, "own-account");
        (await admin.Post($"/v1/people/{town.PersonId("supervisor")}/password-reset", null)).ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await admin.Post($"/v1/people/{town.PersonId("outsider")}/password-reset", null)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await admin.Post($"/v1/people/{(await town.AddPerson()).Id}/password-reset", null)).ShouldRefuse(HttpStatusCode.Conflict, "person-without-username");
        (await (await town.Head1()).Post($"/v1/people/{town.PersonId("officer")}/password-reset", null)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await town.App.Db.Read(tx => tx.One<long>("SELECT count(*) FROM password_resets r JOIN people p ON p.id = r.person_id WHERE p.grid_code = @Street", new { town.Street }))).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_at_once_with_one_token_one_chooses()
    {
        var town = await Town.New();
        await town.WithPassword("officer");
        var token = await Offer(town);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Reset(town, token, $"{i} grey herons at dusk"))));
        answers.Count(answer => answer.Status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBe(5);
    }
}
