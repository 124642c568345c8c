using System.Diagnostics;
using System.Net;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.ApiKeys;
using GridGov.Tests.Features.Groups;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Data;

/// <summary>Two servers on one database: a change on one invalidates the caches of the other.</summary>
public sealed class CacheInvalidationTests : IAsyncLifetime
{
    readonly App one = new();
    readonly App two;

    public CacheInvalidationTests() => two = one.StartSecondServer();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await two.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task An_appointment_ended_in_one_process_ends_in_the_other_within_five_seconds() =>
        await AssertEndsInOther(one, two, before: () => Task.CompletedTask);

    internal static async Task AssertEndsInOther(App one, App two, Func<Task> before)
    {
        var street = await TestStreet.New(one);
        // The cache duration exceeds the test, so only invalidation can refresh the cache.
        two.Services.GetRequiredService<ActorCache>().CacheDuration = TimeSpan.FromHours(1);
        var dispatcher = await one.CallerFor(street.PersonId("dispatcher"), at: two);
        await Until(() => Task.FromResult(two.Engine.CacheInvalidation.IsConnected));
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();

        // An API key that acts for the person, used on the other server.
        var admin = await street.Admin();
        var made = (await (await street.KeyMaker()).Post("/v1/api-keys", new
        {
            name = "密钥", personId = street.PersonId("dispatcher")
                .ToString(), capabilities = new[] { "ticket_read" }, grids = new[] { street.Street },
        })).ShouldBeCreated();
        var program = new Caller(two.CreateClient(), GridGov.Data.Id.None, (string)made["secret"]!);
        (await program.Get("/v1/tickets")).ShouldBeOk();

        var appointment = (await admin.Get($"/v1/appointments?person={street.PersonId("dispatcher")}")).ShouldBeOk()["items"]![0]!;
        await before();
        (await admin.Post($"/v1/appointments/{appointment["id"]}/end", new { }, (long)appointment["version"]!)).ShouldBeOk();
        await Until(async () => (await dispatcher.Get("/v1/tickets")).Status == HttpStatusCode.Forbidden
            && (await program.Get("/v1/tickets")).Status == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_acts_for_a_group_by_one_process_does_so_in_the_other_and_no_longer_when_it_ends()
    {
        var street = await TestStreet.New(one);
        two.Services.GetRequiredService<ActorCache>().CacheDuration = TimeSpan.FromHours(1);
        var person = await one.Db.Write(tx => TestStreet.AddPerson(tx, "leader", street.Street));
        var leader = await one.CallerFor(person, at: two);
        await Until(() => Task.FromResult(two.Engine.CacheInvalidation.IsConnected));
        (await leader.Get("/v1/groups")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var group = await street.Group();
        var head = await street.Head1();
        var added = (await head.Post($"/v1/groups/{group.Id}/memberships", new { personId = person.ToString(), role = "leader" }))
            .ShouldBeCreated();
        await Until(async () => (await leader.Get($"/v1/groups/{group.Id}")).Status == HttpStatusCode.OK);
        (await head.Post($"/v1/memberships/{added.Id}/end", new { reason = "换届" }, added.Version)).ShouldBeOk();
        await Until(async () => (await leader.Get("/v1/groups")).Status == HttpStatusCode.Forbidden);
    }

    static async Task Until(Func<Task<bool>> so)
    {
        for (var watch = Stopwatch.StartNew(); !await so(); await Task.Delay(20))
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Only_committed_changes_invalidate_and_only_the_caches_concerned()
    {
        var heard = new List<string>();
        foreach (var (app, name) in new[] { (one, "one"), (two, "two") })
        {
            var cacheInvalidation = app.Engine.CacheInvalidation;
            await Until(() => Task.FromResult(cacheInvalidation.IsConnected));
            cacheInvalidation.Subscribe(CacheTopic.Grids, key => Add($"{name} {key ?? "all"}"));
            cacheInvalidation.Subscribe(CacheTopic.Categories, key =>
            {
                if (key is not null)
                    Add($"{name} category {key}");
            });
        }
        await one.Db.Write(tx => { tx.Invalidate(CacheTopic.Grids, "nothing"); tx.Rollback(); return Task.CompletedTask; });
        await Should.ThrowAsync<InvalidOperationException>(() => one.Db.Write(tx =>
        {
            tx.Invalidate(CacheTopic.Grids, "nothing");
            return Task.FromException(new InvalidOperationException("on purpose"));
        }));
        await one.Db.Write(tx =>
        {
            tx.Invalidate(CacheTopic.Grids, "410103003");
            return tx.Execute("INSERT INTO protection_keys (name, xml) VALUES ('a', 'b')");
        });
        lock (heard)
            heard.ShouldContain("one 410103003");
        await Until(() =>
        {
            lock (heard)
                return Task.FromResult(heard.Contains("two 410103003") || heard.Contains("two all"));
        });
        lock (heard)
            heard.ShouldNotContain(each => each.Contains("nothing") || each.Contains("category"));

        void Add(string what)
        {
            lock (heard)
                heard.Add(what);
        }
    }
}
