using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Uploads;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Who decides about a held report sees its photos.</summary>
public class HeldPhotoTests
{
    /// <summary>The address of the photo of a report that is held, and its id with its version.</summary>
    static async Task<(string Photo, string Report, long Version)> Held(TestStreet street, string category)
    {
        await street.Report(new { category, description = Words, grid = street.Grid, device = street.Street });
        var photo = (string)(await street.App.UploadPublicPhoto(TestPhoto.Jpeg(2400, 1200))).ShouldBeCreated()["photo"]!;
        await street.Report(new { category, description = Words, grid = street.Grid, device = street.Street, photos = new[] { photo } });
        var item = (await (await street.Dispatcher()).Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((long)item["photos"]!).ShouldBe(1);
        var id = (string)item["id"]!;
        return ($"/v1/public-reports/{id}/photos/{item["photoIds"]!.AsArray().ShouldHaveSingleItem()}", id, (long)item["version"]!);
    }

    [Fact]
    public async Task Who_decides_about_a_held_report_sees_its_photos_until_it_is_decided()
    {
        await using var app = new App();
        var (street, other) = (await TestStreet.New(app), await TestStreet.New(app));
        var (photo, report, version) = await Held(street, Lamps);
        var (otherPhoto, _, _) = await Held(other, Lamps);
        var dispatcher = await street.Dispatcher();
        var picture = (await dispatcher.Get(photo + "/picture")).ShouldBeOk();
        picture.Response.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (picture.Header("Cache-Control"), picture.Header("Content-Security-Policy"))
            .ShouldBe(("no-store, private", "default-src 'none'; sandbox; frame-ancestors 'none'"));
        var thumbnail = (await (await street.Head1()).Get(photo + "/picture?size=thumbnail")).ShouldBeOk();
        thumbnail.Response.Content.Headers.ContentLength!.Value.ShouldBeLessThan(picture.Response.Content.Headers.ContentLength!.Value);
        (await dispatcher.Get(photo + "/picture?size=original")).ShouldFault("/size", "unknown_code");

        (await (await street.Worker()).Get(photo + "/picture")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Supervisor()).Get(photo + "/picture")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await app.Nobody().Get(photo + "/picture")).ShouldBe(HttpStatusCode.Unauthorized);
        (await (await other.Dispatcher()).Get(photo + "/picture")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        // A photo of another report opens by neither report's address.
        var foreign = otherPhoto[otherPhoto.LastIndexOf('/')..];
        (await dispatcher.Get($"/v1/public-reports/{report}/photos{foreign}/picture")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.ActionsIn("public_report", report)).ShouldBeEmpty();

        (await dispatcher.Post($"/v1/public-reports/{report}/release", new { }, version)).ShouldBeOk();
        (await dispatcher.Get(photo + "/picture")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await dispatcher.Post(photo + "/unmask", new { purpose = "x" })).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_photo_of_a_confidential_category_is_shown_for_a_purpose_that_the_audit_has()
    {
        await using var app = new App();
        var (street, other) = (await TestStreet.New(app), await TestStreet.New(app));
        var (photo, report, _) = await Held(street, Petitions);
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Get(photo + "/picture")).ShouldRefuse(HttpStatusCode.Forbidden, "photo-needs-purpose");
        (await dispatcher.Post(photo + "/unmask", new { purpose = " " })).ShouldFault("/purpose", "required");
        (await (await street.Worker()).Post(photo + "/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await other.Dispatcher()).Post(photo + "/unmask", new { purpose = "x" }))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        var key = await StreetMembers.WithKey(
            street, "dispatcher", PostKind.Dispatcher, street.Street, Capability.TicketAccept);
        (await key.Caller.Post(photo + "/unmask", new { purpose = "x" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.ActionsIn("public_report", report)).ShouldBeEmpty();

        var picture = (await dispatcher.Post(photo + "/unmask", new { purpose = "判断是否受理" })).ShouldBeOk();
        picture.Response.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        var entry = await app.Db.Read(tx => tx.QuerySingle(
            "SELECT actor_id, details FROM audit WHERE code = 'unmask_held_photo' AND subject = @Report",
            c => (Person: c.Id(), Details: c.Text()), new { Report = report }));
        entry.Person.ShouldBe(street.PersonId("dispatcher"));
        entry.Details.ShouldBe($$"""{"photo":"{{photo[(photo.LastIndexOf('/') + 1)..]}}","purpose":"判断是否受理"}""");
    }
}
