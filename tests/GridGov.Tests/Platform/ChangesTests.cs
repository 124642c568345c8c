using System.Diagnostics;
using System.Net;
using GridGov.Platform.Data;
using GridGov.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests;

/// <summary>Two servers on one database: what one changes, the other does not go on remembering.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    readonly App one = new();
    readonly App two;

    public ChangesTests() => two = one.Beside();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await two.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task An_appointment_that_is_ended_in_one_process_is_over_in_the_other_within_five_seconds() =>
        await EndsInTheOther(one, two, before: () => Task.CompletedTask);

    internal static async Task EndsInTheOther(App one, App two, Func<Task> before)
    {
        var town = await Town.New(one);
        // Nothing but being told helps here.
        two.Services.GetRequiredService<Actors>().KeptFor = TimeSpan.FromHours(1);
        var dispatcher = await one.CallerFor(town.PersonId("dispatcher"), at: two);
        await Until(() => Task.FromResult(two.Engine.Changes.Heard));
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();

        // A program that acts for them, there.
        var admin = await town.Admin();
        var made = (await admin.Post("/v1/api-keys", new
        {
            name = "密钥", personId = town.PersonId("dispatcher").ToString(), capabilities = new[] { "ticket_read" }, grids = new[] { town.Street },
        })).ShouldBeCreated();
        var program = new Caller(two.CreateClient(), Platform.Id.None, (string)made["secret"]!);
        (await program.Get("/v1/tickets")).ShouldBeOk();

        var appointment = (await admin.Get($"/v1/appointments?person={town.PersonId("dispatcher")}")).ShouldBeOk()["items"]![0]!;
        await before();
        (await admin.Post($"/v1/appointments/{appointment["id"]}/end", new { }, (long)appointment["version"]!)).ShouldBeOk();
        await Until(async () => (await dispatcher.Get("/v1/tickets")).Status == HttpStatusCode.Forbidden
            && (await program.Get("/v1/tickets")).Status == HttpStatusCode.Forbidden);
    }

    static async Task Until(Func<Task<bool>> so)
    {
        for (var watch = Stopwatch.StartNew(); !await so(); await Task.Delay(20))
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Only_what_was_committed_is_told_and_to_those_who_keep_it()
    {
        var heard = new List<string>();
        foreach (var (app, name) in new[] { (one, "one"), (two, "two") })
        {
            var changes = app.Engine.Changes;
            await Until(() => Task.FromResult(changes.Heard));
            changes.On(Topic.Grids, key => Add($"{name} {key ?? "all"}"));
            changes.On(Topic.Categories, key =>
            {
                if (key is not null)
                    Add($"{name} category {key}");
            });
        }
        await one.Db.Write(tx => { tx.Announce(Topic.Grids, "nothing"); tx.Undo(); return Task.CompletedTask; });
        await Should.ThrowAsync<InvalidOperationException>(() => one.Db.Write(tx =>
        {
            tx.Announce(Topic.Grids, "nothing");
            return Task.FromException(new InvalidOperationException("on purpose"));
        }));
        await one.Db.Write(tx =>
        {
            tx.Announce(Topic.Grids, "410103003");
            return tx.Run("INSERT INTO protection_keys (name, xml) VALUES ('a', 'b')");
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
