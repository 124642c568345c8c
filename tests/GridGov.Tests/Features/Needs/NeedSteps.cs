using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Needs;

/// <summary>Steps for tests of needs, claims and offers.</summary>
static class NeedSteps
{
    public const string NeedPath = "/v1/needs";
    public const string ClaimPath = "/v1/claims";
    public const string OfferPath = "/v1/offers";
    public const string Phone = "13803710001";

    /// <summary>A need for the first unit grid, with other properties.</summary>
    public static JsonObject Draft(TestStreet street, object? changes = null)
    {
        var body = JsonSerializer.SerializeToNode(new
        {
            kind = "service", title = "陪护就医", description = "独居老人每周复诊", grid = street.Grid, slots = 1,
            contact = new { name = "王小明", phone = Phone },
        })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(changes ?? new { })!.AsObject())
            body[name] = value?.DeepClone();
        return body;
    }

    public static async Task<Answer> Submitted(this TestStreet street, object? changes = null, Caller? by = null) =>
        (await (by ?? await street.Worker()).Post(NeedPath, Draft(street, changes))).ShouldBeCreated();

    public static async Task<Answer> Published(this TestStreet street, object? changes = null, Caller? by = null)
    {
        var need = await street.Submitted(changes, by);
        return (await (await street.Dispatcher()).Post($"{NeedPath}/{need.Id}/publish", new { }, need.Version)).ShouldBeOk();
    }

    public static async Task<Answer> Claim(this Caller caller, Answer need, string? group = null) =>
        (await caller.Post($"{NeedPath}/{need.Id}/claims", new { groupId = group })).ShouldBeCreated();

    /// <summary>Takes an action on a claim with the version of the previous answer.</summary>
    public static Task<Answer> Act(this Caller caller, Answer claim, string verb, object? body = null) =>
        caller.Post($"{ClaimPath}/{claim.Id}/{verb}", body, claim.Version);

    /// <summary>Takes an action on a need in its present version.</summary>
    public static async Task<Answer> ActOn(this Caller caller, Answer need, string verb, object? body = null) =>
        await caller.Post($"{NeedPath}/{need.Id}/{verb}", body, (await caller.Get($"{NeedPath}/{need.Id}")).ShouldBeOk().Version);

    public static async Task<Answer> Served(this Caller caller, Answer claim) =>
        (await caller.Act((await caller.Act(claim, "start")).ShouldBeOk(), "report-done")).ShouldBeOk();

    /// <summary>A group of the street's head, and somebody without a post who leads it.</summary>
    public static async Task<(string Id, Caller Leader)> Team(this TestStreet street, string? grid = null, string name = "志愿队")
    {
        var group = (await (await street.Head1()).Post("/v1/groups", new
        {
            kind = "volunteer_team", name, grid = grid ?? street.Grid,
        })).ShouldBeCreated().Id;
        var person = await street.App.Db.Write(tx => TestStreet.AddPerson(tx, "leader", street.Street));
        await street.Join(group, person);
        return (group, await street.App.CallerFor(person));
    }

    public static async Task Join(this TestStreet street, string group, GridGov.Data.Id person, string role = "leader") =>
        (await (await street.Head1()).Post($"/v1/groups/{group}/memberships", new { personId = person.ToString(), role })).ShouldBeCreated();

    public static JsonArray Items(this Answer list) => list.ShouldBeOk()["items"]!.AsArray();

    public static string[] Ids(this Answer list) => [.. list.Items().Select(each => (string)each!["id"]!)];

    public static string Status(this Answer answer) => (string)answer["status"]!;

    /// <summary>The allowed actions.</summary>
    public static async Task<string[]> Allowed(this Caller caller, string path) =>
        [.. (await caller.Get(path + "/actions")).Items().Where(item => (bool)item!["allowed"]!).Select(item => (string)item!["action"]!)];
}
