using System.Globalization;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Tests.Features.Needs;

namespace GridGov.Tests.Features.Boards;

/// <summary>Steps for tests of public boards and service circles.</summary>
static class BoardSteps
{
    public const string Public = "/v1/public/board";

    public static readonly string[] AllSections =
        ["heads", "service_roles", "team", "venue", "office_phone", "needs", "circle", "resolution_rate"];

    public static object Body(
        bool published = true, string? title = null, string[]? sections = null, string names = "full", string measure = "resolution_rate",
        string period = "this_month", string? noticeZh = "工作日接待来访。", string? noticeEn = null) => new
        {
            published, title, sections = sections ?? AllSections, names, officePhone = "0371-66220000", officeAddress = "二道街10号",
            noticeZh, noticeEn, measure, period,
        };

    /// <summary>Sets the board of a grid for the first time.</summary>
    public static async Task<Answer> Publish(this TestStreet street, string? grid = null, object? body = null) =>
        (await (await street.Head1()).Put($"/v1/boards/{grid ?? street.Street}", body ?? Body(), 1)).ShouldBeOk();

    /// <summary>A place that everybody may know of, unless said otherwise.</summary>
    public static async Task<string> PublicPlace(
        this TestStreet street, string name, string kind, object? position, string? grid = null, string[]? tags = null,
        bool isPublic = true) => (await (await street.Head1()).Post("/v1/places", new
        {
            kind, name, grid = grid ?? street.Grid, position, tags, @public = isPublic, address = name + "门前",
        })).ShouldBeCreated().Id;

    public static Task Rename(this TestStreet street, string who, string name) => street.App.Db.Write(async tx =>
    {
        await tx.Execute("UPDATE people SET name = @Name WHERE id = @Id", new { Id = street.PersonId(who), Name = name });
        tx.Invalidate(CacheTopic.Rights);
    });

    public static string[] Names(this JsonNode? list, string property = "name") =>
        [.. list!.AsArray().Select(each => (string)each![property]!)];

    /// <summary>The numbers of service points in the three rings.</summary>
    public static int[] Rings(this JsonNode? circle) => [.. circle!["rings"]!.AsArray().Select(ring => (int)ring!["points"]!)];

    public static async Task AddGroup(this TestStreet street, string name, bool isPublic, string? grid = null) =>
        (await (await street.Head1()).Post("/v1/groups", new
        {
            kind = "volunteer_team", name, grid = grid ?? street.Grid, officePhone = "0371-66220009", @public = isPublic,
        })).ShouldBeCreated();

    /// <summary>A need of which the board may show title, kind and free slots.</summary>
    /// <param name="claimed">How many teams claim it; the first of them releases it.</param>
    public static async Task AddNeed(
        this TestStreet street, string title, bool isPublished = true, bool isWithdrawn = false, int slots = 3, int claimed = 0)
    {
        var changes = new { kind = "goods", title, description = "描述不公开", slots };
        var need = isPublished ? await street.Published(changes) : await street.Submitted(changes);
        for (var i = 0; i < claimed; i++)
        {
            var (group, leader) = await street.Team(name: $"认领队{i}");
            var claim = await leader.Claim(need, group);
            if (i == 0)
                (await leader.Act(claim, "release", new { reason = "人手不足" })).ShouldBeOk();
        }
        if (isWithdrawn)
            (await (await street.Worker()).ActOn(need, "withdraw", new { reason = "已解决" })).ShouldBeOk();
    }

    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
