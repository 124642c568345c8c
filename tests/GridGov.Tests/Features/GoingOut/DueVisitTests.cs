using System.Net;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>The list of what is due at my doors today.</summary>
public class DueVisitTests
{
    [Fact]
    public async Task A_door_is_listed_once_with_all_that_is_due_there_until_it_is_visited()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var (one, two) = (await street.Place("一"), await street.Place("二"));
        await street.Place("别处", grid: street.OtherGrid);
        var visit = await street.Running(Plan(street, cycle: "week"));
        var survey = await street.Running(Plan(street, "survey", to: Today.AddDays(3)));
        var due = (await worker.Get(Due + "?count=true")).ShouldBeOk();
        due.Doors().ShouldBe(["一", "二"]);
        ((int)due["count"]!).ShouldBe(2);
        var first = due.Items()[0]!;
        first["campaigns"]!.AsArray().Select(each => (string)each!["id"]!).ShouldBe([visit.Id, survey.Id]);
        ((int)first["campaigns"]![1]!["daysLeft"]!, first["lastRecord"], first["rule"]).ShouldBe((3, null, null));

        await worker.Record(new { outcome = "absent", placeId = one.Id, campaignId = visit.Id });
        var absent = (await worker.Get(Due)).Items()[0]!;
        (absent["campaigns"]!.AsArray().Count, (string)absent["lastRecord"]!["outcome"]!).ShouldBe((2, "absent"), "nobody was met");
        var met = await worker.Record(new { outcome = "met", placeId = one.Id, campaignId = visit.Id });
        (await worker.Get(Due)).Items()[0]!["campaigns"]!.AsArray().Select(each => (string)each!["id"]!).ShouldBe([survey.Id]);
        (await worker.Get($"{Due}?campaign={visit.Id}")).Doors().ShouldBe(["二"]);
        await worker.Record(new { outcome = "refused", placeId = one.Id, campaignId = survey.Id });
        (await worker.Get(Due)).Doors().ShouldBe(["二"]);
        (await worker.Post($"{Records}/{met.RecordId()}/correct", new { outcome = "absent" })).ShouldBeCreated();
        (await worker.Get(Due)).Doors().ShouldBe(["一", "二"], "a corrected record is no visit");
        (await (await street.Head1()).Get($"{Due}?grid={street.OtherGrid}")).Doors().ShouldBeEmpty("no campaign wants it");
        (await (await street.OtherWorker()).Get(Due)).Items().ShouldBeEmpty();
        (await (await street.Dispatcher()).Get(Due)).ShouldBe(HttpStatusCode.Forbidden);
        (await worker.Get($"{Due}?near=1")).ShouldFault("/near", "wrong_format");
        two.Id.ShouldNotBe(one.Id);
    }

    [Fact]
    public async Task A_place_with_a_rule_of_its_own_is_due_when_that_has_passed()
    {
        var clock = TestClock.Starting("2026-03-01T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var place = (await (await street.Head1()).Post(PlaceSteps.Address, new
        {
            kind = "checkpoint", name = "桥头", grid = street.Grid, visitEveryDays = 7,
        })).ShouldBeCreated();
        var never = (await worker.Get(Due)).Items().ShouldHaveSingleItem()!;
        ((int)never["rule"]!["everyDays"]!, never["rule"]!["sinceDay"]).ShouldBe((7, null));
        await worker.Record(new { outcome = "in_order", placeId = place.Id });
        (await worker.Get(Due + "?count=true")).Items().ShouldBeEmpty();
        clock.MoveTo("2026-03-07T23:00:00");
        worker = await street.SignedInAgain("worker");
        (await worker.Get(Due)).Items().ShouldBeEmpty();
        clock.MoveTo("2026-03-08T01:00:00");
        worker = await street.SignedInAgain("worker");
        ((string)(await worker.Get(Due)).Items().ShouldHaveSingleItem()!["rule"]!["sinceDay"]!).ShouldBe("2026-03-08");
    }

    [Fact]
    public async Task Doors_come_grid_by_grid_nearest_first_and_page_by_page()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var head = await street.Head2();
        foreach (var (name, east, grid) in new[]
        {
            ("远", 200.0, street.Grid), ("近", 20, street.Grid), ("中", 100, street.Grid), ("邻", 300, street.NextGrid),
        })
            await street.Place(name, position: boundaries.Location(east, 500), grid: grid);
        await street.Place("无");
        await street.Running(Plan(street));
        var (lng, lat) = boundaries.At(0, 500);
        var near = FormattableString.Invariant($"&near={lng},{lat}");
        string[] expected = ["近", "中", "远", "无", "邻"];
        (await head.Get($"{Due}?limit=200{near}")).Doors().ShouldBe(expected);
        var pages = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await head.Get($"{Due}?limit=2{near}&cursor={cursor}")).ShouldBeOk();
            pages.AddRange(page.Doors());
            cursor = (string?)page["next"];
        }
        pages.ShouldBe(expected);
        (await head.Get($"{Due}?grid={street.NextGrid}")).Doors().ShouldBe(["邻"]);
    }
}
