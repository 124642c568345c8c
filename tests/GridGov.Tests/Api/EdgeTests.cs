using System.Net;
using GridGov.Api.Edge;
using GridGov.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace GridGov.Tests.Api;

/// <summary>The network boundary: rate limits, trusted proxies, and security headers for browsers.</summary>
public sealed class EdgeTests : IAsyncLifetime
{
    const string Ready = "/health/ready";
    const string Own = "/v1/me";

    readonly List<App> apps = [];

    App With(params (string Key, string Value)[] settings)
    {
        var app = new App([.. settings.Select(setting => ("GridGov:Edge:" + setting.Key, setting.Value))]);
        apps.Add(app);
        return app;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var app in apps)
            await app.DisposeAsync();
    }

    static Task<HttpContext> Ask(App app, string path, string from, Action<HttpRequest>? with = null) => app.Server.SendAsync(context =>
    {
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Method = "GET";
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("gridgov.example.org");
        context.Request.Path = path;
        with?.Invoke(context.Request);
    });

    [Fact]
    public async Task Each_caller_has_a_rate_limit_per_minute_and_sees_the_remaining_requests()
    {
        var street = await TestStreet.New(With(("PerCaller", "5")));
        var worker = await street.Worker();
        for (var left = 4; left >= 0; left--)
        {
            var answer = (await worker.Get(Own)).ShouldBeOk();
            answer.Header("RateLimit").ShouldBe($"\"caller\";r={left}");
            answer.Header("RateLimit-Policy").ShouldBe("\"caller\";q=5;w=60");
        }
        var refused = (await worker.Get(Own)).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(1, 12);
        refused.Header("RateLimit").ShouldBe("\"caller\";r=0");
        (await (await street.Officer()).Get(Own)).ShouldBeOk();
    }

    [Fact]
    public async Task A_push_costs_as_much_as_the_acts_that_it_carries()
    {
        var street = await TestStreet.New(With(("PerCaller", "5")));
        var worker = await street.Worker();
        object Push(int acts) => new
        {
            acts = Enumerable.Range(0, acts).Select(i => new { id = $"a{i}", act = "none", at = "2026-01-01T00:00:00Z" }),
        };
        (await worker.Post("/v1/sync/push", Push(25))).ShouldBeOk().Header("RateLimit").ShouldBe("\"caller\";r=4");
        (await worker.Post("/v1/sync/push", Push(75))).ShouldBeOk().Header("RateLimit").ShouldBe("\"caller\";r=1");
        (await worker.Post("/v1/sync/push", Push(75))).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
        // A limit below the acts of one push lets it through when nothing else was asked.
        (await (await street.Officer()).Post("/v1/sync/push", Push(500))).ShouldBeOk().Header("RateLimit").ShouldBe("\"caller\";r=0");
    }

    [Fact]
    public async Task Anonymous_callers_share_a_limit_by_address_and_health_requests_are_unlimited()
    {
        var app = With(("PerAddress", "2"));
        (await Ask(app, Own, "203.0.113.9")).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "203.0.113.9", request => request.Headers.Authorization = "Bearer nonsense"))
            .Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "203.0.113.9")).Response.StatusCode.ShouldBe(429);
        (await Ask(app, "/openapi/v1.json", "::ffff:203.0.113.9")).Response.StatusCode.ShouldBe(429);
        (await Ask(app, Ready, "203.0.113.9")).Response.StatusCode.ShouldBe(200);
        (await Ask(app, Own, "203.0.113.10")).Response.StatusCode.ShouldBe(401);
        // An IPv6 subscriber has a whole /64 network, so it is limited as one address.
        (await Ask(app, Own, "2001:db8:1:2::1")).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "2001:db8:1:2::2")).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "2001:db8:1:2::3")).Response.StatusCode.ShouldBe(429);
        (await Ask(app, Own, "2001:db8:1:3::1")).Response.StatusCode.ShouldBe(401);
    }

    [Fact]
    public async Task An_address_is_taken_from_a_header_only_if_a_known_proxy_sent_it()
    {
        var app = With(("PerAddress", "1"), ("Proxies", "10.0.0.1, 10.7.0.0/16"));
        (await Ask(app, Own, "10.0.0.1", For("203.0.113.1"))).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "10.7.3.3", For("203.0.113.2"))).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "10.7.3.3", For("203.0.113.1"))).Response.StatusCode.ShouldBe(429);
        (await Ask(app, Own, "10.8.0.1", For("203.0.113.3"))).Response.StatusCode.ShouldBe(401);
        (await Ask(app, Own, "10.8.0.1", For("203.0.113.4"))).Response.StatusCode.ShouldBe(429, "its own address counts, whatever it says");

        static Action<HttpRequest> For(string address) => request => request.Headers["X-Forwarded-For"] = address;
    }

    [Theory]
    [InlineData(Ready, 200)]
    [InlineData(Own, 401)]
    [InlineData("/nothing/here", 404)]
    public async Task Every_response_forbids_browsers_to_run_scripts_or_frame_it(string path, int status)
    {
        var response = (await Ask(App.Shared, path, "127.0.0.1")).Response;
        response.StatusCode.ShouldBe(status);
        response.Headers.XContentTypeOptions.ToString().ShouldBe("nosniff");
        response.Headers["Referrer-Policy"].ToString().ShouldBe("no-referrer");
        response.Headers.ContentSecurityPolicy.ToString().ShouldStartWith("default-src 'none';");
        response.Headers.ContentSecurityPolicy.ToString().ShouldContain("frame-ancestors 'none'");
        response.Headers.Server.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_documentation_runs_its_own_scripts_and_no_inline_one()
    {
        var response = (await Ask(App.Shared, "/docs/index.html", "127.0.0.1")).Response;
        response.StatusCode.ShouldBe(200);
        response.Headers.ContentSecurityPolicy.ToString().ShouldStartWith("default-src 'self';");
        var page = await new StreamReader(response.Body).ReadToEndAsync();
        page.ShouldContain("<script src=");
        page.ShouldNotContain("<script>", Case.Insensitive);
        page.ShouldNotContain("https://", Case.Insensitive, "nothing comes from elsewhere");
    }

    [Fact]
    public async Task Other_origins_may_not_call_unless_they_are_configured()
    {
        (await Preflight(App.Shared, "https://map.example.org")).ShouldBeEmpty();
        var app = With(("Origins", "https://map.example.org"));
        (await Preflight(app, "https://map.example.org")).ShouldBe("https://map.example.org");
        (await Preflight(app, "https://evil.example.org")).ShouldBeEmpty();

        static async Task<string> Preflight(App app, string origin) => (await Ask(app, "/v1/tickets", "203.0.113.9", request =>
        {
            request.Method = "OPTIONS";
            request.Headers.Origin = origin;
            request.Headers.AccessControlRequestMethod = "POST";
            request.Headers.AccessControlRequestHeaders = "authorization,idempotency-key";
        })).Response.Headers.AccessControlAllowOrigin.ToString();
    }

    [Fact]
    public async Task Plain_http_from_other_machines_is_redirected_to_https_with_HSTS()
    {
        var app = new App([("https_port", "443")]);
        apps.Add(app);
        var plain = (await Ask(app, Own, "203.0.113.9")).Response;
        plain.StatusCode.ShouldBe(308);
        plain.Headers.Location.ToString().ShouldBe("https://gridgov.example.org/v1/me");
        plain.Headers.StrictTransportSecurity.ToString().ShouldBeEmpty("a promise over plain http counts for nothing");
        var secure = (await Ask(app, Own, "203.0.113.9", request => request.Scheme = "https")).Response;
        secure.StatusCode.ShouldBe(401);
        secure.Headers.StrictTransportSecurity.ToString().ShouldBe("max-age=31536000");
        (await Ask(app, Own, "127.0.0.1")).Response.StatusCode.ShouldBe(401);
    }

    [Theory]
    [InlineData("PerCaller", "many")]
    [InlineData("PerAddress", "-1")]
    [InlineData("SignInPerAccount", "1000000001")]
    [InlineData("SignInPerAddress", "1.5")]
    [InlineData("RefreshPerSession", "")]
    [InlineData("RefreshPerAddress", "all")]
    [InlineData("Origins", "*")]
    [InlineData("Origins", "https://map.example.org/path")]
    [InlineData("Proxies", "10.0.0.0/33")]
    [InlineData("Proxies", "proxy.example.org")]
    public void An_invalid_setting_is_named(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("GridGov:Edge:" + name, value)]).Build();
        Should.Throw<SettingsException>(() => EdgeSettings.From(configuration)).Message.ShouldContain($"GridGov:Edge:{name} has '{value}'");
    }
}
