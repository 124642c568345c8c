using GridGov.Platform.Time;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Tickets;

/// <summary>Steps that ticket tests share.</summary>
static class TicketSteps
{
    /// <summary>A category of urban management, routine.</summary>
    public const string Greenery = "0107";

    static Clock Clock => App.Shared.Services.GetRequiredService<Clock>();

    /// <summary>So many minutes from now, as a request says it.</summary>
    public static string Soon(int minutes) => (Clock.Now + TimeSpan.FromMinutes(minutes)).ToUtc().ToString("O");

    /// <summary>The day so many days from today, as a request says it.</summary>
    public static string Day(int fromToday) => Clock.Today.AddDays(fromToday).ToString("yyyy-MM-dd");

    public static Platform.Id IdOf(string text) => Platform.Id.TryRead(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    public static async Task<Answer> File(this Town town, Caller? by = null, string? grid = null, string category = Greenery) =>
        (await (by ?? await town.Worker()).Post("/v1/tickets", new { category, description = "行道树倾斜", grid = grid ?? (by is null ? town.Grid : null) })).ShouldBeCreated();

    /// <summary>Does a verb with the version of the answer before.</summary>
    public static Task<Answer> Do(this Caller caller, Answer ticket, string verb, object? body = null) =>
        caller.Post($"/v1/tickets/{ticket.Id}/{verb}", body ?? new { }, ticket.Version);

    public static async Task<Answer> Accepted(this Town town, string? grid = null) =>
        (await (await town.Dispatcher()).Do(await town.File(grid: grid, by: grid is null ? null : await town.Dispatcher()), "accept")).ShouldBeOk();

    public static async Task<Answer> Dispatched(this Town town, string to = "officer") =>
        (await (await town.Dispatcher()).Do(await town.Accepted(), "dispatch", new { handlerId = town.PersonId(to).ToString() })).ShouldBeOk();

    public static async Task<Answer> Processing(this Town town) =>
        (await (await town.Officer()).Do(await town.Dispatched(), "take")).ShouldBeOk();

    public static async Task<Answer> Resolved(this Town town) =>
        (await (await town.Officer()).Do(await town.Processing(), "resolve", new { result = "已扶正加固" })).ShouldBeOk();

    public static async Task<Answer> Closed(this Town town) =>
        (await (await town.Inspector()).Do(await town.Resolved(), "pass")).ShouldBeOk();
}
