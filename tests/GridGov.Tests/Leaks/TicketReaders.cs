using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>A way to read tickets, with a check of the result; the check returns null when it is right.</summary>
/// <param name="Needs">The capability that it takes, which decides the expected tickets.</param>
sealed record TicketReader(string Name, Capability Needs, Func<View, Task<string?>> Fault)
{
    /// <summary>Must show exactly the tickets that the observer may see.</summary>
    public static TicketReader All(string name, Capability needs, Func<View, Task<IReadOnlyCollection<string>>> read) =>
        new(name, needs, async view =>
    {
        var (found, due) = (await read(view), view.Sees(needs));
        return found.Distinct(StringComparer.Ordinal).Count() != found.Count ? "a ticket twice"
            : due.SetEquals(found) ? null
            : $"{found.Count} tickets and not {due.Count}; too many: {string.Join(", ", found.Except(due))}; missing: "
                + $"{string.Join(", ", due.Except(found))}";
    });

    /// <summary>Finds tickets by their text, so it may leave out confidential ones.</summary>
    public static TicketReader ByWords(string name, Capability needs, Func<View, Task<IReadOnlyCollection<string>>> read) =>
        new(name, needs, async view =>
    {
        var (found, due) = (await read(view), view.Sees(needs));
        return found.Except(due).FirstOrDefault() is { } tooMany ? $"shows {tooMany}"
            : due.Except(found).Except(view.World.Confidential).FirstOrDefault() is { } missing ? $"does not show {missing}"
            : null;
    });

    /// <summary>Must show some of the tickets that the observer may see, and no others but the wholes and parts that these name.</summary>
    public static TicketReader Some(string name, Capability needs, Func<View, Task<IReadOnlyCollection<string>>> read) =>
        new(name, needs, async view =>
        (await read(view)).Except(view.Sees(needs)).Except(view.Sees(needs).SelectMany(ticket => view.World.NamedBy[ticket])).ToList()
            is { Count: > 0 } tooMany ? $"too many: {string.Join(", ", tooMany)}" : null);

    /// <summary>Returns only a count.</summary>
    public static TicketReader Number(string name, Capability needs, Func<View, Task<long>> count) => new(name, needs, async view =>
        (await count(view), view.Sees(needs).Count) is var (found, due) && found != due ? $"{found} tickets and not {due}" : null);

    public override string ToString() => Name;
}

/// <summary>One observer's view of the two streets.</summary>
sealed record View(TwoStreets World, Observer Observer)
{
    const int Part = 7;

    public IReadOnlySet<string> Sees(Capability capability) => Observer.Sees(World, capability);

    public async Task<JsonNode> Json(string path) => (await Observer.Caller.Get(path)).ShouldBeOk().Json;

    /// <summary>The tickets that are readable at their own address.</summary>
    public async Task<IReadOnlyCollection<string>> ReadableAt(Func<string, string> path)
    {
        var found = new List<string>();
        foreach (var ticket in World.Tickets.Select(ticket => ticket.Id.ToString()))
        {
            // Of a ticket that the observer reads, the reporters may be refused.
            if (((int)(await Observer.Caller.Get(path(ticket))).Status) is var status && status is not (200 or 404)
                && !(status == 403 && Sees(Capability.TicketRead).Contains(ticket)))
                throw new InvalidOperationException($"{path(ticket)}: {status}");
            if (status == 200)
                found.Add(ticket);
        }
        return found;
    }

    /// <summary>The tickets of a list, read page by page.</summary>
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

    /// <summary>The tickets of several disjoint lists.</summary>
    public async Task<IReadOnlyCollection<string>> CombinedLists(IEnumerable<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
            found.AddRange(await Paged(path));
        return found;
    }

    /// <summary>The tickets whose ids or numbers occur in a response of any format.</summary>
    public async Task<IReadOnlyCollection<string>> MentionedIn(Operation operation, string form = "application/json")
    {
        var names = new NamedThings(
            new Dictionary<ThingKind, string> { [ThingKind.Grid] = World.Grid }, new Dictionary<string, string>());
        var response = await (new LeakRequest(operation, names, 1) { Form = form }).SendAs(Observer.Caller);
        if (response.Code is "not-for-keys" or "post-not-allowed"
            || (response.Code is "unknown-grid" && RequestTables.RefusesOutsideGrid.Contains(operation.Name)))
            throw new UnexpectedRefusalException();
        response.IsSuccess.ShouldBeTrue($"{operation} as {form}: {response}");
        return [.. World.Tickets.Where(ticket => response.Text.Contains(ticket.Id.ToString(), StringComparison.Ordinal)
            || response.Text.Contains(ticket.Number, StringComparison.Ordinal))
            .Select(ticket => ticket.Id.ToString())];
    }
}

/// <summary>
/// All ways to read tickets. A new one needs a line here; those below a ticket's path, the
/// list's formats and mixed responses are found in the route table.
/// </summary>
static class TicketReaders
{
    const string Period = "from=2026-11-01&to=2026-12-01";

    public static IReadOnlyList<TicketReader> All(IReadOnlyList<Operation> operations) =>
    [
        TicketReader.All("get", Capability.TicketRead, view => view.ReadableAt(ticket => $"/v1/tickets/{ticket}")),
        TicketReader.All("list", Capability.TicketRead, view => view.Paged("/v1/tickets")),
        TicketReader.All("first copy of a phone", Capability.TicketRead, view => Pulled(view, limit: 7)),
        TicketReader.All("list, oldest first", Capability.TicketRead, view => view.Paged("/v1/tickets?sort=oldest")),
        TicketReader.All("list by status", Capability.TicketRead, view =>
            view.CombinedLists(Codes<TicketStatus>.All.Select(status => $"/v1/tickets?status={status}"))),
        TicketReader.All("list by county", Capability.TicketRead, view =>
            view.CombinedLists(view.World.Counties.Select(county => $"/v1/tickets?grid={county}"))),
        TicketReader.All("search by number", Capability.TicketRead, view =>
            view.CombinedLists(view.World.Counties.Select(county => $"/v1/tickets?q={county}001-"))),
        TicketReader.ByWords("search", Capability.TicketRead, view =>
            view.CombinedLists(view.World.Words.Select(word => $"/v1/tickets?q={word}"))),
        TicketReader.ByWords("near", Capability.TicketRead, view =>
            view.Paged($"/v1/tickets?near={VictimStreet.Lng},{VictimStreet.Lat},100")),
        TicketReader.Some("last changed first", Capability.TicketRead, view => view.Paged("/v1/tickets?sort=updated")),
        TicketReader.Some("due first", Capability.TicketRead, view => view.Paged("/v1/tickets?sort=due")),
        TicketReader.Some("supervised", Capability.TicketRead, view => view.Paged("/v1/tickets?supervised=any")),
        TicketReader.Number("count", Capability.TicketRead, async view =>
            (long)(await view.Json("/v1/tickets?count=true&limit=1"))["count"]!),
        TicketReader.Number("count of a search", Capability.TicketRead, async view =>
        {
            var sum = 0L;
            foreach (var county in view.World.Counties)
                sum += (long)(await view.Json($"/v1/tickets?q={county}001-&count=true&limit=1"))["count"]!;
            return sum;
        }),

        TicketReader.Number("statistics by status", Capability.StatisticsRead, async view =>
            (long)(await view.Json($"/v1/statistics/statuses?{Period}"))["total"]!["total"]!),
        TicketReader.Number("statistics by status, added up", Capability.StatisticsRead, async view =>
            (await view.Json($"/v1/statistics/statuses?{Period}"))["total"]!["statuses"]!.AsObject().Sum(pair => (long)pair.Value!)),
        .. new[] { "programme", "category_group", "category", "role", "day" }
        .Select(by => TicketReader.Number($"statistics by {by}", Capability.StatisticsRead, async view =>
            (await view.Json($"/v1/statistics/statuses?{Period}&groupBy={by}"))["items"]!.AsArray().Sum(item => (long)item!["total"]!))),
        TicketReader.All("tickets of the statistics", Capability.StatisticsRead, async view =>
            await view.Paged((string)(await view.Json($"/v1/statistics/statuses?{Period}"))["total"]!["tickets"]!)),
        .. TicketMeasure.All.Select(measure =>
            new TicketReader($"measure {measure.Code}", Capability.StatisticsRead, view => OfMeasure(view, measure.Code))),

        .. operations.Where(operation => operation is { Reads: true, Capability: not null, Parameters: ["/v1/tickets/{id}"] })
            .Select(operation =>
            {
                Func<string, Capability, Func<View, Task<IReadOnlyCollection<string>>>, TicketReader> make =
                    operation.Name == "getTicketPublicReport" ? TicketReader.Some : TicketReader.All;
                return make(operation.Name, operation.Capability!.Value, view =>
                    view.ReadableAt(ticket => operation.Path(_ => ticket)));
            }),
        .. from operation in operations
           where operation.Name == "listTickets"
           from form in operation.Forms
           where form != "application/json"
           select TicketReader.All($"list as {form}", Capability.TicketExport, view => view.MentionedIn(operation, form)),
        // Every signed-in person has notifications, which show only tickets that the person may still read.
        .. operations.Where(operation => operation is { Reads: true, Anonymous: false, Parameters: [] })
            .Select(operation =>
                TicketReader.Some($"whatever {operation.Name} tells", operation.Capability
                    ?? Capability.TicketRead, view => view.MentionedIn(operation))),
    ];

    /// <summary>The tickets of a copy, pulled page by page.</summary>
    static async Task<IReadOnlyCollection<string>> Pulled(View view, int limit)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var page = await view.Observer.Caller.Get($"/v1/sync/pull?limit={limit}" + (cursor is null ? "" : $"&cursor={cursor}"));
            if (page.Status == HttpStatusCode.Forbidden && (string)page["code"]! == "not-for-keys")
                throw new UnexpectedRefusalException();
            found.UnionWith(page.ShouldBeOk()["changes"]!.AsArray()
                .Where(change => (string)change!["kind"]! == "ticket").Select(change => (string)change!["id"]!));
            cursor = (string)page["next"]!;
            if (!(bool)page["more"]!)
                return found;
        }
    }

    /// <summary>Compares each value with the list that it links.</summary>
    static async Task<string?> OfMeasure(View view, string measure)
    {
        var total = (await view.Json($"/v1/statistics/measures?measure={measure}&{Period}"))["total"]!;
        var numerator = (long)total["numerator"]!;
        // A number has no complement.
        var denominator = (long?)total["denominator"] ?? numerator;
        var tickets = await view.Paged((string)total["tickets"]!);
        var rest = (string?)total["complement"] is { } complement ? await view.Paged(complement) : [];
        return tickets.Except(view.Sees(Capability.StatisticsRead)).FirstOrDefault() is { } tooMany ? $"shows {tooMany}"
            : tickets.Count != denominator ? $"its list has {tickets.Count} tickets and not {denominator}"
            : rest.Count != denominator - numerator || rest.Except(tickets).Any()
                ? $"its complement has {rest.Count} tickets and not {denominator - numerator}"
            : null;
    }
}

/// <summary>An operation refused an observer who has the declared capability.</summary>
sealed class UnexpectedRefusalException : Exception;
