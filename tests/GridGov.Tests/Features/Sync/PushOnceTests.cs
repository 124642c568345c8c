using System.Net;
using System.Text.Json.Nodes;
using GridGov.Api.Binding;
using GridGov.Data;
using GridGov.Features.Sync;
using GridGov.Host;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static GridGov.Tests.Features.Sync.PushSteps;

namespace GridGov.Tests.Features.Sync;

/// <summary>Each act is done once, whoever repeats it, and whatever is cut.</summary>
public class PushOnceTests
{
    static Task<List<string>> Descriptions(App app, Id person) => app.Db.Read(tx => tx.Query(
        "SELECT description FROM tickets WHERE filed_by = @Person ORDER BY id", c => c.Text(), new { Person = person }));

    [Fact]
    public async Task Pushes_of_the_same_acts_at_the_same_moment_do_each_once()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var acts = Enumerable.Range(0, 20).SelectMany(i => new[]
        {
            Act($"s{i}", "file", Report(street, $"第{i}件")), Act($"t{i}", "self_handle", new { result = "已办" }, $"@s{i}", $"@s{i}"),
        }).ToList();
        var pushes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => worker.Push(acts)));
        foreach (var push in pushes)
        {
            push.Outcomes().ShouldAllBe(outcome => outcome == "done" || outcome == "replayed", push.Text);
            push.Results().Select(each => $"{each["subject"]} {each["version"]}")
                .ShouldBe(pushes[0].Results().Select(each => $"{each["subject"]} {each["version"]}"));
        }
        pushes.SelectMany(push => push.Outcomes()).Count(outcome => outcome == "done").ShouldBe(40);
        (await Descriptions(street.App, worker.Person)).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => $"第{i}件").Order());
        (await street.App.Stored(worker.Person)).ShouldBe(40);
    }

    [Fact]
    public async Task Five_hundred_acts_with_refusals_among_them_leave_what_was_done_and_nothing_else()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        // A number that is used already is found only after the ticket's number was taken, so that is undone.
        var acts = Enumerable.Range(0, 500).Select(i => i % 7 == 3
            ? Act($"n{i}", "file", new { category = "0107", description = "重复", grid = street.Grid, externalNumber = $"{street.Street}-1" })
            : Act($"n{i}", "file", Report(street, $"第{i}件"))).ToList();
        var push = await worker.Push(acts);
        var outcomes = push.Outcomes();
        outcomes.Where((_, i) => i % 7 != 3).ShouldAllBe(outcome => outcome == "done");
        outcomes.Where((_, i) => i % 7 == 3).ShouldBe(["done", .. Enumerable.Repeat("refused external-number-used", 70)]);
        ((int)push["done"]!).ShouldBe(430);
        (await Descriptions(street.App, worker.Person)).Count.ShouldBe(430);
        // The numbers of the street have no gap.
        (await street.App.Db.Read(tx => tx.Query("SELECT number FROM tickets WHERE street_code = @Street ORDER BY id",
            c => c.Text()[^4..], new { street.Street }))).ShouldBe(Enumerable.Range(1, 430).Select(i => i.ToString("D4")));
        (await worker.Push(acts)).Outcomes().ShouldBe(outcomes.Select(outcome => outcome == "done" ? "replayed" : outcome));
    }

    [Fact]
    public async Task A_caller_whose_session_ends_in_the_middle_does_no_more()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var (ending, begun) = (new TaskCompletionSource<Task>(), 0);
        app.Engine.OnStatement = (_, sql) =>
        {
            if (sql.Contains("INTO sync_acts", StringComparison.Ordinal) && Interlocked.Exchange(ref begun, 1) == 0)
                ending.SetResult(Task.Run(() => app.Db.Write(async tx =>
                {
                    await tx.Execute("UPDATE sessions SET ended_at = @Now WHERE person_id = @Person", new { tx.Now, worker.Person });
                    tx.Invalidate(CacheTopic.Rights);
                })));
        };
        var push = await worker.Push(Enumerable.Range(0, 500).Select(i => Act($"x{i}", "file", Report(street, $"第{i}件"))));
        push.ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        await await ending.Task;
        var done = await app.Stored(worker.Person);
        done.ShouldBeInRange(50, 450);
        (await Descriptions(app, worker.Person)).Count.ShouldBe((int)done);
        // After signing in, the rest goes on.
        var again = await (await app.CallerFor(worker.Person)).Push(
            Enumerable.Range(0, 500).Select(i => Act($"x{i}", "file", Report(street, $"第{i}件"), at: At(app: app))));
        again.Results().Count(each => (string)each["result"]! == "done").ShouldBe(500 - (int)done);
    }

    [Fact]
    public async Task What_an_operation_cannot_finish_leaves_neither_act_nor_row()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        app.Engine.OnStatement = (_, sql) =>
        {
            if (sql.Contains("INTO sync_acts", StringComparison.Ordinal) && Volatile.Read(ref broken) == 1)
                throw new InvalidOperationException("broken on purpose");
        };
        broken = 1;
        var at = At(app: app);
        JsonObject[] acts = [Act("b1", "file", Report(street), at: at), Act("b2", "comment", new { text = "x" }, "@b1", at: at)];
        (await worker.Push(acts)).Outcomes().ShouldBe(["refused internal-error", "held b1"]);
        (await Descriptions(app, worker.Person)).ShouldBeEmpty();
        broken = 0;
        (await worker.Push(acts)).Outcomes().ShouldBe(["done", "done"]);
        (await Descriptions(app, worker.Person)).Count.ShouldBe(1);
    }

    int broken;

    [Fact]
    public async Task Acts_are_forgotten_after_400_days()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        (await worker.Push(Act("o1", "file", Report(street), at: At(app: app)))).Outcomes().ShouldBe(["done"]);
        clock.Move(TimeSpan.FromDays(399));
        await ExpiredDataCleanup.RemoveExpired(app.Db, default);
        (await app.Stored(worker.Person)).ShouldBe(1);
        clock.Move(TimeSpan.FromDays(2));
        await ExpiredDataCleanup.RemoveExpired(app.Db, default);
        (await app.Stored(worker.Person)).ShouldBe(0);
    }

    [Fact]
    public void Every_verb_of_a_ticket_is_an_act_of_its_name()
    {
        var verbs = App.Shared.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<GridGov.Domain.Tickets.TicketVerbMetadata>() is not null)
            .Select(endpoint => (
                Act: endpoint.Metadata.GetRequiredMetadata<GridGov.Domain.Tickets.TicketVerbMetadata>().Action.ToCode(),
                Operation: endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName))
            .ToDictionary(StringComparer.Ordinal);
        verbs.Count.ShouldBeGreaterThan(30);
        foreach (var (act, operation) in verbs)
            ActTable.All.GetValueOrDefault(act)?.OperationId.ShouldBe(operation, act);
        verbs.Keys.Except(ActTable.All.Keys).ShouldBeEmpty();
        // Each operation exists, and what it takes can be sent as an act.
        var table = App.Shared.Services.GetRequiredService<ActTable>();
        foreach (var act in ActTable.All.Keys)
        {
            table.Find(act)!.Operation.Request.Parts
                .ShouldAllBe(part => part is RouteValue || part is VersionHeader || part is JsonBody, act);
        }
    }
}
