using GridGov.Data;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Host;

/// <summary>A process whose clock differs from the database server's.</summary>
public sealed class ClockComparisonTests
{
    sealed class ShiftedClock(double seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromSeconds(seconds);
    }

    [Fact]
    public async Task A_process_with_the_right_clock_is_ready_and_logs_nothing()
    {
        await using var app = new App();
        (await app.Nobody().Get("/health/ready")).ShouldBeOk();
        app.Log.Lines.ShouldNotContain(line => line.Contains("clock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_difference_of_seconds_is_logged()
    {
        await using var app = new App(new ShiftedClock(3));
        (await app.Nobody().Get("/health/ready")).ShouldBeOk();
        app.Log.Lines.ShouldContain(line => line.Contains("ahead of the database server's", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(90, "ahead")]
    [InlineData(-90, "behind")]
    public async Task A_larger_difference_makes_the_process_not_ready_and_stops_its_background_work(double seconds, string condition)
    {
        await using var right = new App();
        var street = await TestStreet.New(right);
        await using var wrong = right.StartSecondServer(new ShiftedClock(seconds));
        await wrong.ShouldNotBeReady(condition, dependency: "clock");
        ((string)(await wrong.Nobody().Get("/health/ready"))["detail"]!).ShouldContain("90 s");
        (await right.Nobody().Get("/health/ready")).ShouldBeOk();
        wrong.Services.GetRequiredService<ClockComparison>().IsOff.ShouldBeTrue();

        // What is filed there all the same does not go back in time anywhere.
        var worker = await street.Worker();
        var there = await right.CallerFor(worker.Person, wrong);
        var dispatcher = await street.Dispatcher();
        var filed = (await there.Post("/v1/tickets", new { category = "0107", description = "井盖缺失" })).ShouldBeCreated();
        var accepted = (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", body: null, version: 1)).ShouldBeOk();
        ((DateTimeOffset)accepted["acceptedAt"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)filed["filedAt"]!);
    }
}
