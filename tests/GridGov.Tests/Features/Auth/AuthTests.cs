using System.Net;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Leaks;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

public class AuthTests
{
    const string Password = "three grey herons at noon";

    static async Task<string> WithPassword(TestStreet street, string who, bool once = false)
    {
        var hash = street.App.Services.GetRequiredService<PasswordHashing>().Hash(Password);
        return (await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE people SET password_hash = @Hash, must_change_password = @Once WHERE id = @Id",
                new { Hash = hash, Once = once, Id = street.PersonId(who) });
            return await tx.QuerySingle<string>("SELECT username FROM people WHERE id = @Id", new { Id = street.PersonId(who) });
        }))!;
    }

    static Caller With(TestStreet street, Answer signedIn) => new(street.App.CreateClient(), Id.None, (string)signedIn["accessToken"]!);

    static Task<Answer> SignIn(TestStreet street, string username, string password = Password) =>
        street.App.Nobody().Post("/v1/auth/sign-in", new { username, password, device = "test" });

    [Fact]
    public async Task Signing_in_gives_tokens_and_me_shows_posts_and_scopes()
    {
        var street = await TestStreet.New();
        var signedIn = (await SignIn(street, await WithPassword(street, "officer"))).ShouldBeOk();
        ((string)signedIn["tokenType"]!).ShouldBe("Bearer");
        ((int)signedIn["expiresIn"]!).ShouldBe(1800);
        ((string)signedIn["person"]!["id"]!).ShouldBe(street.PersonId("officer").ToString());

        var me = (await With(street, signedIn).Get("/v1/me")).ShouldBeOk();
        ((string)me["name"]!).ShouldBe("officer");
        ((string)me["posts"]![0]!["post"]!).ShouldBe("service_officer");
        ((string)me["posts"]![0]!["role"]!).ShouldBe("urban_management");
        ((string)me["posts"]![0]!["grid"]!).ShouldBe(street.Grid);
        ((string)me["posts"]![0]!["from"]!).ShouldBe("2020-01-01");
        me["scopes"]!.AsArray().Select(s => (string)s!).ShouldBe([street.Grid]);
        me["capabilities"]!.AsArray().Select(s => (string)s!).ShouldContain("ticket_take");
    }

    [Fact]
    public async Task A_username_is_matched_without_regard_to_case_and_outer_spaces_and_so_are_failures_counted()
    {
        var street = await TestStreet.New();
        var username = await WithPassword(street, "officer");
        string[] written =
            [username.ToUpperInvariant(), char.ToUpperInvariant(username[0]) + username[1..], $" {username} ", username + "\u3000"];
        foreach (var each in written)
            ((string)(await SignIn(street, each)).ShouldBeOk()["person"]!["username"]!).ShouldBe(username);
        for (var i = 0; i < 5; i++)
        {
            (await SignIn(street, written[i % written.Length], "not it"))
                .ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        }
        (await SignIn(street, username, "not it")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await SignIn(street, username.ToUpperInvariant())).ShouldRefuse(HttpStatusCode.TooManyRequests, "sign-in-throttled");
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_person_get_the_same_response()
    {
        var street = await TestStreet.New();
        var username = await WithPassword(street, "officer");
        (await SignIn(street, username, "not it")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await SignIn(street, "nobody-at-all")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var nameless = await street.App.Db.Read(tx =>
            tx.QuerySingle<string>("SELECT username FROM people WHERE id = @Id", new { Id = street.PersonId("worker") }));
        (await SignIn(street, nameless!)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE people SET disabled_at = 1 WHERE id = @Id", new { Id = street.PersonId("officer") }));
        (await SignIn(street, username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    [Fact]
    public async Task A_refresh_token_is_valid_once_and_its_reuse_ends_the_session()
    {
        var street = await TestStreet.New();
        var first = (await SignIn(street, await WithPassword(street, "officer"))).ShouldBeOk();
        var second = (await Refresh(street, first)).ShouldBeOk();
        var third = (await Refresh(street, second)).ShouldBeOk();
        (await With(street, third).Get("/v1/me")).ShouldBeOk();
        // The first token was used and so was its successor, so the first one was stolen.
        (await Refresh(street, first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(street, third)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await With(street, third).Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task Only_hashes_of_refresh_tokens_are_stored()
    {
        var street = await TestStreet.New();
        var signedIn = (await SignIn(street, await WithPassword(street, "officer"))).ShouldBeOk();
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM refresh_tokens WHERE hash = @Token",
                new { Token = (string)signedIn["refreshToken"]! }))).ShouldBe(0);
    }

    static Task<Answer> Refresh(TestStreet street, Answer signedIn) =>
        street.App.Nobody().Post("/v1/auth/refresh", new { refreshToken = (string)signedIn["refreshToken"]! });

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var street = await TestStreet.New();
        var signedIn = (await SignIn(street, await WithPassword(street, "officer"))).ShouldBeOk();
        var officer = With(street, signedIn);
        (await officer.Post("/v1/auth/sign-out", null)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await Refresh(street, signedIn)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer not-a-token")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task Without_a_valid_token_every_request_is_refused(string authorization)
    {
        var caller = new Caller(App.Shared.CreateClient(), Id.None, null);
        var answer = await caller.Get("/v1/me", ("Authorization", authorization));
        answer.ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        answer.Header("WWW-Authenticate")!.ShouldStartWith("Bearer");
    }

    [Fact]
    public async Task With_a_password_that_must_be_changed_only_the_own_access_is_open()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var head = street.PersonId("head1");
        await app.Db.Write(tx => tx.Execute("UPDATE people SET must_change_password = 1 WHERE id = @Id", new { Id = head }));
        var faults = new List<string>();
        var open = new List<string>();
        foreach (var operation in (await Operation.All(app)).Where(operation => !operation.Anonymous))
        {
            // Access is checked before the request is read. Operations on the own access may end the session.
            using var request = new HttpRequestMessage(operation.Method, operation.Path(_ => "2026"));
            using var response = await (await app.CallerFor(head)).Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (!text.Contains("password-must-be-changed", StringComparison.Ordinal))
                open.Add(operation.Name);
            else if (response.StatusCode != HttpStatusCode.Forbidden)
                faults.Add($"{operation}: {response.StatusCode}");
        }
        faults.ShouldBeEmpty();
        open.ShouldBe(
        [
            "getMe", "changePassword", "signOut", "listSessions", "endSession", "getSecondFactor", "beginSecondFactor",
            "confirmSecondFactor", "removeSecondFactor",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_one_time_password_only_serves_to_choose_an_own_one()
    {
        var street = await TestStreet.New();
        var username = await WithPassword(street, "dispatcher", once: true);
        var signedIn = (await SignIn(street, username)).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeTrue();
        var dispatcher = With(street, signedIn);
        (await dispatcher.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "password-must-be-changed");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = "short" }))
            .ShouldFault("/newPassword", "too_short");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = Password }))
            .ShouldFault("/newPassword", "same_password");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = "wrong", newPassword = "a much longer one" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "wrong-password");
        (await dispatcher.Post("/v1/me/password", new { currentPassword = Password, newPassword = "a much longer one" }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
        (await SignIn(street, username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await SignIn(street, username, "a much longer one")).ShouldBeOk();
    }

    [Fact]
    public async Task Bad_input_is_refused()
    {
        (await App.Shared.Nobody().Post("/v1/auth/sign-in", new { username = "x" })).ShouldFault("/password", "required");
        (await App.Shared.Nobody().Post("/v1/auth/sign-in", new { username = "", password = "x" })).ShouldFault("/username", "required");
        (await App.Shared.Nobody().Post("/v1/auth/refresh", new { refreshToken = "" })).ShouldFault("/refreshToken", "required");
    }
}
