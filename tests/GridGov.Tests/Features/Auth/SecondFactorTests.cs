using System.Net;
using System.Text;
using GridGov.Api;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

public sealed class SecondFactorTests : IAsyncLifetime
{
    const string Password = AuthSteps.Password;

    readonly TestClock time = TestClock.Starting("2026-05-14 09:00");
    readonly App app;

    public SecondFactorTests() => app = new App(time);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    /// <summary>The test vectors of RFC 6238, cut to six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_match_the_test_vectors_of_RFC_6238(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        Totp.ComputeCode(secret, Totp.StepOf(new Instant(seconds * 1000))).ShouldBe(code);
        Totp.ToBase32(secret).ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(24 * 400)]
    public async Task Codes_are_accepted_when_the_clock_is_set_back(int hours)
    {
        var (street, username, _, secret, _) = await WithFactor();
        var used = CodeNow(secret);
        (await street.SignIn(username, code: used)).ShouldBeOk();
        time.Move(TimeSpan.FromSeconds(-30));
        (await street.SignIn(username, code: used)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        time.Move(TimeSpan.FromHours(-hours));
        var code = CodeNow(secret);
        (await street.SignIn(username, code: code)).ShouldBeOk();
        (await street.SignIn(username, code: code)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    /// <summary>The current code of an authenticator.</summary>
    string CodeNow(string secret, int steps = 0)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(secret.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var bytes = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        return Totp.ComputeCode(bytes, Totp.StepOf(Instant.Of(time.GetUtcNow())) + steps);
    }

    async Task<(TestStreet Street, string Username, Caller Officer, string Secret, List<string> Recovery)> WithFactor()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        var officer = await street.SignedIn("officer");
        var begun = (await officer.Post("/v1/me/second-factor", new { currentPassword = Password })).ShouldBeOk();
        var secret = (string)begun["secret"]!;
        ((string)begun["uri"]!)
            .ShouldBe($"otpauth://totp/GridGov:{username}?secret={secret}&issuer=GridGov&algorithm=SHA1&digits=6&period=30");
        var confirmed = (await officer.Post("/v1/me/second-factor/confirm", new { code = CodeNow(secret) })).ShouldBeOk();
        time.Move(TimeSpan.FromSeconds(30));
        return (street, username, officer, secret, [.. confirmed["recoveryCodes"]!.AsArray().Select(each => (string)each!)]);
    }

    [Fact]
    public async Task After_confirmation_signing_in_takes_a_code_that_is_valid_once()
    {
        var (street, username, officer, secret, _) = await WithFactor();
        (await street.SignIn(username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, code: "000000")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, "wrong", CodeNow(secret))).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var code = CodeNow(secret);
        (await street.SignIn(username, code: code)).ShouldBeOk();
        (await street.SignIn(username, code: code)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, code: CodeNow(secret, -1))).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        time.Move(TimeSpan.FromSeconds(30));
        (await street.SignIn(username, code: CodeNow(secret))).ShouldBeOk();
        // Existing sessions stay signed in.
        (await officer.Get("/v1/me")).ShouldBeOk();
        ((string?)(await officer.Get("/v1/me/second-factor")).ShouldBeOk()["since"]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("000000")]
    [InlineData("aaaa-aaaa-aaaa-aaaa")]
    public async Task Whether_the_password_was_right_shows_neither_in_the_answer_nor_in_what_is_done_for_it(string? code)
    {
        var (street, username, _, _, _) = await WithFactor();
        var plain = await street.WithPassword("worker");
        var rightPassword = await Tried(username, Password);
        var wrongPassword = await Tried(username, "wrong");
        wrongPassword.ShouldBe(rightPassword);
        (await Tried(plain, "wrong")).ShouldBe(rightPassword);
        (await Tried("nobody-at-all", "wrong")).ShouldBe(rightPassword);
        rightPassword.Answer.ShouldContain("An account with a second factor needs a code as well");

        async Task<(string Answer, string Statements)> Tried(string name, string password)
        {
            var statements = new List<string>();
            app.Engine.OnStatement = (tx, sql) =>
            {
                if (tx.Context is not null)
                    statements.Add(sql);
            };
            var answer = await street.SignIn(name, password, code);
            app.Engine.OnStatement = null;
            answer.ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
            var headers = string.Join('\n', answer.Response.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
            var body = answer.Json;
            body["traceId"] = "";
            return ($"{headers}\n{body}", string.Join('\n', statements));
        }
    }

    [Fact]
    public async Task A_code_that_came_with_a_wrong_password_stays_good_and_only_the_audit_tells_what_was_wrong()
    {
        var (street, username, officer, secret, recovery) = await WithFactor();
        foreach (var code in new[] { CodeNow(secret), recovery[0] })
        {
            (await street.SignIn(username, "wrong", code)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
            (await street.SignIn(username, code: code)).ShouldBeOk();
        }
        (await street.SignIn(username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        await app.Services.GetRequiredService<DeniedRequests>().Flush(app.Db, default);
        var audit = (await (await street.Admin()).Get($"/v1/audit?kind=sign_in&subject={street.PersonId("officer")}")).ShouldBeOk();
        audit["items"]!.AsArray().Select(each => (string)each!["code"]!).Where(code => code.StartsWith("wrong", StringComparison.Ordinal))
            .Order().ShouldBe(["wrong-credentials", "wrong-second-factor"]);
        (await officer.Get("/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task A_clock_may_be_at_most_one_step_off()
    {
        var (street, username, _, secret, _) = await WithFactor();
        time.Move(TimeSpan.FromMinutes(5));
        (await street.SignIn(username, code: CodeNow(secret, -2))).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, code: CodeNow(secret, 2))).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, code: CodeNow(secret, -1))).ShouldBeOk();
        (await street.SignIn(username, code: CodeNow(secret, 1))).ShouldBeOk();
        (await street.SignIn(username, code: CodeNow(secret))).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    [Fact]
    public async Task Of_two_concurrent_sign_ins_with_one_code_one_succeeds()
    {
        var (street, username, _, secret, _) = await WithFactor();
        var code = CodeNow(secret);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => street.SignIn(username, code: code))));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task Guessing_codes_is_throttled_like_guessing_passwords()
    {
        var (street, username, _, _, _) = await WithFactor();
        for (var i = 0; i < 6; i++)
            (await street.SignIn(username, code: $"00000{i}")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username, code: "000009")).ShouldRefuse(HttpStatusCode.TooManyRequests, "sign-in-throttled");
    }

    [Fact]
    public async Task Each_of_ten_recovery_codes_replaces_a_code_once()
    {
        var (street, username, officer, _, recovery) = await WithFactor();
        recovery.Distinct().Count().ShouldBe(10);
        (await street.SignIn(username, code: recovery[3])).ShouldBeOk();
        (await street.SignIn(username, code: recovery[3])).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        // Codes are accepted as people type them.
        (await street.SignIn(username, code: recovery[4].Replace("-", " ", StringComparison.Ordinal).ToUpperInvariant())).ShouldBeOk();
        ((int)(await officer.Get("/v1/me/second-factor")).ShouldBeOk()["recoveryCodesLeft"]!).ShouldBe(8);
        var stored = await app.Db.Read(tx => tx.Query<string>("SELECT hash FROM recovery_codes"));
        stored.ShouldNotContain(hash => recovery.Contains(hash));
    }

    [Fact]
    public async Task The_secret_is_stored_encrypted()
    {
        var (_, _, _, secret, _) = await WithFactor();
        var stored = await app.Db.Read(tx => tx.QuerySingle<string>("SELECT secret FROM second_factors"));
        var sealedBytes = Convert.FromBase64String(stored!);
        stored!.ShouldNotContain(secret);
        var bits = string.Concat(secret.Select(c =>
            Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var bytes = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        sealedBytes.AsSpan().IndexOf(bytes).ShouldBe(-1);
    }

    [Fact]
    public async Task An_unconfirmed_second_factor_is_not_required_and_a_new_setup_has_a_new_secret()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        var officer = await street.SignedIn("officer");
        (await officer.Post("/v1/me/second-factor/confirm", new { code = "123456" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "second-factor-off");
        (await officer.Post("/v1/me/second-factor", new { currentPassword = "wrong" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "wrong-password");
        var first = (string)(await officer.Post("/v1/me/second-factor", new { currentPassword = Password })).ShouldBeOk()["secret"]!;
        var second = (string)(await officer.Post("/v1/me/second-factor", new { currentPassword = Password })).ShouldBeOk()["secret"]!;
        second.ShouldNotBe(first);
        (await street.SignIn(username)).ShouldBeOk();
        (await officer.Get("/v1/me/second-factor")).ShouldBeOk()["since"].ShouldBeNull();
        (await officer.Post("/v1/me/second-factor/confirm", new { code = CodeNow(first) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "wrong-code");
        (await officer.Post("/v1/me/second-factor/confirm", new { code = "" })).ShouldFault("/code", "required");
        (await officer.Post("/v1/me/second-factor/confirm", new { code = CodeNow(second) })).ShouldBeOk();
        (await officer.Post("/v1/me/second-factor/confirm", new { code = CodeNow(second, 1) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "second-factor-on");
        (await officer.Post("/v1/me/second-factor", new { currentPassword = Password }))
            .ShouldRefuse(HttpStatusCode.Conflict, "second-factor-on");
    }

    [Fact]
    public async Task Removing_it_takes_the_password_and_a_code()
    {
        var (street, username, officer, secret, _) = await WithFactor();
        (await officer.Post("/v1/me/second-factor/remove", new { currentPassword = "wrong", code = CodeNow(secret) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "wrong-password");
        (await officer.Post("/v1/me/second-factor/remove", new { currentPassword = Password, code = "000000" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "wrong-code");
        (await officer.Post("/v1/me/second-factor/remove", new { currentPassword = Password, code = CodeNow(secret) }))
            .ShouldBe(HttpStatusCode.NoContent);
        (await officer.Post("/v1/me/second-factor/remove", new { currentPassword = Password, code = CodeNow(secret) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "second-factor-off");
        (await street.SignIn(username)).ShouldBeOk();
        (await street.ActionsOn(street.PersonId("officer").ToString())).ShouldBe(["add_second_factor", "remove_second_factor"]);
    }

    [Fact]
    public async Task An_administrator_resets_it_and_signs_the_person_out()
    {
        var (street, username, officer, _, recovery) = await WithFactor();
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("officer")}/second-factor";
        (await (await street.Head1()).Delete(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Delete($"/v1/people/{street.PersonId("supervisor")}/second-factor"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await admin.Delete($"/v1/people/{admin.Person}/second-factor")).ShouldRefuse(HttpStatusCode.Conflict, "own-account");
        (await admin.Delete($"/v1/people/{street.PersonId("outsider")}/second-factor")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.SignIn(username)).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await admin.Delete(path)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await street.SignIn(username)).ShouldBeOk();
        (await admin.Delete(path)).ShouldRefuse(HttpStatusCode.Conflict, "second-factor-off");
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM recovery_codes"))).ShouldBe(0);
        recovery.Count.ShouldBe(10);
    }
}
