using GridGov.Data;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Domain.Events;

/// <summary>The machine's clock is set back while the server runs, or between two starts.</summary>
public sealed class ClockStepTests
{
    static readonly TimeSpan[] Steps = [TimeSpan.FromSeconds(2), TimeSpan.FromHours(2), TimeSpan.FromDays(400)];

    [Fact]
    public async Task Events_and_tickets_never_carry_an_earlier_time_than_the_ones_before()
    {
        var time = TestClock.Starting("2026-11-02 10:00");
        await using var app = new App(time);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var filed = (await worker.Post("/v1/tickets", new { category = "0107", description = "井盖缺失" })).ShouldBeCreated();
        foreach (var step in Steps)
        {
            time.Move(-step);
            // An access token that begins later than its own length from now has ended.
            worker = await app.CallerFor(worker.Person);
            (await worker.Post($"/v1/tickets/{filed.Id}/comments", new { text = "仍未处理" })).ShouldBeCreated();
        }
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", body: null, version: (await worker.Get($"/v1/tickets/{filed.Id}")).Version))
            .ShouldBeOk();
        await ShouldRunForward(app);
        var ticket = (await worker.Get($"/v1/tickets/{filed.Id}")).ShouldBeOk();
        ((DateTimeOffset)ticket["updatedAt"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)ticket["filedAt"]!);
        ((DateTimeOffset)ticket["acceptedAt"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)ticket["filedAt"]!);

        // The next start does not know from memory what the last event's time was.
        time.Move(TimeSpan.FromDays(100));
        await using var restarted = app.StartSecondServer();
        var again = await restarted.CallerFor(worker.Person);
        var next = (await again.Post("/v1/tickets", new { category = "0107", description = "路灯不亮" })).ShouldBeCreated();
        ((DateTimeOffset)next["filedAt"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)filed["filedAt"]!);
        await ShouldRunForward(restarted);
    }

    static async Task ShouldRunForward(App app)
    {
        var times = await app.Db.Read(tx => tx.Query<long>("SELECT at FROM journal ORDER BY seq"));
        times.ShouldBe(times.Order());
    }

    [Fact]
    public async Task Two_processes_with_different_clocks_do_not_set_a_ticket_back()
    {
        var time = TestClock.Starting("2026-11-02 10:00");
        var late = TestClock.Starting("2026-11-02 09:58");
        await using var app = new App(time);
        await using var other = app.StartSecondServer(late);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var dispatcher = await app.CallerFor((await street.Dispatcher()).Person, other);
        for (var i = 0; i < 3; i++)
        {
            var filed = (await worker.Post("/v1/tickets", new { category = "0107", description = "井盖缺失" })).ShouldBeCreated();
            var accepted = (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", body: null, version: 1)).ShouldBeOk();
            ((DateTimeOffset)accepted["acceptedAt"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)filed["filedAt"]!);
            late.Move(TimeSpan.FromSeconds(1));
            time.Move(TimeSpan.FromSeconds(1));
        }
        await ShouldRunForward(app);
    }

    [Fact]
    public async Task The_log_says_that_the_clock_was_set_and_that_it_is_behind_the_journal()
    {
        var time = TestClock.Starting("2026-11-02 10:00");
        await using var app = new App(time);
        await TestStreet.New(app);
        var clocks = app.Services.GetRequiredService<ClockComparison>();
        await clocks.Compare(app.Db, default);
        time.Move(TimeSpan.FromHours(-2));
        await clocks.Compare(app.Db, default);
        app.Log.Lines.ShouldContain(line => line.Contains("was set back by 7200", StringComparison.Ordinal));
        app.Log.Lines.ShouldContain(line => line.Contains("behind the last event of the journal", StringComparison.Ordinal));
    }
}
