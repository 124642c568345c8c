using System.Text.Json.Nodes;

namespace GridGov.SyncClient;

/// <summary>Where an act of the client is on its way.</summary>
enum ActState
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>The server held it back, because an act that must be done first was refused.</summary>
    Held,

    /// <summary>The server refused it; a person decides.</summary>
    Refused,

    /// <summary>The server did it.</summary>
    Done,

    /// <summary>A person gave it up after a refusal.</summary>
    Dropped,
}

/// <param name="Subject">What it makes or changes: an id of the server's, or <c>@</c> and the id of the act that makes it.</param>
/// <param name="Json">The act as it is sent, the same each time.</param>
/// <param name="Version">The version that it left, once it is done.</param>
/// <param name="HeldBy">The act for which the server holds it back.</param>
/// <param name="Answer">The server's result of a refused act: the problem, and the present state of the subject.</param>
sealed record StoredAct(
    string Id, string Act, string Subject, string Json, ActState State, long? Version, string? HeldBy, string? Answer)
{
    public JsonObject ToJson() => JsonNode.Parse(Json)!.AsObject();
}

/// <summary>A refused act beside what the server has: both states, for a person to decide.</summary>
/// <param name="Act">What the person did.</param>
/// <param name="Status">The status that the single operation would have answered.</param>
/// <param name="Code">The code of the refusal.</param>
/// <param name="Current">The subject as it is now; null where the caller may not see it, or where it does not matter.</param>
sealed record Conflict(StoredAct Act, int Status, string Code, JsonObject? Current);

/// <summary>Something of the server's, as the client has it.</summary>
sealed record CopiedRow(string Kind, string Id, long? Version, string Data)
{
    public const string Notification = "notification";

    public JsonObject ToJson() => JsonNode.Parse(Data)!.AsObject();
}

/// <summary>A page of the changes of the client's scope.</summary>
/// <param name="Notifications">All unread notifications; null where they are those of the page before.</param>
sealed record PulledPage(
    List<CopiedRow> Puts, List<(string Kind, string Id)> Removes, List<CopiedRow>? Notifications, string Next, bool More)
{
    public static PulledPage Read(JsonObject page)
    {
        var changes = page["changes"]!.AsArray()
            .ToLookup(change => (string)change!["change"]! == "put", change => change!.AsObject());
        return new(
            [.. changes[true].Select(put => new CopiedRow(
                (string)put["kind"]!, (string)put["id"]!, (long)put["version"]!, put["data"]!.ToJsonString()))],
            [.. changes[false].Select(remove => ((string)remove["kind"]!, (string)remove["id"]!))],
            page["notifications"]?.AsArray().Select(entry => new CopiedRow(
                CopiedRow.Notification, (string)entry!["id"]!, Version: null, entry.ToJsonString())).ToList(),
            (string)page["next"]!, (bool)page["more"]!);
    }
}

/// <summary>The server or the link does not do it now; the same is tried again later.</summary>
sealed class TryLaterException(string message) : Exception(message);
