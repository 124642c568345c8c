using System.Text.Json.Nodes;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Held reports of the public follow their grid.</summary>
public class FollowingReportTests
{
    [Fact]
    public async Task Held_reports_follow_to_the_successor_that_their_place_lies_in_with_their_photos()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "d" });
        await street.Report(new
        {
            category = Lamps, description = Words, location = boundaries.Location(200, 500), device = "d", photos = new[] { photo },
        });
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "d" });
        (await Grids()).ShouldBe([street.Grid, street.Grid]);
        (await (await street.Admin()).Post($"/v1/grids/{street.Grid}/split", new
        {
            reason = "一分为二",
            into = new[]
            {
                new { name = "西网格", boundary = JsonNode.Parse(boundaries.Box("", 0, 125))!["geometry"] },
                new { name = "东网格", boundary = JsonNode.Parse(boundaries.Box("", 125, 250))!["geometry"] },
            },
        }, 2)).ShouldBeOk();
        (await Grids()).ShouldBe([street.Community + "004", street.Community + "003"]);
        (await app.Differences()).ShouldBeEmpty();
        var (id, version) = (await app.Db.Read(tx => tx.QuerySingle(
            "SELECT id, version FROM public_reports WHERE status = 'held' ORDER BY id LIMIT 1", c => (c.Id(), c.Long()))));
        (await (await street.Dispatcher()).Post($"/v1/public-reports/{id}/release", new { }, version)).ShouldBeOk();

        async Task<string[]> Grids() => [.. (await (await street.Dispatcher()).Get("/v1/public-reports/held")).ShouldBeOk()["items"]!
            .AsArray().Select(item => (string)item!["grid"]!)];
    }
}
