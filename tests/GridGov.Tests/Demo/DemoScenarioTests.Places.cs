using System.Net;
using GridGov.Tests.Architecture;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Demo;

/// <summary>The second half of openapi/examples.http against the demo's geometry, which is stored in a street of its own here.</summary>
public partial class DemoScenarioTests
{
    [Fact]
    public async Task A_photo_and_a_position_of_a_map_become_a_ticket_in_its_grid()
    {
        var worker = await demo.As("demo-worker");
        var located = (await worker.Get("/v1/grids/locate?lng=113.6614&lat=34.7491&coordSys=gcj02")).ShouldBeOk();
        located["grids"]!.AsArray().Select(each => (string)each!["grid"]!["code"]!)
            .ShouldContain("410103003005006", located.Text);

        var photo = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "openapi", "photo.jpg"));
        var uploaded = (await worker.Upload(photo, "image/jpeg")).ShouldBeCreated();
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi", "examples.http"))).ShouldContain(UploadSteps.Sha256(photo));
        var filed = (await worker.Post("/v1/tickets", new
        {
            category = "0107", description = "行道树树冠碰到高压线，树下窨井盖松动",
            location = new { lng = 113.6614, lat = 34.7491, coordSys = "gcj02" },
        })).ShouldBeCreated();
        ((string)filed["grid"]!["code"]!, (string)filed["grid"]!["name"]!).ShouldBe(("410103003005006", "二道街社区第6网格"));
        filed["outsideGrid"].ShouldBeNull();
        var attached = (await worker.Post($"/v1/tickets/{filed.Id}/attachments",
            new { uploadId = uploaded.Id, kind = "before", caption = "树冠与导线" })).ShouldBeCreated();

        var found = (await worker.Get("/v1/tickets?q=井盖&sort=relevance&limit=200")).ShouldBeOk();
        found["items"]!.AsArray().Select(each => (string)each!["id"]!).ShouldContain(filed.Id);
        found["items"]!.AsArray().ShouldAllBe(each => each!["hits"] != null);

        var link = (await worker.Post($"/v1/tickets/{filed.Id}/attachments/{attached.Id}/link", new { variant = "view" })).ShouldBeOk();
        var picture = await demo.Anonymous.Get((string)link["address"]!);
        picture.Status.ShouldBe(HttpStatusCode.OK);
        (await (await demo.As("demo-outsider")).Get($"/v1/tickets/{filed.Id}/attachments")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_grid_was_divided_last_week_and_both_codes_answer()
    {
        var supervisor = await demo.As("demo-supervisor");
        var old = (await supervisor.Get("/v1/grids/410103003007008")).ShouldBeOk();
        var successors = old["successors"]!.AsArray().Select(code => (string)code!).ToList();
        successors.Count.ShouldBe(2, old.Text);
        var established = (await supervisor.Get(
            "/v1/statistics/measures?measure=resolution_rate&grid=410103003007008&from=2012-05-01&to=2012-11-01")).ShouldBeOk();
        ((int)established["total"]!["denominator"]!).ShouldBeGreaterThan(100, "its tickets of 2012 keep its code");
        foreach (var successor in successors)
        {
            var roster = (await supervisor.Get($"/v1/grids/{successor}/roster")).ShouldBeOk();
            roster["first"].ShouldNotBeNull(roster.Text);
            (await supervisor.Get($"/v1/grids/{successor}/boundary")).ShouldBeOk();
        }
    }
}
