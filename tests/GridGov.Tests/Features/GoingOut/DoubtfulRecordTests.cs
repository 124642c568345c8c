using System.Net;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Records far from their place or outside the grid are flagged, and taken all the same.</summary>
public class DoubtfulRecordTests
{
    [Fact]
    public async Task What_is_doubtful_is_flagged_and_not_refused()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        var place = await street.Place("301", position: boundaries.Location(100, 500));
        var near = await worker.Record(new { outcome = "met", placeId = place.Id, position = boundaries.Location(110, 500) });
        ((double)near["record"]!["placeMetres"]!).ShouldBe(10, 1);
        ((bool)near["record"]!["farFromPlace"]!, (bool)near["record"]!["outsideGrid"]!).ShouldBe((false, false));
        var far = await worker.Record(new { outcome = "met", placeId = place.Id, position = boundaries.Location(100, 4000) });
        ((bool)far["record"]!["farFromPlace"]!, (bool)far["record"]!["outsideGrid"]!).ShouldBe((true, true));
        (await worker.Get($"{Records}?flagged=true")).Items().Select(each => (string)each!["id"]!).ShouldBe([far.RecordId()]);
        // Without a grid it is that of the position.
        ((string)(await worker.Record(new { outcome = "in_order", position = boundaries.Location(100, 100) }))["record"]!["grid"]!["code"]!)
            .ShouldBe(street.Grid);
        (await worker.Post(Records, new { outcome = "in_order", position = boundaries.Location(800, 100) }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "location-outside-grids");
    }

    [Theory]
    [InlineData(1999, false)]
    [InlineData(2001, true)]
    [InlineData(-1999, false)]
    [InlineData(-2001, true)]
    public async Task Two_kilometres_from_the_place_is_the_edge(int metres, bool isFar)
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        var place = await street.Place("301", position: boundaries.Location(100, 500));
        var made = await worker.Record(new { outcome = "met", placeId = place.Id, position = boundaries.Location(100, 500 + metres) });
        ((double)made["record"]!["placeMetres"]!).ShouldBe(Math.Abs(metres), 0.5);
        ((bool)made["record"]!["farFromPlace"]!).ShouldBe(isFar);
        var log = (await worker.Get($"/v1/people/{street.PersonId("worker")}/days/{Today.Text()}")).ShouldBeOk();
        ((long)log["sums"]!["farFromPlace"]!).ShouldBe(isFar ? 1 : 0);
    }
}
