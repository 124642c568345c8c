using System.Globalization;
using System.Text.Json.Nodes;
using GridGov.Data;

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

    /// <summary>Adds a group, as the owner of the table has it.</summary>
    public static Task AddGroup(this TestStreet street, string name, bool isPublic, string? grid = null) => street.App.Db.Write(tx =>
        tx.Execute("""
            INSERT INTO groups (id, kind, name, grid_code, office_phone, public, created_at, version)
            VALUES (@Id, 'volunteer_team', @Name, @Grid, '0371-66220009', @Public, @Now, 1)
            """, new { Id = tx.NewId(), Name = name, Grid = grid ?? street.Grid, Public = isPublic, tx.Now }));

    public static Task AddNeed(
        this TestStreet street, string title, string status = "open", bool isPublished = true, int slots = 3, int claimed = 0) =>
        street.App.Db.Write(async tx =>
        {
            var (id, person) = (tx.NewId(), street.PersonId("head1"));
            await tx.Execute("""
                INSERT INTO needs (id, kind, title, description, grid_code, salt, hidden, status, continuing, slots, claim_by, submitted_by,
                                   submitted_at, published_at, version)
                VALUES (@Id, 'goods', @Title, '描述不公开', @Grid, @Salt, 0, @Status, 0, @Slots, 20991231, @Person, @Now, @Published, 1)
                """, new
            {
                Id = id, Title = title, street.Grid, Salt = new string('A', 24), Status = status, Slots = slots, Person = person, tx.Now,
                Published = isPublished ? tx.Now : (Instant?)null,
            });
            for (var i = 0; i < claimed; i++)
            {
                await tx.Execute("""
                    INSERT INTO claims (id, need_id, claimed_by, status, claimed_at, disputes, version)
                    VALUES (@Id, @Need, @Person, @Status, @Now, 0, 1)
                    """, new { Id = tx.NewId(), Need = id, Person = person, Status = i == 0 ? "released" : "claimed", tx.Now });
            }
        });

    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
