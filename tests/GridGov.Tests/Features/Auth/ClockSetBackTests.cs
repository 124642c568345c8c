using System.Globalization;
using System.Net;
using GridGov.Tests.Features.ApiKeys;

namespace GridGov.Tests.Features.Auth;

/// <summary>No wait and no token lasts longer than its own length when a clock is set back, or another process's clock is ahead.</summary>
public sealed class ClockSetBackTests : IAsyncLifetime
{
    const string Path = "/v1/auth/sign-in";
    const string Office = "203.0.113.9";

    readonly TestClock time = TestClock.Starting("2026-05-14 09:00");
    readonly App app;

    public ClockSetBackTests() => app = new App(time);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    /// <summary>Two hours, 365 and 400 days.</summary>
    public static TheoryData<int> Hours => [2, 365 * 24, 400 * 24];

    static async Task Fail(TestStreet street, string username, int times)
    {
        for (var i = 0; i < times; i++)
            (await street.SignIn(username, "wrong")).ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    static TimeSpan Wait(Answer answer) => TimeSpan.FromSeconds(int.Parse(
        answer.ShouldRefuse(HttpStatusCode.TooManyRequests, "sign-in-throttled").Header("Retry-After")!, CultureInfo.InvariantCulture));

    Task<Answer> Refresh(Answer signedIn, App? at = null) =>
        (at ?? app).Nobody().Post("/v1/auth/refresh", new { refreshToken = (string)signedIn.ShouldBeOk()["refreshToken"]! });

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Failures_that_are_free_make_nobody_wait(int hours)
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        await Fail(street, username, 1);
        time.Move(TimeSpan.FromHours(-hours));
        // The failures do not grow either.
        await Fail(street, username, 4);
        (await street.SignIn(username)).ShouldBeOk();
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_wait_ends_after_its_own_length(int hours)
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        await Fail(street, username, 6);
        for (var i = 0; i < 4; i++)
        {
            time.Move(Wait(await street.SignIn(username)));
            await Fail(street, username, 1);
        }
        time.Move(TimeSpan.FromHours(-hours));
        var wait = Wait(await street.SignIn(username));
        wait.ShouldBe(TimeSpan.FromSeconds(16));
        time.Move(wait - TimeSpan.FromSeconds(1));
        Wait(await street.SignIn(username)).ShouldBe(TimeSpan.FromSeconds(1));
        time.Move(TimeSpan.FromSeconds(1));
        (await street.SignIn(username)).ShouldBeOk();
    }

    [Fact]
    public async Task Failures_are_forgiven_by_the_clock_as_it_is_now()
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        await Fail(street, username, 5);
        time.Move(TimeSpan.FromDays(-400));
        await Fail(street, username, 1);
        time.Move(TimeSpan.FromHours(6));
        await Fail(street, username, 5);
        (await street.SignIn(username)).ShouldBeOk();
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task An_address_is_not_blocked(int hours)
    {
        var street = await TestStreet.New(app);
        var username = await street.WithPassword("officer");
        for (var i = 0; i < 61; i++)
            (await app.From(Office, Path, new { username = $"invented-{i}", password = "x" })).Status.ShouldBe(401);
        time.Move(TimeSpan.FromHours(-hours));
        (await app.From(Office, Path, new { username, password = AuthSteps.Password })).Code.ShouldBe("sign-in-throttled");
        time.Move(TimeSpan.FromSeconds(1));
        (await app.From(Office, Path, new { username, password = AuthSteps.Password })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_process_whose_clock_is_two_seconds_ahead_blocks_nobody_at_another()
    {
        await using var ahead = app.StartSecondServer(new TestClock(time.GetUtcNow() + TimeSpan.FromSeconds(2)));
        var street = await TestStreet.New(app);
        var (first, second) = (await street.WithPassword("officer"), await street.WithPassword("worker"));
        for (var i = 0; i < 10; i++)
        {
            (await ahead.From(Office, Path, new { username = first, password = AuthSteps.Password })).Status.ShouldBe(200);
            (await app.From(Office, Path, new { username = second, password = AuthSteps.Password })).Status.ShouldBe(200);
            (await ahead.From(Office, Path, new { username = $"invented-{i}", password = "x" })).Status.ShouldBe(401);
        }
        // Nor does the difference let anybody guess without waiting.
        for (var i = 0; i < 6; i++)
            (await ahead.From(Office, Path, new { username = first, password = "wrong" })).Status.ShouldBe(401);
        (await app.From(Office, Path, new { username = first, password = AuthSteps.Password })).Code.ShouldBe("sign-in-throttled");
        time.Move(TimeSpan.FromSeconds(1));
        (await app.From(Office, Path, new { username = first, password = AuthSteps.Password })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Sessions_go_on_when_the_clock_is_set_back_by_hours_and_tokens_last_no_longer_for_it()
    {
        var street = await TestStreet.New(app);
        var signedIn = (await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk();
        time.Move(TimeSpan.FromHours(-2));
        // An access token from a time that lies further ahead than its length is void; the refresh token is not.
        (await street.With(signedIn).Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        var refreshed = await Refresh(signedIn);
        (await street.With(refreshed).Get("/v1/me")).ShouldBeOk();

        time.Move(TimeSpan.FromDays(-400));
        (await Refresh(refreshed)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk();
    }

    [Fact]
    public async Task The_grace_of_a_spent_refresh_token_does_not_grow()
    {
        var street = await TestStreet.New(app);
        var first = (await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk();
        var second = await Refresh(first);
        time.Move(TimeSpan.FromHours(-2));
        (await Refresh(first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(second)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(25, false)]
    [InlineData(400 * 24, false)]
    public async Task A_password_reset_lasts_no_longer_than_a_day_more(int hours, bool lasts)
    {
        var street = await TestStreet.New(app);
        await street.WithPassword("officer");
        var offered = (await (await street.Admin()).Post($"/v1/people/{street.PersonId("officer")}/password-reset", null)).ShouldBeOk();
        time.Move(TimeSpan.FromHours(-hours));
        var answer = await app.Nobody().Post(
            "/v1/auth/reset-password", new { token = (string)offered["token"]!, password = "four grey herons at dusk" });
        if (lasts)
            answer.ShouldBe(HttpStatusCode.NoContent);
        else
            answer.ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-reset-token");
    }

    [Fact]
    public async Task Cached_rights_end_after_their_seconds()
    {
        var street = await TestStreet.New(app);
        var officer = await street.SignedIn("officer");
        (await officer.Get("/v1/me")).ShouldBeOk();
        var made = await ApiKeySteps.Make(street);
        var key = ApiKeySteps.With(street, made);
        (await key.Get("/v1/me")).ShouldBeOk();
        // A change past the program, which tells nobody.
        await app.Db.Write(tx => tx.Execute("UPDATE sessions SET ended_at = 1"));
        await app.Db.Write(tx => tx.Execute("UPDATE api_keys SET revoked_at = 1"));
        time.Move(TimeSpan.FromMinutes(-10));
        time.Move(TimeSpan.FromSeconds(5));
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await key.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
    }
}
