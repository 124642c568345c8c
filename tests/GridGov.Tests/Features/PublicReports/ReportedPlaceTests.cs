using System.Text.RegularExpressions;
using GridGov.Tests.Features.Boards;
using GridGov.Tests.Features.Places;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Where a public report is: at a place that the office shows, or beside other tickets, of which nothing is said.</summary>
public partial class ReportedPlaceTests
{
    [Fact]
    public async Task Another_ticket_nearby_changes_nothing_that_a_reporter_sees()
    {
        await using var app = new App([("GridGov:PublicReports:HeldPerPlace", "2")]);
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        for (var i = 0; i < 2; i++)
        {
            (await worker.Post("/v1/tickets", new { category = Lamps, description = Words, location = boundaries.Location(100, 500) }))
                .ShouldBeCreated();
        }
        // Beside the two tickets of the office, far from any, and beside the report before.
        var seen = new List<string>();
        foreach (var east in new[] { 100, 400, 100, 100 })
        {
            var made = (await app.TryReport(new { category = Lamps, description = Words, location = boundaries.Location(east, 500) }))
                .ShouldBeCreated();
            var receipt = ReceiptOf(app, made);
            var shown = (await receipt.Look()).ShouldBeOk().Text;
            shown += (await receipt.Add("补充")).ShouldBeCreated().Text + (await receipt.Look()).ShouldBeOk().Text;
            seen.Add(Time().Replace((made.Text + shown).Replace(receipt.Number, "R", StringComparison.Ordinal)
                .Replace(receipt.Secret, "S", StringComparison.Ordinal), "T"));
        }
        seen.ShouldAllBe(each => each == seen[0]);
        // Tickets of the office hold no report; two of the public do.
        var held = (await (await street.Dispatcher()).Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray();
        ((string)held.ShouldHaveSingleItem()!["reasons"]![0]!).ShouldBe("place");
    }

    [Fact]
    public async Task A_report_at_a_public_place_has_its_grid_position_and_name()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var place = await street.PublicPlace("zq6活动室", "venue", boundaries.Location(400, 100), street.NextGrid);
        await street.Report(new { category = Lamps, description = Words, placeId = place });
        var ticket = await street.PublicTicket();
        ((string)ticket["grid"]!["code"]!, (string)ticket["place"]!["id"]!, (string)ticket["place"]!["name"]!)
            .ShouldBe((street.NextGrid, place, "zq6活动室"));
        var at = boundaries.At(400, 100);
        ((double)ticket["location"]!["lng"]!).ShouldBe(at.Lng, 0.00001);
        ((double)ticket["location"]!["lat"]!).ShouldBe(at.Lat, 0.00001);
    }

    [Fact]
    public async Task A_place_that_is_not_public_or_is_retired_is_unknown_to_the_public()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var hidden = await street.PublicPlace("zq6住户", "household", boundaries.Location(100, 100), isPublic: false);
        var retired = await street.PublicPlace("zq6旧址", "venue", boundaries.Location(100, 120));
        (await (await street.Head1()).Post($"{PlaceSteps.Address}/{retired}/retire", new { reason = "拆迁" }, 1)).ShouldBeOk();
        string? unknown = null;
        foreach (var place in new[] { "01K4V6J0Q8Z3R", hidden, retired })
        {
            var refused = (await street.App.TryReport(new { category = Lamps, description = Words, placeId = place }))
                .ShouldFault("/placeId", "unknown-place", "unknown-place");
            var text = TraceId().Replace(refused.Text.Replace(place, "P", StringComparison.Ordinal), "");
            text.ShouldBe(unknown ??= text, "as for a place that does not exist");
        }
        (await (await street.Dispatcher()).Get("/v1/tickets?source=public")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
    }

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();

    [GeneratedRegex("\"traceId\":\\s*\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TraceId();
}
