using System.Globalization;
using System.Net;
using GridGov.Host;

namespace GridGov.Tests.Features.Auth;

/// <summary>Password guessing is delayed more and more, across all processes, without a permanent lock.</summary>
public sealed class ThrottleTests : IAsyncLifetime
{
    const string Password = AuthSteps.Password;

    readonly TestClock time = TestClock.Starting("2026-05-14 09:00");
    readonly App app;

    public ThrottleTests() => app = new App(time);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    static int Wait(Answer answer) =>
        int.Parse(answer.ShouldRefuse(HttpStatusCode.TooManyRequests, "sign-in-throttled").Header("Retry-After")!,
            CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_five_failures_the_delay_doubles_up_to_15_minutes_also_for_unknown_accounts(bool exists)
    {
        var street = await TestStreet.New(app);
        var username = exists ? await street.WithPassword("officer") : "nobody-at-all";
        for (var i = 0; i < 5; i++)
            (await street.SignIn(username, "wrong")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var waits = new List<int>();
        for (var i = 0; i < 13; i++)
        {
            (await street.SignIn(username, "wrong")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
            waits.Add(Wait(await street.SignIn(username, exists ? Password : "wrong")));
            time.Move(TimeSpan.FromSeconds(waits[^1]));
        }
        waits.ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    [Fact]
    public async Task An_early_attempt_is_not_counted_and_the_owner_signs_in_within_15_minutes_and_resets_the_delay()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        for (var i = 0; i < 30; i++)
        {
            await street.SignIn(username, "wrong");
            time.Move(TimeSpan.FromMinutes(15));
        }
        await street.SignIn(username, "wrong");
        for (var i = 0; i < 20; i++)
            Wait(await street.SignIn(username, "wrong")).ShouldBeLessThanOrEqualTo(900);
        time.Move(TimeSpan.FromMinutes(15));
        (await street.SignIn(username)).ShouldBeOk();
        for (var i = 0; i < 5; i++)
            (await street.SignIn(username, "wrong")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        (await street.SignIn(username)).ShouldBeOk();
    }

    [Fact]
    public async Task Concurrent_attempts_gain_nothing_and_all_processes_count_together()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        await using var beside = app.StartSecondServer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            (i % 2 == 0 ? app : beside).Nobody().Post("/v1/auth/sign-in", new { username, password = "wrong" }))));
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBe(6);
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBe(34);
        Wait(await beside.Nobody().Post("/v1/auth/sign-in", new { username, password = Password }));
        (await street.SignIn(await street.WithPassword("worker"))).ShouldBeOk();
    }

    [Fact]
    public async Task One_failure_an_hour_is_forgiven_and_forgiven_rows_are_deleted()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        for (var i = 0; i < 6; i++)
            await street.SignIn(username, "wrong");
        time.Move(TimeSpan.FromHours(2));
        for (var i = 0; i < 2; i++)
            (await street.SignIn(username, "wrong")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        Wait(await street.SignIn(username, "wrong")).ShouldBe(1);
        (await Rows()).ShouldBe(1);
        await ExpiredDataCleanup.RemoveExpired(app.Db, default);
        (await Rows()).ShouldBe(1);
        time.Move(TimeSpan.FromHours(25));
        await ExpiredDataCleanup.RemoveExpired(app.Db, default);
        (await Rows()).ShouldBe(0);

        Task<long> Rows() => app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM sign_in_attempts"));
    }

    [Fact]
    public async Task An_address_that_tries_many_accounts_is_delayed_and_others_are_not()
    {
        for (var i = 0; i < 61; i++)
            (await From("203.0.113.9", $"nobody-{i}")).ShouldBe(401);
        (await From("203.0.113.9", "nobody-else")).ShouldBe(429);
        (await From("203.0.113.10", "nobody-else")).ShouldBe(401);
        // An IPv6 subscriber has a whole /64 network, so it is throttled as one address.
        for (var i = 0; i < 61; i++)
            (await From($"2001:db8:1:2::{i:x}", $"nobody-{i}-six")).ShouldBe(401);
        (await From("2001:db8:1:2:3::", "nobody-six")).ShouldBe(429);
        // One failure a minute is forgiven.
        time.Move(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 5; i++)
            (await From("203.0.113.9", $"again-{i}")).ShouldBe(401);
    }

    async Task<int> From(string address, string username) =>
        (await app.From(address, "/v1/auth/sign-in", new { username, password = "x" })).Status;

    [Fact]
    public async Task The_store_contains_no_name_and_no_address()
    {
        await From("203.0.113.9", "typed-my-password-here");
        var rows = await app.Db.Read(tx => tx.Query<string>("SELECT subject FROM sign_in_attempts"));
        rows.Count.ShouldBe(2);
        rows.ShouldAllBe(subject => subject.Length == 64);
    }

    [Fact]
    public async Task A_signed_in_person_cannot_guess_the_password_faster()
    {
        var street = await TestStreet.New(app);
        var officer = await street.SignedIn("officer");
        for (var i = 0; i < 6; i++)
            (await officer.Post("/v1/me/password", new { currentPassword = "wrong", newPassword = "a much longer one" }))
                .ShouldRefuse(HttpStatusCode.Conflict, "wrong-password");
        Wait(await officer.Post("/v1/me/password", new { currentPassword = Password, newPassword = "a much longer one" })).ShouldBe(1);
        time.Move(TimeSpan.FromSeconds(1));
        (await officer.Post("/v1/me/password", new { currentPassword = Password, newPassword = "a much longer one" }))
            .ShouldBe(HttpStatusCode.NoContent);
    }
}
