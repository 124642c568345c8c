using System.Net;
using GridGov.Domain.Files;
using GridGov.Domain.Verification;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Features.Tickets.Attachments;

public class AttachFileTests
{
    const double Lng = 113.6553;
    const double Lat = 34.7502;

    static async Task<Answer> File(TestStreet street) => (await (await street.Worker()).Post("/v1/tickets",
        new { category = "0107", description = "行道树倾斜", location = new { lng = Lng, lat = Lat } })).ShouldBeCreated();

    internal static async Task<List<string>> Differences(App app)
    {
        var found = new List<string>();
        await TicketVerification.Run(app.Db, (_, what) => found.Add(what), (_, what) => found.Add(what), (_, _) => { }, (_, _) => { }, default);
        await FileAudit.Run(app.Db, app.Files(), withKeys: true, (file, what) => found.Add($"file {what}"), default);
        return found;
    }

    [Fact]
    public async Task A_photo_is_attached_with_what_is_said_of_it()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var ticket = await File(street);
        var photo = TestPhoto.WithExif(Lng, Lat, "2026:11:18 15:20:00");
        var attached = (await worker.Attach(ticket.Id, photo, "after", new { lng = Lng, lat = Lat }, "2026-11-18T15:21:00+08:00", "已扶正"))
            .ShouldBeCreated();
        ((string)attached["kind"]!, (string)attached["contentType"]!, (long)attached["length"]!, (string)attached["caption"]!)
            .ShouldBe(("after", "image/jpeg", photo.Length, "已扶正"));
        ((int)attached["width"]!, (int)attached["height"]!, (bool)attached["hasPicture"]!, (bool)attached["masked"]!)
            .ShouldBe((64, 40, true, false));
        ((double)attached["position"]!["lng"]!, (double)attached["position"]!["lat"]!).ShouldBe((Lng, Lat));
        attached["flags"]!.AsArray().ShouldBeEmpty();
        ((string)attached["by"]!["id"]!).ShouldBe(street.PersonId("worker").ToString());

        (await worker.Get(AttachmentSteps.Address(attached))).ShouldBeOk().Text.ShouldBe(attached.Text);
        (await (await street.Head3()).Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!.ToJsonString().ShouldBe(attached.Json.ToJsonString());
        var act = (await worker.Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]!.AsArray()[^1]!;
        ((string)act["action"]!, (string)act["details"]!["sha256"]!, (string)act["details"]!["caption"]!)
            .ShouldBe(("attach", UploadSteps.Sha256(photo), "已扶正"));
        ((long)(await worker.Get($"/v1/tickets/{ticket.Id}")).Json["version"]!).ShouldBe(ticket.Version);
        (await worker.Get($"/v1/uploads/{(string)act["details"]!["file"]!}")).ShouldBe(HttpStatusCode.NotFound);
        (await Differences(app)).ShouldBeEmpty();

        await app.Db.Write(tx => tx.Execute("UPDATE ticket_attachments SET kind = 'before', caption = '未处理'"));
        (await Differences(app)).Count(what => what.StartsWith("ticket_attachments", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(Lng, Lat, "2026:11:18 15:20:00", "")]
    [InlineData(Lng + 0.002, Lat, "2026:11:18 15:20:00", "far_from_ticket far_from_claim")]
    [InlineData(Lng, Lat, "2026:11:17 15:20:00", "time_differs")]
    public async Task What_the_camera_recorded_is_compared_and_flagged(double lng, double lat, string taken, string flags)
    {
        var street = await TestStreet.New();
        var ticket = await File(street);
        var attached = (await (await street.Worker()).Attach(ticket.Id, TestPhoto.WithExif(lng, lat, taken), "before",
            new { lng = Lng, lat = Lat }, "2026-11-18T15:21:00+08:00")).ShouldBeCreated();
        string.Join(' ', attached["flags"]!.AsArray().Select(flag => (string)flag!)).ShouldBe(flags);
    }

    [Fact]
    public async Task A_place_in_another_datum_is_converted()
    {
        var street = await TestStreet.New();
        var ticket = await File(street);
        var attached = (await (await street.Worker()).Attach(ticket.Id, position: new { lng = Lng, lat = Lat, coordSys = "gcj02" }))
            .ShouldBeCreated();
        ((double)attached["position"]!["lng"]!).ShouldNotBe(Lng);
        attached["flags"]!.AsArray().Select(flag => (string)flag!).ShouldBe(["far_from_ticket"], "GCJ-02 is half a kilometre off");
    }

    [Fact]
    public async Task Only_ones_own_complete_upload_is_attached_and_once()
    {
        var street = await TestStreet.New();
        var (worker, ticket) = (await street.Worker(), await File(street));
        var photo = TestPhoto.Jpeg();
        var upload = (await worker.Upload(photo)).ShouldBeCreated();
        var body = new { uploadId = upload.Id, kind = "other" };
        var address = $"/v1/tickets/{ticket.Id}/attachments";
        (await (await street.Officer()).Post(address, body)).ShouldRefuse(HttpStatusCode.Conflict, "upload-missing");
        (await (await street.Outsider()).Post(address, body)).ShouldBe(HttpStatusCode.NotFound);
        (await worker.Post(address, new { uploadId = ticket.Id, kind = "other" })).ShouldRefuse(HttpStatusCode.Conflict, "upload-missing");
        var begun = (await worker.Post("/v1/uploads/resumable", new { length = 9, sha256 = new string('a', 64) })).ShouldBeCreated();
        (await worker.Post(address, new { uploadId = begun.Id, kind = "other" })).ShouldRefuse(HttpStatusCode.Conflict, "upload-incomplete");

        var first = (await worker.Post(address, body, key: "once")).ShouldBeCreated();
        (await worker.Post(address, body, key: "once")).ShouldBeCreated().Id.ShouldBe(first.Id);
        (await worker.Post(address, body)).ShouldRefuse(HttpStatusCode.Conflict, "upload-missing");
        (await worker.Get(address)).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Invalid_values_are_refused()
    {
        var street = await TestStreet.New();
        var (worker, ticket) = (await street.Worker(), await File(street));
        (await worker.Attach(ticket.Id, kind: "selfie")).ShouldFault("/kind", "invalid_value");
        (await worker.Attach(ticket.Id, position: new { lng = 213.0, lat = 34.0 })).ShouldFault("/position/lng", "out_of_range");
        (await worker.Attach(ticket.Id, takenAt: "1960-01-01T00:00:00Z")).ShouldFault("/takenAt", "wrong_format");
        (await worker.Attach(ticket.Id, caption: new string('字', 501))).ShouldFault("/caption", "too_long");
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_and_stay_readable_in_each_ticket()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var photo = TestPhoto.Jpeg();
        var first = (await (await street.Worker()).Attach((await File(street)).Id, photo)).ShouldBeCreated();
        var second = (await (await street.Officer()).Attach((await File(street)).Id, photo)).ShouldBeCreated();
        app.StoredFiles().Count.ShouldBe(3);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files"))).ShouldBe(1);
        var inspector = await street.Inspector();
        foreach (var attached in new[] { first, second })
            (await AttachmentSteps.Bytes(inspector, AttachmentSteps.Address(attached) + "/original")).ShouldBe(photo);
        (await Differences(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_bytes_are_kept_again_where_the_first_copy_is_missing()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, photo) = (await street.Worker(), TestPhoto.Jpeg());
        var first = (await worker.Attach((await File(street)).Id, photo)).ShouldBeCreated();
        foreach (var file in app.StoredFiles())
            System.IO.File.Delete(file);
        var inspector = await street.Inspector();
        for (var i = 0; i < 2; i++)
        {
            var later = (await worker.Attach((await File(street)).Id, photo)).ShouldBeCreated();
            (await AttachmentSteps.Bytes(inspector, AttachmentSteps.Address(later) + "/original")).ShouldBe(photo);
        }
        app.StoredFiles().Count.ShouldBe(3);
        (await Differences(app)).ShouldAllBe(what => what.EndsWith("is missing", StringComparison.Ordinal));
        (await worker.Get(AttachmentSteps.Address(first))).ShouldBeOk();
    }

    [Fact]
    public async Task A_ticket_has_a_limited_number_of_files()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, ticket) = (await street.Worker(), await File(street));
        (await worker.Attach(ticket.Id)).ShouldBeCreated();
        await app.Db.Write(async tx =>
        {
            for (var i = 1; i < 100; i++)
            {
                await tx.Execute("""
                    INSERT INTO ticket_attachments (id, ticket_id, file_id, kind, flags, confidential, attached_by, attached_at)
                    SELECT @Id, ticket_id, file_id, kind, flags, confidential, attached_by, attached_at FROM ticket_attachments LIMIT 1
                    """, new { Id = tx.NewId() });
            }
        });
        (await worker.Attach(ticket.Id)).ShouldRefuse(HttpStatusCode.Conflict, "too-many-attachments");
    }
}
