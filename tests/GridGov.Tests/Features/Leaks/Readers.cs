using System.Text.Json.Nodes;
using GridGov.Platform;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;

namespace GridGov.Tests.Features.Leaks;

/// <summary>A way in which tickets are read, and what is wrong with what somebody saw by it; null when nothing is.</summary>
/// <param name="Needs">What one must be able to do for it, and where: that decides which tickets it is about.</param>
sealed record Reader(string Name, Capability Needs, Func<Eyes, Task<string?>> Fault)
{
    /// <summary>Shows exactly the tickets that they should see.</summary>
    public static Reader All(string name, Capability needs, Func<Eyes, Task<IReadOnlyCollection<string>>> read) => new(name, needs, async eyes =>
    {
        var (found, due) = (await read(eyes), eyes.Sees(needs));
        return found.Distinct(StringComparer.Ordinal).Count() != found.Count ? "a ticket twice"
            : due.SetEquals(found) ? null
            : $"{found.Count} tickets and not {due.Count}; too many: {string.Join(", ", found.Except(due))}; missing: {string.Join(", ", due.Except(found))}";
    });

    /// <summary>Shows the tickets that they should see by what was said of them, which may leave out the confidential ones.</summary>
    public static Reader ByWords(string name, Capability needs, Func<Eyes, Task<IReadOnlyCollection<string>>> read) => new(name, needs, async eyes =>
    {
        var (found, due) = (await read(eyes), eyes.Sees(needs));
        return found.Except(due).FirstOrDefault() is { } tooMany ? $"shows {tooMany}"
            : due.Except(found).Except(eyes.World.Confidential).FirstOrDefault() is { } missing ? $"does not show {missing}"
            : null;
    });

    /// <summary>Shows some of the tickets that they should see, and no other.</summary>
    public static Reader Some(string name, Capability needs, Func<Eyes, Task<IReadOnlyCollection<string>>> read) => new(name, needs, async eyes =>
        (await read(eyes)).Except(eyes.Sees(needs)).ToList() is { Count: > 0 } tooMany ? $"too many: {string.Join(", ", tooMany)}" : null);

    /// <summary>Counts them.</summary>
    public static Reader Number(string name, Capability needs, Func<Eyes, Task<long>> count) => new(name, needs, async eyes =>
        (await count(eyes), eyes.Sees(needs).Count) is var (found, due) && found != due ? $"{found} tickets and not {due}" : null);

    public override string ToString() => Name;
}

/// <summary>Somebody's view of the world.</summary>
sealed record Eyes(World World, Seer Seer)
{
    const int Part = 7;

    public IReadOnlySet<string> Sees(Capability capability) => Seer.Sees(World, capability);

    public async Task<JsonNode> Json(string path) => (await Seer.Caller.Get(path)).ShouldBeOk().Json;

    /// <summary>The tickets that are found at an address of their own.</summary>
    public async Task<IReadOnlyCollection<string>> Found(Func<string, string> path)
    {
        var found = new List<string>();
        foreach (var ticket in World.Tickets.Select(ticket => ticket.Id.ToString()))
        {
            if (((int)(await Seer.Caller.Get(path(ticket))).Status) is var status && status is not (200 or 404))
                throw new InvalidOperationException($"{path(ticket)}: {status}");
            if (status == 200)
                found.Add(ticket);
        }
        return found;
    }

    /// <summary>The tickets of a list, read part by part.</summary>
    public async Task<IReadOnlyCollection<string>> Paged(string path)
    {
        var found = new List<string>();
        path += path.Contains('?', StringComparison.Ordinal) ? $"&limit={Part}" : $"?limit={Part}";
        for (string? cursor = null; ;)
        {
            var page = await Json(cursor is null ? path : $"{path}&cursor={cursor}");
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            if ((cursor = (string?)page["next"]) is null)
                return found;
        }
    }

    /// <summary>The tickets of several lists, none of which has one of another's.</summary>
    public async Task<IReadOnlyCollection<string>> Together(IEnumerable<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
            found.AddRange(await Paged(path));
        return found;
    }

    /// <summary>The tickets that a text tells of, by their ids or their numbers: for answers of any form.</summary>
    public async Task<IReadOnlyCollection<string>> Told(Operation operation, string form = "application/json")
    {
        var names = new Names(new Dictionary<Thing, string>(), new Dictionary<string, string>());
        var heard = await (new Asking(operation, names, 1) { Form = form }).By(Seer.Caller);
        if (heard.Code is "not-for-keys" or "post-not-allowed")
            throw new NotLetInException();
        heard.Good.ShouldBeTrue($"{operation} as {form}: {heard}");
        return [.. World.Tickets.Where(ticket => heard.Text.Contains(ticket.Id.ToString(), StringComparison.Ordinal) || heard.Text.Contains(ticket.Number, StringComparison.Ordinal))
            .Select(ticket => ticket.Id.ToString())];
    }
}

/// <summary>
/// All ways in which tickets are read. One that is added to the program is added here, in a line; those under a ticket's
/// address, the forms of the list and what shows tickets among other things are taken from the route table themselves.
/// </summary>
static class Readers
{
    const string Period = "from=2026-11-01&to=2026-12-01";

    public static IReadOnlyList<Reader> All(IReadOnlyList<Operation> operations) =>
    [
        Reader.All("get", Capability.TicketRead, eyes => eyes.Found(ticket => $"/v1/tickets/{ticket}")),
        Reader.All("list", Capability.TicketRead, eyes => eyes.Paged("/v1/tickets")),
        Reader.All("list, oldest first", Capability.TicketRead, eyes => eyes.Paged("/v1/tickets?sort=oldest")),
        Reader.All("list by status", Capability.TicketRead, eyes => eyes.Together(Codes<TicketStatus>.All.Select(status => $"/v1/tickets?status={status}"))),
        Reader.All("list by county", Capability.TicketRead, eyes => eyes.Together(eyes.World.Counties.Select(county => $"/v1/tickets?grid={county}"))),
        Reader.All("search by number", Capability.TicketRead, eyes => eyes.Together(eyes.World.Counties.Select(county => $"/v1/tickets?q={county}001-"))),
        Reader.ByWords("search", Capability.TicketRead, eyes => eyes.Together(eyes.World.Words.Select(word => $"/v1/tickets?q={word}"))),
        Reader.ByWords("near", Capability.TicketRead, eyes => eyes.Paged($"/v1/tickets?near={Victim.Lng},{Victim.Lat},100")),
        Reader.Some("due first", Capability.TicketRead, eyes => eyes.Paged("/v1/tickets?sort=due")),
        Reader.Some("supervised", Capability.TicketRead, eyes => eyes.Paged("/v1/tickets?supervised=any")),
        Reader.Number("count", Capability.TicketRead, async eyes => (long)(await eyes.Json("/v1/tickets?count=true&limit=1"))["count"]!),
        Reader.Number("count of a search", Capability.TicketRead, async eyes =>
        {
            var sum = 0L;
            foreach (var county in eyes.World.Counties)
                sum += (long)(await eyes.Json($"/v1/tickets?q={county}001-&count=true&limit=1"))["count"]!;
            return sum;
        }),

        Reader.Number("statistics by status", Capability.StatisticsRead, async eyes => (long)(await eyes.Json($"/v1/statistics/statuses?{Period}"))["total"]!["total"]!),
        Reader.Number("statistics by status, added up", Capability.StatisticsRead, async eyes =>
            (await eyes.Json($"/v1/statistics/statuses?{Period}"))["total"]!["statuses"]!.AsObject().Sum(pair => (long)pair.Value!)),
        .. new[] { "programme", "category_group", "category", "role", "day" }.Select(by => Reader.Number($"statistics by {by}", Capability.StatisticsRead, async eyes =>
            (await eyes.Json($"/v1/statistics/statuses?{Period}&groupBy={by}"))["items"]!.AsArray().Sum(item => (long)item!["total"]!))),
        Reader.All("tickets of the statistics", Capability.StatisticsRead, async eyes =>
            await eyes.Paged((string)(await eyes.Json($"/v1/statistics/statuses?{Period}"))["total"]!["tickets"]!)),
        .. Measure.All.Select(measure => new Reader($"measure {measure.Code}", Capability.StatisticsRead, eyes => OfMeasure(eyes, measure.Code))),

        .. operations.Where(operation => operation is { Reads: true, Capability: not null, Parameters: ["/v1/tickets/{id}"] })
            .Select(operation => Reader.All(operation.Name, operation.Capability!.Value, eyes => eyes.Found(ticket => operation.Path(_ => ticket)))),
        .. from operation in operations
           where operation.Name == "listTickets"
           from form in operation.Forms
           where form != "application/json"
           select Reader.All($"list as {form}", Capability.TicketExport, eyes => eyes.Told(operation, form)),
        // Notifications are for whoever is signed in, and tell of the tickets that one may still read.
        .. operations.Where(operation => operation is { Reads: true, Anonymous: false, Parameters: [] })
            .Select(operation => Reader.Some($"whatever {operation.Name} tells", operation.Capability ?? Capability.TicketRead, eyes => eyes.Told(operation))),
    ];

    /// <summary>The figures and the lists that they point to are of the same tickets.</summary>
    static async Task<string?> OfMeasure(Eyes eyes, string measure)
    {
        var total = (await eyes.Json($"/v1/statistics/measures?measure={measure}&{Period}"))["total"]!;
        var (denominator, numerator) = ((long)total["denominator"]!, (long)total["numerator"]!);
        var (tickets, rest) = (await eyes.Paged((string)total["tickets"]!), await eyes.Paged((string)total["complement"]!));
        return tickets.Except(eyes.Sees(Capability.StatisticsRead)).FirstOrDefault() is { } tooMany ? $"shows {tooMany}"
            : tickets.Count != denominator ? $"its list has {tickets.Count} tickets and not {denominator}"
            : rest.Count != denominator - numerator || rest.Except(tickets).Any() ? $"its complement has {rest.Count} tickets and not {denominator - numerator}"
            : null;
    }
}

/// <summary>The way of reading takes more than it is said to need, and whoever tried has not got that.</summary>
sealed class NotLetInException : Exception;
