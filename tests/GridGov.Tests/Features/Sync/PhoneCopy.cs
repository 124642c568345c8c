using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Sync;

/// <summary>A phone's copy of its scope, kept by pulling.</summary>
sealed class PhoneCopy(Caller caller)
{
    /// <summary>Who pulls; the same person signs in again.</summary>
    public Caller Caller { get; set; } = caller;

    readonly Dictionary<(string Kind, string Id), JsonNode> entries = [];

    public string? Cursor { get; private set; }

    /// <summary>The unread notifications as they were sent last; null before.</summary>
    public JsonArray? Notifications { get; private set; }

    /// <summary>The changes of the last pull, such as "put ticket 01K4V6J0Q8Z3R".</summary>
    public List<string> Changes { get; } = [];

    public IReadOnlyDictionary<(string Kind, string Id), JsonNode> Entries => entries;

    public IEnumerable<string> Ids(string kind) => entries.Keys.Where(key => key.Kind == kind).Select(key => key.Id);

    public JsonNode Data(string kind, string id) => entries[(kind, id)]["data"]!;

    public static async Task<PhoneCopy> Of(Caller caller, int limit = 500)
    {
        var copy = new PhoneCopy(caller);
        await copy.Pull(limit);
        return copy;
    }

    /// <summary>Pulls until nothing is left.</summary>
    public async Task Pull(int limit = 500)
    {
        Changes.Clear();
        while (await PullPage(limit))
        {
        }
    }

    /// <returns>Whether there is more.</returns>
    public async Task<bool> PullPage(int limit)
    {
        var page = (await Caller.Get($"/v1/sync/pull?limit={limit}" + (Cursor is null ? "" : $"&cursor={Cursor}"))).ShouldBeOk();
        var changes = page["changes"]!.AsArray();
        changes.Select(change => ((string)change!["kind"]!, (string)change["id"]!)).ShouldBeUnique();
        foreach (var change in changes)
        {
            var key = ((string)change!["kind"]!, (string)change["id"]!);
            Changes.Add($"{(string)change["change"]!} {key.Item1} {key.Item2}");
            if ((string)change["change"]! == "put")
            {
                ((long)change["version"]!).ShouldBeGreaterThan(0);
                entries[key] = change.DeepClone();
                continue;
            }
            (change["data"], change["version"]).ShouldBe((null, null));
            entries.Remove(key);
        }
        if (page.Json.AsObject().ContainsKey("notifications"))
            Notifications = page["notifications"]!.AsArray();
        Cursor = (string)page["next"]!;
        return (bool)page["more"]!;
    }

    /// <summary>Compares the copy with a new one.</summary>
    public async Task ShouldEqualNewCopy()
    {
        var other = await Of(Caller);
        entries.Keys.Except(other.entries.Keys).ShouldBeEmpty("only in the copy");
        other.entries.Keys.Except(entries.Keys).ShouldBeEmpty("not in the copy");
        foreach (var (key, entry) in entries)
            Text(entry).ShouldBe(Text(other.entries[key]), key.ToString());
    }

    /// <summary>Compares each entry with the answer of its own GET.</summary>
    public async Task ShouldEqualAnswers()
    {
        foreach (var ((kind, id), entry) in entries)
        {
            var answer = (await Caller.Get(PathOf(kind, id))).ShouldBeOk();
            Text(entry["data"]!).ShouldBe(Text(answer.Json), $"{kind} {id}");
            if (answer.Json["version"] is { } version)
                ((long)entry["version"]!).ShouldBe((long)version, $"{kind} {id}");
        }
    }

    /// <summary>The lights of clocks go on by themselves.</summary>
    static string Text(JsonNode node)
    {
        var clone = node.DeepClone();
        (clone["data"] ?? clone).AsObject().Remove("light");
        return clone.ToJsonString();
    }

    public static string PathOf(string kind, string id) => kind switch
    {
        "boundary" => $"/v1/grids/{id}/boundary",
        "category" => $"/v1/categories/{id}",
        "calendar" when id.Split('/') is [var year, var grid] => $"/v1/calendars/{year}/local/{grid}",
        "calendar" => $"/v1/calendars/{id}",
        "working_hours" => $"/v1/working-hours/{WebUtility.UrlEncode(id)}",
        "person" => $"/v1/people/{id}",
        "grid" or "appointment" or "zone" or "ticket" or "place" or "group" or "campaign" or "round" or "record" => $"/v1/{kind}s/{id}",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Say here what its own GET is."),
    };
}
