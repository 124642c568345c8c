using System.Net;

namespace GridGov.Tests.Features.Auth;

/// <summary>One refresh token shown more than once: by a phone that lost the answer, by two processes at once, by a thief.</summary>
public sealed class RefreshTests : IAsyncLifetime
{
    readonly TestClock time = TestClock.Starting("2026-05-14 09:00");
    readonly App app;

    public RefreshTests() => app = new App(time);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    async Task<(TestStreet Street, string Token)> SignedIn()
    {
        var street = await TestStreet.New(app);
        return (street, Token((await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk()));
    }

    static string Token(Answer signedIn) => (string)signedIn.ShouldBeOk()["refreshToken"]!;

    static Task<Answer> Refresh(App at, string token) => at.Nobody().Post("/v1/auth/refresh", new { refreshToken = token });

    [Fact]
    public async Task A_client_that_lost_the_response_gets_the_same_next_token()
    {
        var (_, first) = await SignedIn();
        var lost = Token(await Refresh(app, first));
        time.Move(TimeSpan.FromSeconds(59));
        var again = Token(await Refresh(app, first));
        again.ShouldBe(lost);
        var next = Token(await Refresh(app, again));
        next.ShouldNotBe(again);
        time.Move(TimeSpan.FromMinutes(30));
        (await Refresh(app, next)).ShouldBeOk();
    }

    [Fact]
    public async Task One_token_at_two_processes_at_once_gives_both_the_same_next_token_and_the_session_goes_on()
    {
        await using var beside = app.StartSecondServer();
        for (var round = 0; round < 5; round++)
        {
            var (street, first) = await SignedIn();
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
                Task.Run(() => Refresh(i % 2 == 0 ? app : beside, first))));
            var next = answers.Select(Token).Distinct().ShouldHaveSingleItem();
            time.Move(TimeSpan.FromMinutes(30));
            (await street.With(await Refresh(beside, next)).Get("/v1/me")).ShouldBeOk();
        }
    }

    [Fact]
    public async Task Two_processes_with_clocks_apart_give_the_same_next_token()
    {
        await using var beside = app.StartSecondServer(new TestClock(time.GetUtcNow() + TimeSpan.FromSeconds(4)));
        var (_, first) = await SignedIn();
        var next = Token(await Refresh(beside, first));
        Token(await Refresh(app, first)).ShouldBe(next);
        (await Refresh(app, next)).ShouldBeOk();
    }

    [Fact]
    public async Task A_token_shown_after_the_grace_ends_the_session()
    {
        var (street, first) = await SignedIn();
        var signedIn = await Refresh(app, first);
        time.Move(TimeSpan.FromSeconds(60));
        (await Refresh(app, first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(app, Token(signedIn))).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await street.With(signedIn).Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task Owner_and_thief_with_the_same_next_token_end_the_session_as_soon_as_both_have_used_it()
    {
        var (street, first) = await SignedIn();
        var owners = Token(await Refresh(app, first));
        var thiefs = Token(await Refresh(app, first));
        var thief = street.With(await Refresh(app, thiefs));
        time.Move(TimeSpan.FromMinutes(29));
        (await thief.Get("/v1/me")).ShouldBeOk();
        (await Refresh(app, owners)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await thief.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task The_next_token_is_nowhere_in_the_store_and_does_not_follow_from_the_spent_one_alone()
    {
        var (_, first) = await SignedIn();
        var next = Token(await Refresh(app, first));
        (await app.Store.PlacesOf(first, next)).ShouldBeEmpty();
        await using var elsewhere = new App(time);
        // Another deployment, made to accept the same token, derives another successor.
        await (await TestStreet.New(elsewhere)).SignedIn("officer");
        var spent = await app.Db.Read(tx => tx.QuerySingle<string>("SELECT hash FROM refresh_tokens WHERE used_at IS NOT NULL"));
        await elsewhere.Db.Write(tx => tx.Execute("UPDATE refresh_tokens SET hash = @Hash", new { Hash = spent }));
        Token(await Refresh(elsewhere, first)).ShouldNotBe(next);
    }
}
