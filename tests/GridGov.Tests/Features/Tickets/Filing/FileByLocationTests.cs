using System.Net;
using GridGov.Domain.Verification;

namespace GridGov.Tests.Features.Tickets.Filing;

/// <summary>A ticket without a grid gets that of its location, and a location outside its grid is flagged.</summary>
public class FileByLocationTests
{
    const string Path = "/v1/tickets";

    [Fact]
    public async Task A_ticket_without_a_grid_gets_the_grid_of_its_location()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        foreach (var (east, grid) in new[] { (100.0, street.Grid), (247, street.Grid), (253, street.NextGrid), (700, street.OtherGrid) })
        {
            var filed = (await dispatcher.Post(Path, Body(boundaries.Location(east, 500)))).ShouldBeCreated();
            ((string)filed["grid"]!["code"]!).ShouldBe(grid);
            filed["outsideGrid"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_location_outside_all_grids_of_the_filer_is_refused()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var refused = (await (await street.Dispatcher()).Post(Path, Body(boundaries.Location(1100, 500))))
            .ShouldFault("/location", "location-outside-grids", "location-outside-grids");
        ((string)refused["detail"]!).ShouldContain($"{street.OtherGrid}, 100 m away");
        // The neighbour's grid is none of a worker's, so it is not named.
        ((string)(await (await street.Worker()).Post(Path, Body(boundaries.Location(300, 500))))
            .ShouldFault("/location", "location-outside-grids", "location-outside-grids")["detail"]!).ShouldNotContain(street.NextGrid);
        (await street.Worker()).ShouldNotBeNull();
        ((string)(await (await street.Worker()).Post(Path, Body(boundaries.Location(100, 500)))).ShouldBeCreated()["grid"]!["code"]!)
            .ShouldBe(street.Grid);
    }

    [Fact]
    public async Task Without_boundaries_a_ticket_goes_to_the_own_grid_or_needs_one()
    {
        var street = await TestStreet.New();
        var location = new TestBoundaries(street).Location(100, 500);
        ((string)(await (await street.Worker()).Post(Path, Body(location))).ShouldBeCreated()["grid"]!["code"]!).ShouldBe(street.Grid);
        (await (await street.Dispatcher()).Post(Path, Body(location))).ShouldFault("/grid", "grid-needed", "grid-needed");
    }

    [Fact]
    public async Task A_location_outside_the_named_grid_is_flagged_and_an_amendment_compares_again()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        var filed = (await dispatcher.Post(Path, Body(boundaries.Location(300, 500), street.Grid))).ShouldBeCreated();
        ((string)filed["grid"]!["code"]!).ShouldBe(street.Grid);
        ((int)filed["outsideGrid"]!["metres"]!).ShouldBeInRange(49, 51);
        ((string)filed["outsideGrid"]!["locatedGrid"]!).ShouldBe(street.NextGrid);
        (await dispatcher.Get($"{Path}/{filed.Id}")).ShouldBeOk()["outsideGrid"]!.ToJsonString()
            .ShouldBe(filed["outsideGrid"]!.ToJsonString());
        var details = (await dispatcher.Get($"{Path}/{filed.Id}/events")).ShouldBeOk()["items"]![0]!["details"]!["outsideGrid"]!;
        ((string)details["grid"]!).ShouldBe(street.NextGrid);

        var worded = (await dispatcher.Do(filed, "amend", new { reason = "更正", description = "井盖丢失" })).ShouldBeOk();
        ((int)worded["outsideGrid"]!["metres"]!).ShouldBeInRange(49, 51);
        var away = (await dispatcher.Do(worded, "amend", new { reason = "更正", location = boundaries.Location(-30, 500) })).ShouldBeOk();
        ((int)away["outsideGrid"]!["metres"]!).ShouldBeInRange(30, 31);
        away["outsideGrid"]!["locatedGrid"].ShouldBeNull();
        var moved = (await dispatcher.Do(away, "amend",
            new { reason = "更正", grid = street.NextGrid, location = boundaries.Location(300, 500) })).ShouldBeOk();
        moved["outsideGrid"].ShouldBeNull();
    }

    [Fact]
    public async Task Half_a_metre_and_a_grid_above_are_no_contradiction_and_confidential_tickets_tell_nothing()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Post(Path, Body(boundaries.Location(250.5, 500), street.Grid))).ShouldBeCreated()["outsideGrid"].ShouldBeNull();
        (await dispatcher.Post(Path, Body(boundaries.Location(300, 500), street.Community))).ShouldBeCreated()["outsideGrid"]
            .ShouldBeNull();
        var secret = (await dispatcher.Post(Path, Body(boundaries.Location(300, 500), street.Grid, "0704"))).ShouldBeCreated();
        secret["outsideGrid"].ShouldBeNull();
        ((bool)secret["confidential"]!).ShouldBeTrue();

        var open = (await dispatcher.Post(Path, Body(boundaries.Location(300, 500), street.Grid))).ShouldBeCreated();
        (await dispatcher.Do(open, "amend", new { reason = "涉密", category = "0704" })).ShouldBeOk()["outsideGrid"].ShouldBeNull();
    }

    [Fact]
    public async Task The_flag_and_the_boundaries_are_verified_against_their_events()
    {
        await using var app = new App(TestClock.Starting("2026-11-16 09:00"));
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var dispatcher = await street.Dispatcher();
        var filed = (await dispatcher.Post(Path, Body(boundaries.Location(300, 500), street.Grid))).ShouldBeCreated();
        (await dispatcher.Do(filed, "amend", new { reason = "更正", location = boundaries.Location(320, 500) })).ShouldBeOk();
        (await Differences()).ShouldBeEmpty();
        await app.Db.Write(tx => tx.Execute("UPDATE tickets SET grid_distance = 3"));
        (await Differences()).ShouldHaveSingleItem().ShouldContain("grid_distance");
        await app.Db.Write(tx => tx.Execute("UPDATE tickets SET grid_distance = 70, located_grid = NULL"));
        (await Differences()).ShouldContain(each => each.Contains("located_grid"));
        await app.Db.Write(tx => tx.Execute(
            "UPDATE grid_boundaries SET shape = replace(shape, '0', '1') WHERE grid_code = @Grid", new { street.Grid }));
        (await Differences()).ShouldContain(each => each.StartsWith($"grid_boundaries {street.Grid}"));

        async Task<List<string>> Differences()
        {
            var found = new List<string>();
            await JournalVerification.Run(app.Db, [], null, (place, what) => found.Add($"{place}: {what}"), default);
            await TicketVerification.Run(
                app.Db, (_, what) => found.Add(what), (_, what) => found.Add(what), (_, _) => { }, (_, _) => { }, default);
            return found;
        }
    }

    [Fact]
    public async Task Another_process_learns_of_a_change_at_once()
    {
        await using var one = new App();
        await using var two = one.StartSecondServer();
        var street = await TestStreet.New(one);
        var boundaries = await TestBoundaries.Import(street);
        var there = await one.CallerFor(street.PersonId("dispatcher"), at: two);
        (await Filed()).ShouldBe(street.Grid);
        (await boundaries.Post([boundaries.Box(street.Grid, 0, 50), boundaries.Box(street.NextGrid, 50, 500)])).ShouldBeOk();
        (await Filed()).ShouldBe(street.NextGrid);

        async Task<string> Filed() =>
            (string)(await there.Post(Path, Body(boundaries.Location(100, 500)))).ShouldBe(HttpStatusCode.Created)["grid"]!["code"]!;
    }

    static object Body(object location, string? grid = null, string category = "0107") =>
        new { category, description = "行道树倾斜", grid, location };
}
