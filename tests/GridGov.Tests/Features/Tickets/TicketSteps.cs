using GridGov.Data;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Tickets;

/// <summary>Steps for tests of tickets.</summary>
static class TicketSteps
{
    /// <summary>A routine category of urban management.</summary>
    public const string Greenery = "0107";

    static Clock Clock => App.Shared.Services.GetRequiredService<Clock>();

    /// <summary>The instant this many minutes from now, in a request's format.</summary>
    public static string Soon(int minutes) => (Clock.Now + TimeSpan.FromMinutes(minutes)).ToUtc().ToString("O");

    /// <summary>The day this many days from today, in a request's format.</summary>
    public static string Day(int fromToday) => Clock.Today.AddDays(fromToday).ToString("yyyy-MM-dd");

    public static GridGov.Data.Id IdOf(string text) =>
        GridGov.Data.Id.TryParseExact(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    public static async Task<Answer> File(this TestStreet street, Caller? by = null, string? grid = null, string category = Greenery) =>
        (await (by ?? await street.Worker())
            .Post("/v1/tickets", new { category, description = "行道树倾斜", grid = grid ?? (by is null ? street.Grid : null) }))
            .ShouldBeCreated();

    /// <summary>Takes an action with the version of the previous response.</summary>
    public static Task<Answer> Do(this Caller caller, Answer ticket, string verb, object? body = null) =>
        caller.Post($"/v1/tickets/{ticket.Id}/{verb}", body ?? new { }, ticket.Version);

    public static async Task<Answer> Accepted(this TestStreet street, string? grid = null) =>
        (await (await street.Dispatcher()).Do(await street.File(grid: grid, by: grid is null ? null : await street.Dispatcher()), "accept"))
            .ShouldBeOk();

    public static async Task<Answer> Dispatched(this TestStreet street, string to = "officer") =>
        (await (await street.Dispatcher()).Do(await street.Accepted(), "dispatch", new { handlerId = street.PersonId(to).ToString() }))
            .ShouldBeOk();

    public static async Task<Answer> Processing(this TestStreet street) =>
        (await (await street.Officer()).Do(await street.Dispatched(), "take")).ShouldBeOk();

    public static async Task<Answer> Resolved(this TestStreet street) =>
        (await (await street.Officer()).Do(await street.Processing(), "resolve", new { result = "已扶正加固" })).ShouldBeOk();

    public static async Task<Answer> Closed(this TestStreet street) =>
        (await (await street.Inspector()).Do(await street.Resolved(), "pass")).ShouldBeOk();
}
