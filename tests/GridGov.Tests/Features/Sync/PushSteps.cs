using System.Text.Json.Nodes;
using GridGov.Data;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Sync;

/// <summary>Steps for tests of what phones send later.</summary>
static class PushSteps
{
    /// <summary>A time of the phone, so many minutes from now.</summary>
    public static string At(double minutes = -1, App? app = null) =>
        ((app ?? App.Shared).Services.GetRequiredService<Clock>().Now + TimeSpan.FromMinutes(minutes)).ToUtc().ToString("O");

    public static JsonObject Act(
        string id, string act, object? body = null, string? subject = null, object? version = null, string[]? after = null,
        string? at = null)
    {
        var made = new JsonObject { ["id"] = id, ["act"] = act, ["at"] = at ?? At() };
        if (subject is not null)
            made["subject"] = subject;
        if (version is not null)
            made["version"] = JsonValue.Create(version);
        if (after is not null)
            made["after"] = new JsonArray([.. after.Select(each => JsonValue.Create(each))]);
        if (body is not null)
            made["body"] = System.Text.Json.JsonSerializer.SerializeToNode(body);
        return made;
    }

    public static object Report(TestStreet street, string text = "行道树倾斜", string category = "0107") =>
        new { category, description = text, grid = street.Grid };

    public static Task<Answer> Push(this Caller caller, params IEnumerable<JsonObject> acts) =>
        caller.Post("/v1/sync/push", new JsonObject { ["acts"] = new JsonArray([.. acts.Select(act => act.DeepClone())]) });

    public static List<JsonNode> Results(this Answer push) => [.. push.ShouldBeOk()["results"]!.AsArray().Select(each => each!)];

    /// <summary>The outcomes, each with the code of its problem or the act that holds it.</summary>
    public static List<string> Outcomes(this Answer push) => push.Results().ConvertAll(each =>
        $"{each["result"]} {(string?)each["problem"]?["code"] ?? (string?)each["heldBy"]}".Trim());

    public static async Task<List<string>> Actions(this Caller caller, string ticket) =>
        [.. (await caller.Get($"/v1/tickets/{ticket}/events")).ShouldBeOk()["items"]!.AsArray().Select(each => (string)each!["action"]!)];

    public static Task<long> Stored(this App app, Id person) => app.Db.Read(tx =>
        tx.QuerySingle<long>("SELECT count(*) FROM sync_acts WHERE person_id = @Person", new { Person = person }));
}
