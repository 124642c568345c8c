using System.Diagnostics;
using System.Net;
using GridGov.Features.Boards;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Boards;

/// <summary>Boards in memory: cheap for whoever asks, and never older than a minute or a change of the office.</summary>
public class PublicAnswerCacheTests
{
    const string Path = BoardSteps.Public;

    [Fact]
    public async Task Changes_of_boards_grids_and_posts_show_at_once_and_others_after_a_minute()
    {
        var clock = TestClock.Starting("2026-11-02 09:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        await street.Publish();
        var (nobody, head) = (app.Nobody(), await street.Head1());
        (await Get()).Text.ShouldContain("worker");

        await street.PublicPlace("活动室", "venue", position: null);
        (await Get())["venues"]!["items"]!.AsArray().ShouldBeEmpty("the board is from memory");
        clock.Move(TimeSpan.FromSeconds(61));
        (await Get())["venues"]!["items"].Names().ShouldBe(["活动室"]);

        var root = await street.RootAdmin();
        var worker = (await root.Get($"/v1/appointments?person={street.PersonId("worker")}")).ShouldBeOk()["items"]![0]!;
        (await root.Post($"/v1/appointments/{worker["id"]}/end", new { reason = "调任" }, (long)worker["version"]!))
            .ShouldBeOk();
        ((int)(await Get())["team"]!["workerCount"]!).ShouldBe(0);
        (await root.Patch($"/v1/grids/{street.Grid}", new { name = "新网格" }, 1)).ShouldBeOk();
        ((string)(await Get())["title"]!).ShouldBe("新网格");
        (await head.Put($"/v1/boards/{street.Street}", BoardSteps.Body(title: "新标题"), 2)).ShouldBeOk();
        ((string)(await Get())["title"]!).ShouldBe("新标题");
        (await head.Put($"/v1/boards/{street.Street}", BoardSteps.Body(published: false), 3)).ShouldBeOk();
        (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldRefuse(HttpStatusCode.NotFound, "no-public-board");

        async Task<Answer> Get() => (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldBeOk();
    }

    [Fact]
    public async Task A_second_process_follows()
    {
        await using var app = new App();
        await using var other = app.StartSecondServer();
        var street = await TestStreet.New(app);
        await street.Publish(body: BoardSteps.Body(title: "甲"));
        (await Title()).ShouldBe("甲");
        (await (await street.Head1()).Put($"/v1/boards/{street.Street}", BoardSteps.Body(title: "乙"), 2)).ShouldBeOk();
        for (var watch = Stopwatch.StartNew(); await Title() != "乙"; await Task.Delay(50))
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));

        async Task<string> Title() =>
            (string)(await other.Nobody().Get($"{Path}?grid={street.Grid}")).ShouldBeOk()["title"]!;
    }

    [Fact]
    public async Task Those_who_ask_at_once_read_once_and_memory_stays_bounded()
    {
        await using var app = new App();
        _ = app.Server;
        var cache = app.Services.GetRequiredService<PublicAnswerCache>();
        // On PostgreSQL the caches are cleared once more when the server begins to hear of changes.
        while (!app.Engine.CacheInvalidation.IsConnected)
            await Task.Delay(20);
        var (reads, gate) = (0, new TaskCompletionSource());
        var asked = Enumerable.Range(0, 20).Select(_ => cache.Get("one", async _ =>
        {
            Interlocked.Increment(ref reads);
            await gate.Task;
            return "answer";
        }).AsTask()).ToList();
        gate.SetResult();
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer == "answer");
        reads.ShouldBe(1);
        (await cache.Get<string>("nothing", _ => Task.FromResult<string?>(null))).ShouldBeNull();
        (await cache.Get<string>("nothing", _ => throw new InvalidOperationException("It is in memory that there is nothing.")))
            .ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            cache.Get<string>("fault", _ => throw new InvalidOperationException("x")).AsTask());
        (await cache.Get("fault", _ => Task.FromResult<string?>("later"))).ShouldBe("later", "a failure is not kept");
        for (var i = 0; i < 1500; i++)
            await cache.Get($"many {i}", _ => Task.FromResult<string?>("x"));
        cache.Count.ShouldBeInRange(1, 1000);
        app.Engine.CacheInvalidation.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task The_public_has_a_limit_of_its_own_for_each_address()
    {
        await using var app = new App([("GridGov:Edge:PublicPerAddress", "3"), ("GridGov:Edge:PerAddress", "2")]);
        var street = await TestStreet.New(app);
        await street.Publish();
        var nobody = app.Nobody();
        for (var left = 2; left >= 0; left--)
            (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldBeOk().Header("RateLimit").ShouldBe($"\"public\";r={left}");
        (await nobody.Get($"{Path}?grid={street.Grid}")).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests")
            .Header("Retry-After").ShouldNotBeNull();
        (await nobody.Get($"/v1/public/circle?grid={street.Grid}")).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await nobody.Get("/openapi/v1.json")).ShouldBeOk().Header("RateLimit").ShouldBe("\"address\";r=1");
        (await (await street.Worker()).Get("/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task The_page_of_one_address_has_no_link_to_another()
    {
        var street = await TestStreet.New();
        await street.Publish();
        foreach (var host in new[] { "grid.example.org", "evil.example.net" })
        {
            var page = await street.App.Nobody().Get($"{Path}?grid={street.Grid}", ("Accept", "text/html"), ("Host", host));
            page.ShouldBeOk().Text.ShouldContain($"http://{host}{Path}?grid={street.Grid}");
        }
    }
}
