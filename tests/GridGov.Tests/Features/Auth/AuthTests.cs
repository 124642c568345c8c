using System.Net;
using System.Net.Http.Headers;
using GridGov.Platform;
using GridGov.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

public class AuthTests
{
    const string Password = "three grey herons at noon";

    static async Task<string> WithPassword(Town town, string who, bool once = false)
    {
        var hash = town.App.Services.GetRequiredService<Passwords>().Hash(Password);
        return (await town.App.Db.Write(async tx =>
        {
            await tx.Run("UPDATE people SET password_hash = @Hash, password_once = @Once WHERE id = @Id", new { Hash = hash, Once = once, Id = town.PersonId(who) });
            return await tx.One<string>("SELECT username FROM people WHERE id = @Id", new { Id = town.PersonId(who) });
        }))!;
    }

    static Caller With(Town town, Answer signedIn) => new(town.App.CreateClient(), Id.None, (string)signedIn["accessToken"]!);

    static Task<Answer> SignIn(Town town, string username, string password = Password) =>
        town.App.Nobody().Post("/v1/auth/sign-in", new { username, password, device = "test" });

    [Fact]
    public async Task Signing_in_gives_tokens_and_me_tells_posts_and_scopes()
    {
        var town = await Town.New();
        var signedIn = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        ((string)signedIn["tokenType"]!).ShouldBe("Bearer");
        ((int)signedIn["expiresIn"]!).ShouldBe(1800);
        ((string)signedIn["person"]!["id"]!).ShouldBe(town.PersonId("officer").ToString());

        var me = (await With(town, signedIn).Get("/v1/me")).ShouldBeOk();
        ((string)me["name"]!).ShouldBe("officer");
        ((string)me["posts"]![0]!["post"]!).ShouldBe("service_officer");
        ((string)me["posts"]![0]!["role"]!).ShouldBe("urban_management");
        ((string)me["posts"]![0]!["grid"]!).ShouldBe(town.Grid);
        ((string)me["posts"]![0]!["from"]!).ShouldBe("2020-01-01");
        me["scopes"]!.AsArray().Select(s => (string)s!).ShouldBe([town.Grid]);
        me["capabilities"]!.AsArray().Select(s => (string)s!).ShouldContain("ticket_take");
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_person_get_one_answer()
    {
        var town = await Town.New();
        var username = await WithPassword(town, "officer");
        (await SignIn(town, username, "not it")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await SignIn(town, "nobody-at-all")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var nameless = await town.App.Db.Read(tx => tx.One<string>("SELECT username FROM people WHERE id = @Id", new { Id = town.PersonId("worker") }));
        (await SignIn(town, nameless!)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        await town.App.Db.Write(tx => tx.Run("UPDATE people SET disabled_at = 1 WHERE id = @Id", new { Id = town.PersonId("officer") }));
        (await SignIn(town, username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_its_theft_ends_the_session()
    {
        var town = await Town.New();
        var first = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        var second = (await Refresh(town, first)).ShouldBeOk();
        var third = (await Refresh(town, second)).ShouldBeOk();
        (await With(town, third).Get("/v1/me")).ShouldBeOk();
        // The first was spent and its successor used: somebody else holds it.
        (await Refresh(town, first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(town, third)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await With(town, third).Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_phone_that_lost_the_answer_may_refresh_again()
    {
        var town = await Town.New();
        var first = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        var lost = (await Refresh(town, first)).ShouldBeOk();
        var again = (await Refresh(town, first)).ShouldBeOk();
        (await Refresh(town, again)).ShouldBeOk();
    }

    [Fact]
    public async Task Whoever_shows_the_token_of_a_lost_answer_is_not_that_phone_and_the_session_ends()
    {
        var town = await Town.New();
        var first = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        var owners = (await Refresh(town, first)).ShouldBeOk();
        var thiefs = (await Refresh(town, first)).ShouldBeOk();
        (await Refresh(town, owners)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(town, thiefs)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await With(town, thiefs).Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task Only_hashes_of_refresh_tokens_are_kept()
    {
        var town = await Town.New();
        var signedIn = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        (await town.App.Db.Read(tx => tx.One<long>("SELECT count(*) FROM refresh_tokens WHERE hash = @Token", new { Token = (string)signedIn["refreshToken"]! }))).ShouldBe(0);
    }

    static Task<Answer> Refresh(Town town, Answer signedIn) =>
        town.App.Nobody().Post("/v1/auth/refresh", new { refreshToken = (string)signedIn["refreshToken"]! });

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var town = await Town.New();
        var signedIn = (await SignIn(town, await WithPassword(town, "officer"))).ShouldBeOk();
        var officer = With(town, signedIn);
        (await officer.Post("/v1/auth/sign-out", null)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await Refresh(town, signedIn)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer not-a-token")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task Without_a_good_token_nothing_is_answered(string authorization)
    {
        var caller = new Caller(App.Shared.CreateClient(), Id.None, null);
        var answer = await caller.Get("/v1/me", ("Authorization", authorization));
        answer.ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        answer.Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_one_time_password_only_serves_to_choose_an_own_one()
    {
        var town = await Town.New();
        var username = await WithPassword(town, "dispatcher", once: true);
        var signedIn = (await SignIn(town, username)).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeTrue();
        var dispatcher = With(town, signedIn);
        (await dispatcher.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "password-must-be-changed");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = "short" })).ShouldFault("/newPassword", "too_short");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = Password })).ShouldFault("/newPassword", "same_password");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = "wrong", newPassword = "a much longer one" })).ShouldRefuse(HttpStatusCode.Conflict, "wrong-password");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = "a much longer one" })).ShouldBe(HttpStatusCode.NoContent);
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
        (await SignIn(town, username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await SignIn(town, username, "a much longer one")).ShouldBeOk();
    }

    [Fact]
    public async Task Bad_input_is_told()
    {
        (await App.Shared.Nobody().Post("/v1/auth/sign-in", new { username = "x" })).ShouldFault("", "required");
        (await App.Shared.Nobody().Post("/v1/auth/sign-in", new { username = "", password = "x" })).ShouldFault("/username", "required");
        (await App.Shared.Nobody().Post("/v1/auth/refresh", new { refreshToken = "" })).ShouldFault("/refreshToken", "required");
    }
}
