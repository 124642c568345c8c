using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Verification;

namespace GridGov.Tests.Features.Boards;

/// <summary>What the office sets for the public boards of its grids.</summary>
public class BoardTests
{
    [Fact]
    public async Task A_grid_has_its_own_board_or_that_of_the_nearest_grid_above()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var none = (await head.Get($"/v1/boards/{street.Grid}")).ShouldBeOk();
        ((bool)none["published"]!, (string?)none["setFor"], none.Version, none.Header("ETag")).ShouldBe((false, null, 1L, "\"1\""));
        var set = await street.Publish(street.Street, BoardSteps.Body(title: "街道公示"));
        (set.Version, (string)set["setFor"]!, (string)set["address"]!).ShouldBe(
            (2L, street.Street, $"/v1/public/board?grid={street.Street}"));
        set["sections"]!.AsArray().Select(each => (string)each!).ShouldBe(BoardSteps.AllSections);

        var inherited = (await head.Get($"/v1/boards/{street.Grid}")).ShouldBeOk();
        ((string)inherited["setFor"]!, (string)inherited["title"]!, inherited.Version).ShouldBe((street.Street, "街道公示", 1L));
        await street.Publish(street.Community, BoardSteps.Body(title: "社区公示", sections: ["team", "heads"]));
        var nearer = (await head.Get($"/v1/boards/{street.Grid}")).ShouldBeOk();
        ((string)nearer["setFor"]!, (string)nearer["title"]!).ShouldBe((street.Community, "社区公示"));
        nearer["sections"]!.AsArray().Select(each => (string)each!).ShouldBe(["heads", "team"], "sections have one order");

        var removed = (await head.Delete($"/v1/boards/{street.Community}", ("If-Match", "\"2\""))).ShouldBeOk();
        ((string)removed["setFor"]!, (string)removed["title"]!, removed.Version).ShouldBe((street.Street, "街道公示", 3L));
        (await head.Delete($"/v1/boards/{street.Community}", ("If-Match", "\"3\""))).ShouldRefuse(HttpStatusCode.Conflict, "board-not-set");
        var again = (await head.Put($"/v1/boards/{street.Community}", BoardSteps.Body(), 3)).ShouldBeOk();
        ((string)again["setFor"]!, again.Version).ShouldBe((street.Community, 4L));

        var events = (await head.Get($"/v1/boards/{street.Community}/events")).ShouldBeOk()["items"]!.AsArray();
        events.Select(each => ((string)each!["action"]!, (long)each["version"]!)).ShouldBe([("put", 2L), ("remove", 3L), ("put", 4L)]);
        ((string)events[0]!["details"]!["title"]!).ShouldBe("社区公示");
        var audited = await street.App.Db.Read(tx => tx.Query<string>(
            "SELECT code FROM audit WHERE subject_kind = 'board' AND subject = @Community", new { street.Community }));
        audited.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_same_again_is_no_change_and_an_old_version_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var path = $"/v1/boards/{street.Grid}";
        (await head.Put(path, BoardSteps.Body())).ShouldRefuse(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await head.Put(path, BoardSteps.Body(), 2)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await head.Put(path, BoardSteps.Body(), 1)).ShouldBeOk().Version.ShouldBe(2);
        (await head.Put(path, BoardSteps.Body(), 2)).ShouldBeOk().Version.ShouldBe(2);
        (await head.Put(path, BoardSteps.Body(published: false), 1)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await head.Put(path, BoardSteps.Body(published: false), 2)).ShouldBeOk().Version.ShouldBe(3);
        (await head.Get(path + "/events")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_published_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var path = $"/v1/boards/{street.Grid}";
        (await head.Put(path, BoardSteps.Body(measure: "coverage_rate"), 1)).ShouldFault("/measure", "unknown_code");
        (await head.Put(path, BoardSteps.Body(sections: ["heads", "heads"]), 1)).ShouldFault("/sections", "duplicate");
        (await head.Put(path, BoardSteps.Body(title: new string('长', 101)), 1)).ShouldFault("/title", "too_long");
        (await head.Put(path, BoardSteps.Body(noticeEn: " "), 1)).ShouldFault("/noticeEn", "required");
        var wrong = JsonNode.Parse("""{ "published": true, "sections": ["pictures"], "names": "full", "measure": "x", "period": "y" }""")!;
        (await head.Put(path, wrong, 1)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Put($"/v1/boards/{street.Grid[..12]}999", BoardSteps.Body(), 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Put(path, BoardSteps.Body(), 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Put($"/v1/boards/{street.NextGrid}", BoardSteps.Body(), 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Head3()).Put(path, BoardSteps.Body(), 1)).ShouldBeOk();
        var admin = await street.Admin();
        (await admin.Post($"/v1/grids/{street.OtherGrid}/retire", new { reason = "x" }, 1)).ShouldBeOk();
        (await head.Put($"/v1/boards/{street.OtherGrid}", BoardSteps.Body(), 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-already-retired");
    }

    [Fact]
    public async Task The_list_has_the_boards_of_the_own_grids()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        await street.Publish();
        await street.Publish(street.Community);
        await street.Publish(street.Grid, BoardSteps.Body(published: false));
        await street.Publish(street.OtherGrid);
        (await head.Delete($"/v1/boards/{street.OtherGrid}", ("If-Match", "\"2\""))).ShouldBeOk();
        var first = (await head.Get("/v1/boards?limit=2&count=true")).ShouldBeOk();
        ((int)first["count"]!).ShouldBe(3);
        first["items"].Names("grid").ShouldBe([street.Street, street.Community]);
        (await head.Get($"/v1/boards?limit=2&cursor={first["next"]}")).ShouldBeOk()["items"].Names("grid").ShouldBe([street.Grid]);
        (await head.Get("/v1/boards?published=false")).ShouldBeOk()["items"].Names("grid").ShouldBe([street.Grid]);
        (await head.Get($"/v1/boards?grid={street.Community}&published=true")).ShouldBeOk()["items"].Names("grid")
            .ShouldBe([street.Community]);
        (await (await street.Head2()).Get("/v1/boards")).ShouldBeOk()["items"].Names("grid").ShouldBe([street.Community, street.Grid]);
        (await head.Get("/v1/boards?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Fact]
    public async Task What_was_changed_past_the_program_is_found()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.Publish();
        await street.Publish(street.Grid);
        (await (await street.Head1()).Delete($"/v1/boards/{street.Grid}", ("If-Match", "\"2\""))).ShouldBeOk();
        (await Differences(app)).ShouldBeEmpty();
        await Falsify(app, "UPDATE boards SET office_phone = '0371-1' WHERE removed_at IS NULL");
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("office_phone");
        await Falsify(app, "UPDATE boards SET office_phone = '0371-66220000' WHERE removed_at IS NULL");
        await Falsify(app, "DELETE FROM boards WHERE removed_at IS NOT NULL");
        (await Differences(app)).ShouldHaveSingleItem().ShouldContain("was removed");
    }

    static Task Falsify(App app, string sql) => app.Db.Write(tx => tx.Execute(sql));

    static async Task<List<string>> Differences(App app)
    {
        var found = new List<string>();
        await JournalVerification.Run(app.Db, [], rowSeals: null, (subject, what) => found.Add($"{subject}: {what}"), default);
        return found;
    }
}
