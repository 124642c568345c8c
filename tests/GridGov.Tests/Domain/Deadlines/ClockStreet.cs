using System.Text.Json.Nodes;
using GridGov.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>A street on its own server, whose clock the test moves.</summary>
sealed class ClockStreet : IAsyncDisposable
{
    ClockStreet(App app, TestClock clock, TestStreet street) => (App, Clock, Street) = (app, clock, street);

    public App App { get; }
    public TestClock Clock { get; }
    public TestStreet Street { get; }

    public static async Task<ClockStreet> At(string local, bool backgroundWorkers = false)
    {
        var clock = TestClock.Starting(local);
        var app = new App(clock, backgroundWorkers);
        return new ClockStreet(app, clock, await TestStreet.New(app));
    }

    /// <summary>Signs in again, because access tokens expire when the clock jumps.</summary>
    public Task<Caller> As(string who) => App.CallerFor(Street.PersonId(who));

    public async Task<Answer> Read(Answer ticket) => (await (await As("head1")).Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();

    public async Task<JsonArray> Deadlines(Answer ticket) =>
        (await (await As("head1")).Get($"/v1/tickets/{ticket.Id}/deadlines")).ShouldBeOk()["items"]!.AsArray();

    public async Task<List<JsonNode>> Events(Answer ticket, string? action = null) =>
        [.. (await (await As("head1")).Get($"/v1/tickets/{ticket.Id}/events?limit=200")).ShouldBeOk()["items"]!.AsArray()
            .Where(each => action is null || (string)each!["action"]! == action).Select(each => each!)];

    /// <summary>The notifications of a person, oldest first.</summary>
    public async Task<string[]> NotificationsOf(string who) =>
        [.. (await (await As(who)).Get("/v1/me/notifications?limit=200")).ShouldBeOk()["items"]!.AsArray().Reverse()
            .Select(each => (string)each!["kind"]!)];

    public Task<int> ProcessDeadlines() => DeadlineProcessor.Run(App.Db, failed: null, CancellationToken.None);

    public async Task<Answer> File(string category = TicketSteps.Greenery, string? urgency = null) =>
        (await (await As("worker")).Post("/v1/tickets", new { category, description = "行道树倾斜", urgency })).ShouldBeCreated();

    public async Task<Answer> Do(string who, Answer ticket, string verb, object? body = null)
    {
        var version = (await Read(ticket)).Version;
        return (await (await As(who)).Post($"/v1/tickets/{ticket.Id}/{verb}", body ?? new { }, version)).ShouldBeOk();
    }

    public Task<Answer> Dispatch(Answer ticket, string to = "officer") =>
        Do("dispatcher", ticket, "dispatch", new { handlerId = Street.PersonId(to).ToString() });

    /// <summary>Files, accepts, dispatches and takes a ticket at the current instant.</summary>
    public async Task<Answer> Processing(string category = TicketSteps.Greenery)
    {
        var ticket = await File(category);
        await Do("dispatcher", ticket, "accept");
        await Dispatch(ticket);
        return await Do("officer", ticket, "take");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
