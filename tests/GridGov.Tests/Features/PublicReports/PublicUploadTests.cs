using System.Net;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Photos that are sent without an account.</summary>
public class PublicUploadTests
{
    [Fact]
    public async Task A_photo_of_forty_megabytes_is_refused_before_it_is_stored()
    {
        await using var app = new App([]);
        var photo = new byte[40 * 1024 * 1024];
        (await app.UploadPublicPhoto(photo)).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await app.UploadPublicPhoto(new byte[(10 * 1024 * 1024) + 1]))
            .ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await app.UploadPublicPhoto("%PDF-1.7 trailer %%EOF"u8.ToArray()))
            .ShouldRefuse(HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed");
        app.StoredFiles().ShouldBeEmpty();
        var jpeg = TestPhoto.Jpeg();
        var key = Caller.NewKey();
        var made = (await app.UploadPublicPhoto(jpeg, key)).ShouldBeCreated();
        var again = (await app.UploadPublicPhoto(jpeg, key)).ShouldBeCreated();
        ((string)again["photo"]!).ShouldBe((string)made["photo"]!);
    }

    [Fact]
    public async Task Many_photos_of_an_address_are_refused()
    {
        await using var app = new App([
            ("GridGov:PublicReports:PhotosPerAddress", "2"), ("GridGov:PublicReports:PendingPhotosPerAddress", "1")]);
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated();
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
    }

    [Fact]
    public async Task Photos_of_other_addresses_leave_room_until_there_are_many_of_all()
    {
        await using var app = new App([
            ("GridGov:PublicReports:PendingPhotosPerAddress", "2"), ("GridGov:PublicReports:PendingPhotos", "3")]);
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated();
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated();
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        (await app.Db.Write(tx => tx.Execute("UPDATE files SET address_hash = @Other", new { Other = new string('a', 64) }))).ShouldBe(2);
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated();
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        await using var app = new App([("GridGov:PublicReports:PendingPhotos", "0")]);
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated();
    }

    [Fact]
    public async Task A_photo_waits_an_hour_for_its_report_and_what_is_kept_forgets_its_address()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock, settings: [("GridGov:PublicReports:PendingPhotosPerAddress", "2")]);
        var street = await TestStreet.New(app);
        var (kept, late) = (await Upload(), await Upload());
        clock.Move(TimeSpan.FromMinutes(59));
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, photos = new[] { kept } });
        (await Addresses()).ShouldBe(1, "that of the photo which waits");
        clock.Move(TimeSpan.FromMinutes(2));
        (await app.TryReport(new { category = Lamps, description = Words, grid = street.Grid, photos = new[] { late } }))
            .ShouldFault("/photos/0", "photo-not-usable", "photo-not-usable");
        // What has expired takes no room, and is removed with its content.
        await Upload();
        await Upload();
        var stored = app.StoredFiles().Count;
        await GridGov.Domain.PublicReports.PublicReportCleanup.Run(app.Db, app.Files(), default);
        app.StoredFiles().Count.ShouldBeLessThan(stored);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files"))).ShouldBe(3);

        async Task<string> Upload() => (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;

        Task<long> Addresses() => app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files WHERE address_hash IS NOT NULL"));
    }

    [Fact]
    public async Task A_reporter_s_photos_count_among_those_of_the_ticket_and_zero_additions_are_no_limit()
    {
        await using var app = new App([("GridGov:PublicReports:Additions", "0")]);
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        string[] photos = [await Upload(), await Upload()];
        (await receipt.Add("一", null, photos[0])).ShouldBeCreated();
        await app.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE public_reports SET additions = 1000");
            for (var i = 1; i < 100; i++)
            {
                await tx.Execute("""
                    INSERT INTO ticket_attachments (id, ticket_id, file_id, kind, flags, confidential, attached_by, attached_at)
                    SELECT @Id, ticket_id, file_id, kind, flags, confidential, attached_by, attached_at FROM ticket_attachments LIMIT 1
                    """, new { Id = tx.NewId() });
            }
        });
        (await receipt.Add("二", null, photos[1])).ShouldRefuse(HttpStatusCode.Conflict, "too-many-attachments");
        (await receipt.Add("三")).ShouldBeCreated()["left"].ShouldBeNull();

        async Task<string> Upload() => (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
    }
}
