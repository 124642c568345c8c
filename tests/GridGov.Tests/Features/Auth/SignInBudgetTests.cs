using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Api.Edge;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

/// <summary>Nobody else behind an address keeps people from signing in and refreshing, and guessing stays bounded.</summary>
public sealed class SignInBudgetTests : IAsyncLifetime
{
    const string Office = "203.0.113.9";
    const string Path = "/v1/auth/sign-in";

    readonly List<App> apps = [];

    async Task<TestStreet> With(params (string Key, string Value)[] settings)
    {
        var app = new App([.. settings.Select(setting => ("GridGov:Edge:" + setting.Key, setting.Value))]);
        apps.Add(app);
        return await TestStreet.New(app);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var app in apps)
            await app.DisposeAsync();
    }

    static Task<(int Status, string? Code, JsonNode? Body)> SignIn(
        TestStreet street, string username, string? deviceToken = null, string password = AuthSteps.Password) =>
        street.App.From(Office, Path, new { username, password, deviceToken });

    static Task<(int Status, string? Code, JsonNode? Body)> Refresh(TestStreet street, string? token) =>
        street.App.From(Office, "/v1/auth/refresh", new { refreshToken = token });

    static async Task<(string Device, string Refresh)> Known(TestStreet street, string username)
    {
        var (status, _, body) = await SignIn(street, username);
        status.ShouldBe(200);
        return ((string)body!["deviceToken"]!, (string)body["refreshToken"]!);
    }

    static async Task<List<int>> Repeat(int times, Func<int, Task<(int Status, string?, JsonNode?)>> request)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add((await request(i)).Status);
        return statuses;
    }

    [Fact]
    public async Task A_machine_that_floods_an_address_with_anonymous_requests_stops_no_sign_in_refresh_or_reset_there()
    {
        var street = await With(("PerAddress", "10"), ("SignInPerAddress", "120"), ("SignInPerAccount", "20"), ("RefreshPerSession", "20"));
        string[] people = ["head1", "head2", "worker", "officer", "dispatcher", "inspector", "supervisor", "admin"];
        var usernames = new List<string>();
        foreach (var who in people)
            usernames.Add(await street.WithPassword(who));
        (await Repeat(40, _ => street.App.From(Office, "/v1/me"))).Count(status => status == 429).ShouldBeGreaterThan(20);
        foreach (var username in usernames)
        {
            var (_, refresh) = await Known(street, username);
            (await Refresh(street, refresh)).Status.ShouldBe(200);
        }
        (await street.App.From(Office, "/v1/auth/reset-password", new { token = "unknown", password = "four grey herons at dusk" }))
            .Code.ShouldBe("invalid-reset-token");
        (await Repeat(20, _ => street.App.From(Office, "/v1/me"))).ShouldContain(429);
    }

    [Fact]
    public async Task Thirty_dashboards_with_expired_tokens_refresh_and_others_sign_in()
    {
        var street = await With(("PerAddress", "10"), ("SignInPerAddress", "120"), ("SignInPerAccount", "60"), ("RefreshPerSession", "20"));
        var username = await street.WithPassword("officer");
        var tokens = new List<string>();
        for (var i = 0; i < 30; i++)
            tokens.Add((await Known(street, username)).Refresh);
        (await Repeat(120, _ => street.App.From(Office, "/v1/me", token: "expired"))).Count(status => status == 429).ShouldBeGreaterThan(60);
        (await Repeat(30, i => Refresh(street, tokens[i]))).ShouldAllBe(status => status == 200);
        (await SignIn(street, await street.WithPassword("worker"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_client_that_repeats_one_sign_in_uses_up_its_own_budget_and_not_the_others()
    {
        var street = await With(("SignInPerAccount", "3"), ("SignInPerAddress", "10"));
        var (stuck, other) = (await street.WithPassword("officer"), await street.WithPassword("worker"));
        (await Repeat(50, _ => SignIn(street, stuck))).ShouldBe([200, 200, 200, .. Enumerable.Repeat(429, 47)]);
        (await SignIn(street, stuck)).Code.ShouldBe("too-many-requests");
        (await SignIn(street, other)).Status.ShouldBe(200);
        // Another address has its own.
        (await street.App.From("203.0.113.10", Path, new { username = stuck, password = AuthSteps.Password })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_known_device_passes_when_strangers_use_up_what_an_address_or_an_account_has()
    {
        var street = await With(("SignInPerAccount", "20"), ("SignInPerAddress", "15"));
        var (owner, other) = (await street.WithPassword("officer"), await street.WithPassword("worker"));
        var (device, _) = await Known(street, owner);
        (await Repeat(6, _ => SignIn(street, owner, password: "wrong"))).ShouldAllBe(status => status == 401);
        (await SignIn(street, owner)).Code.ShouldBe("sign-in-throttled");
        (await SignIn(street, owner, device)).Status.ShouldBe(200);
        (await Repeat(20, i => SignIn(street, $"invented-{i}"))).ShouldContain(429);
        (await SignIn(street, other)).Code.ShouldBe("too-many-requests");
        var again = await SignIn(street, owner, device);
        again.Status.ShouldBe(200);
        (await SignIn(street, owner, (string)again.Body!["deviceToken"]!)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_known_device_passes_an_address_that_waits_after_failures()
    {
        var street = await With();
        var (owner, other) = (await street.WithPassword("officer"), await street.WithPassword("worker"));
        var (device, _) = await Known(street, owner);
        (await Repeat(61, i => SignIn(street, $"invented-{i}"))).ShouldAllBe(status => status == 401);
        (await SignIn(street, other)).Code.ShouldBe("sign-in-throttled");
        (await SignIn(street, owner, device)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_device_token_helps_with_its_own_account_and_password_only_and_cannot_be_made_up()
    {
        var street = await With(("SignInPerAccount", "50"), ("SignInPerAddress", "2"));
        var (owner, other) = (await street.WithPassword("officer"), await street.WithPassword("worker"));
        var (device, _) = await Known(street, owner);
        var elsewhere = await With();
        var (foreign, _) = await Known(elsewhere, await elsewhere.WithPassword("officer"));
        (await SignIn(street, other)).Status.ShouldBe(200);
        (await SignIn(street, other, device)).Code.ShouldBe("too-many-requests");
        (await SignIn(street, "nobody-at-all", device)).Code.ShouldBe("too-many-requests");
        string[] madeUp = [foreign, device[..^1], device + "A", "A", "made up", "王", device.ToUpperInvariant()];
        foreach (var token in madeUp)
            (await SignIn(street, owner, token)).Code.ShouldBe("too-many-requests", token);
        (await SignIn(street, owner, device)).Status.ShouldBe(200);
        // A new password, here the same one with another salt, makes every device unknown.
        await street.WithPassword("officer");
        (await SignIn(street, owner, device)).Code.ShouldBe("too-many-requests");
        (await SignIn(street, owner, new string('A', 1001))).Code.ShouldBe("invalid-input");
        // It gives no access.
        (await street.App.From(Office, "/v1/me", token: device)).Code.ShouldBe("sign-in-required");
        (await Refresh(street, device)).Code.ShouldBe("invalid-refresh-token");
    }

    [Fact]
    public async Task A_known_device_guesses_no_faster_than_a_stranger()
    {
        var street = await With();
        var owner = await street.WithPassword("officer");
        var (device, _) = await Known(street, owner);
        (await Repeat(6, _ => SignIn(street, owner, device, "wrong"))).ShouldAllBe(status => status == 401);
        (await SignIn(street, owner, device)).Code.ShouldBe("sign-in-throttled");
        // Other devices of the account do not wait for this one.
        (await SignIn(street, owner)).Status.ShouldBe(200);

        var limited = await With(("SignInPerAccount", "4"));
        owner = await limited.WithPassword("officer");
        (device, _) = await Known(limited, owner);
        (await Repeat(6, _ => SignIn(limited, owner, device))).ShouldBe([200, 200, 200, 200, 429, 429]);
    }

    [Fact]
    public async Task Refreshes_are_counted_by_session_and_unknown_tokens_by_address()
    {
        var street = await With(("RefreshPerAddress", "3"), ("RefreshPerSession", "2"));
        var (_, first) = await Known(street, await street.WithPassword("officer"));
        var (_, second) = await Known(street, await street.WithPassword("worker"));
        (await Repeat(5, i => Refresh(street, $"unknown-{i}"))).ShouldBe([401, 401, 401, 429, 429]);
        var next = (string)(await Refresh(street, first)).Body!["refreshToken"]!;
        (await Refresh(street, next)).Status.ShouldBe(200);
        // The spent token belongs to the session too, and it is not looked at beyond the limit.
        (await Refresh(street, first)).Code.ShouldBe("too-many-requests");
        (await Refresh(street, second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Each_operation_with_a_budget_of_its_own_checks_one()
    {
        var street = await With(("SignInPerAddress", "1"), ("RefreshPerAddress", "1"));
        var operations = street.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<OwnBudgetMetadata>() is not null).ToList();
        operations.Count.ShouldBe(3);
        foreach (var operation in operations)
        {
            var body = JsonNode.Parse(operation.Metadata.GetMetadata<RequestExample>()!.Json)!;
            var address = $"203.0.113.{operations.IndexOf(operation) + 1}";
            (await street.App.From(address, operation.RoutePattern.RawText!, body)).Status.ShouldBe(401);
            (await street.App.From(address, operation.RoutePattern.RawText!, body)).Code.ShouldBe("too-many-requests");
        }
    }
}
