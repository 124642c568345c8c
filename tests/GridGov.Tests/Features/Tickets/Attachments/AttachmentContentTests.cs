using System.Net;
using System.Net.Http.Headers;
using GridGov.Tests.Features.Uploads;
using SkiaSharp;
using static GridGov.Tests.Features.Tickets.Attachments.AttachmentSteps;

namespace GridGov.Tests.Features.Tickets.Attachments;

public class AttachmentContentTests
{
    static Task<List<string>> AuditOf(TestStreet street, string id) => street.App.Db.Read(tx =>
        tx.Query<string>("SELECT code FROM audit WHERE kind = 'unmasking' AND subject = @Id ORDER BY seq", new { Id = id }));

    [Fact]
    public async Task The_picture_is_upright_bounded_and_without_metadata()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        // The camera was turned: the red half, on the left of the stored pixels, is above.
        var photo = TestPhoto.WithExif(113.6553, 34.7502, "2026:11:18 15:20:00", orientation: 6, TestPhoto.Jpeg(2400, 1200));
        var attached = (await worker.Attach((await street.File()).Id, photo)).ShouldBeCreated();
        ((int)attached["width"]!, (int)attached["height"]!).ShouldBe((1200, 2400));

        foreach (var (size, width, height) in new[] { ("", 800, 1600), ("?size=thumbnail", 160, 320) })
        {
            var bytes = await Bytes(worker, Address(attached) + "/picture" + size);
            bytes.AsSpan().IndexOf("Exif"u8).ShouldBe(-1);
            using var picture = SKBitmap.Decode(bytes);
            (picture.Width, picture.Height).ShouldBe((width, height));
            IsRed(picture.GetPixel(width / 2, height / 8)).ShouldBeTrue();
            IsRed(picture.GetPixel(width / 2, height * 7 / 8)).ShouldBeFalse();
        }

        static bool IsRed(SKColor color) => color.Red > 200 && color.Blue < 60;
    }

    [Theory]
    [InlineData(1, 0.1, 0.5)]
    [InlineData(2, 0.9, 0.5)]
    [InlineData(3, 0.9, 0.5)]
    [InlineData(4, 0.1, 0.5)]
    [InlineData(5, 0.5, 0.1)]
    [InlineData(6, 0.5, 0.1)]
    [InlineData(7, 0.5, 0.9)]
    [InlineData(8, 0.5, 0.9)]
    public async Task Every_orientation_is_applied(int orientation, double redX, double redY)
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var photo = TestPhoto.WithExif(113.6553, 34.7502, "2026:11:18 15:20:00", (ushort)orientation);
        var attached = (await worker.Attach((await street.File()).Id, photo)).ShouldBeCreated();
        using var picture = SKBitmap.Decode(await Bytes(worker, Address(attached) + "/picture"));
        (picture.Width, picture.Height).ShouldBe(orientation > 4 ? (40, 64) : (64, 40));
        picture.GetPixel((int)(redX * picture.Width), (int)(redY * picture.Height)).Red.ShouldBeGreaterThan((byte)200);
        picture.GetPixel((int)((1 - redX) * picture.Width), (int)((1 - redY) * picture.Height)).Red.ShouldBeLessThan((byte)60);
    }

    [Fact]
    public async Task An_answer_has_a_tag_takes_ranges_and_runs_nothing()
    {
        var street = await TestStreet.New();
        var inspector = await street.Inspector();
        byte[] photo = [.. TestPhoto.Jpeg(), .. new byte[200_000]];
        new Random(7).NextBytes(photo.AsSpan(photo.Length - 200_000));
        var attached = (await (await street.Worker()).Attach((await street.File()).Id, photo)).ShouldBeCreated();
        var original = Address(attached) + "/original";
        var whole = (await inspector.Get(original)).ShouldBeOk();
        var content = whole.Response.Content.Headers;
        (content.ContentType!.MediaType, content.ContentLength).ShouldBe(("image/jpeg", photo.Length));
        content.ContentDisposition!.DispositionType.ShouldBe("attachment");
        content.ContentDisposition.FileNameStar.ShouldNotBeNull().ShouldEndWith($"-{attached.Id}.jpg");
        whole.Header("X-Content-Type-Options").ShouldBe("nosniff");
        whole.Header("Content-Security-Policy").ShouldBe("default-src 'none'; sandbox; frame-ancestors 'none'");
        whole.Header("Cache-Control").ShouldBe("no-cache, private");
        whole.Header("Accept-Ranges").ShouldBe("bytes");
        var tag = whole.Response.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeFalse();

        (await inspector.Get(original, ("If-None-Match", tag.ToString()))).ShouldBe(HttpStatusCode.NotModified);
        // Over the border of two segments.
        foreach (var (range, from, to) in new[] { ("65000-66000", 65_000, 66_000), ("131072-131072", 131_072, 131_072) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, original);
            request.Headers.Range = RangeHeaderValue.Parse("bytes=" + range);
            var part = await inspector.Http.SendAsync(request);
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            part.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {from}-{to}/{photo.Length}");
            (await part.Content.ReadAsByteArrayAsync()).ShouldBe(photo[from..(to + 1)]);
        }
        (await inspector.Get(original, ("Range", "bytes=900000-"))).ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await inspector.Get(original, ("Range", "bytes=0-9"), ("If-Range", "\"other\""))).ShouldBeOk();
        var picture = (await inspector.Get(Address(attached) + "/picture")).ShouldBeOk();
        picture.Response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        picture.Response.Headers.ETag!.Tag.ShouldNotBe(tag.Tag);
        (await inspector.Send(HttpMethod.Head, Address(attached) + "/picture", body: null)).ShouldBeOk();
    }

    [Fact]
    public async Task An_original_is_read_by_those_who_judge_and_each_reading_is_audited()
    {
        var street = await TestStreet.New();
        var photo = TestPhoto.Jpeg();
        var attached = (await (await street.Worker()).Attach((await street.File()).Id, photo)).ShouldBeCreated();
        var original = Address(attached) + "/original";
        (await (await street.Worker()).Get(original)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Outsider()).Get(original)).ShouldBe(HttpStatusCode.Forbidden);
        (await AuditOf(street, attached.Id)).ShouldBeEmpty();
        foreach (var who in new[] { "head1", "dispatcher", "inspector", "supervisor" })
            (await Bytes(await street.As(who), original)).ShouldBe(photo);
        (await AuditOf(street, attached.Id)).ShouldBe(Enumerable.Repeat("read_original", 4));
    }

    [Fact]
    public async Task Who_does_not_see_the_ticket_sees_none_of_its_files()
    {
        var street = await TestStreet.New();
        var (ticket, other) = (await street.File(), await street.File());
        var attached = (await (await street.Worker()).Attach(ticket.Id)).ShouldBeCreated();
        var outsider = await street.Outsider();
        foreach (var address in new[] { "", "/picture" })
            (await outsider.Get(Address(attached) + address)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await outsider.Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await outsider.Link(Address(attached))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        // Of another ticket that the caller sees, it is not found either.
        (await (await street.Worker()).Get($"/v1/tickets/{other.Id}/attachments/{attached.Id}/picture"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_document_has_only_its_original()
    {
        var street = await TestStreet.New();
        byte[] document = [.. "%PDF-1.7\n1 0 obj\n"u8, .. "trailer\n%%EOF\n"u8];
        var attached = (await (await street.Worker()).Attach((await street.File()).Id, document, "other")).ShouldBeCreated();
        ((bool)attached["hasPicture"]!).ShouldBeFalse();
        var inspector = await street.Inspector();
        (await inspector.Get(Address(attached) + "/picture")).ShouldRefuse(HttpStatusCode.Conflict, "no-picture");
        (await inspector.Link(Address(attached))).ShouldRefuse(HttpStatusCode.Conflict, "no-picture");
        (await Bytes(inspector, Address(attached) + "/original")).ShouldBe(document);
    }

    [Fact]
    public async Task A_link_opens_one_content_for_five_minutes()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var (worker, nobody) = (await street.Worker(), app.Nobody());
        var attached = (await worker.Attach((await street.File()).Id)).ShouldBeCreated();
        var second = (await worker.Attach((string)attached.Header("Location")!.Split('/')[3])).ShouldBeCreated();
        var link = (await worker.Link(Address(attached), "thumbnail")).ShouldBeOk();
        ((string)link["expiresAt"]!).ShouldStartWith("2026-11-18T09:35:00");
        var address = (string)link["address"]!;
        var opened = (await nobody.Get(address)).ShouldBeOk();
        opened.Header("Cross-Origin-Resource-Policy").ShouldBe("cross-origin");
        opened.Header("X-Content-Type-Options").ShouldBe("nosniff");
        (await Bytes(nobody, address)).ShouldBe(await Bytes(worker, Address(attached) + "/picture?size=thumbnail"));

        string[] tampered =
        [
            address.Replace("variant=thumbnail", "variant=view", StringComparison.Ordinal),
            address.Replace("variant=thumbnail", "variant=original", StringComparison.Ordinal),
            address.Replace(attached.Id, second.Id, StringComparison.Ordinal),
            address[..^2] + (address[^2] == 'A' ? 'B' : 'A') + address[^1],
            address[..address.IndexOf("&link", StringComparison.Ordinal)],
            address + "&link=x",
        ];
        foreach (var other in tampered)
            ((int)(await nobody.Get(other)).Status).ShouldBeOneOf([400, 403], other);
        clock.Move(TimeSpan.FromMinutes(5));
        (await nobody.Get(address)).ShouldRefuse(HttpStatusCode.Forbidden, "link-not-valid");
    }

    [Fact]
    public async Task A_link_ends_with_the_session_and_with_the_right()
    {
        var street = await TestStreet.New();
        var (worker, inspector, nobody) = (await street.Worker(), await street.Inspector(), street.App.Nobody());
        var attached = (await worker.Attach((await street.File()).Id)).ShouldBeCreated();
        (await worker.Link(Address(attached), "original")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var (view, original) = ((await worker.Link(Address(attached))).ShouldBeOk(), (await inspector.Link(Address(attached), "original")).ShouldBeOk());
        (await AuditOf(street, attached.Id)).ShouldBe(["read_original"]);
        foreach (var link in new[] { view, original })
            (await nobody.Get((string)link["address"]!)).ShouldBeOk();
        (await worker.Post("/v1/auth/sign-out", null)).ShouldBe(HttpStatusCode.NoContent);
        await Leaks.StreetMembers.End(street, "inspector");
        foreach (var link in new[] { view, original })
            (await nobody.Get((string)link["address"]!)).ShouldRefuse(HttpStatusCode.Forbidden, "link-not-valid");
    }

    [Fact]
    public async Task An_api_key_makes_no_links()
    {
        var street = await TestStreet.New();
        var attached = (await (await street.Worker()).Attach((await street.File()).Id)).ShouldBeCreated();
        var key = await Leaks.StreetMembers.WithKey(street, "worker", GridGov.Security.PostKind.GridWorker, street.Grid);
        (await key.Caller.Link(Address(attached))).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-keys");
        (await key.Caller.Get(Address(attached) + "/picture")).ShouldBeOk();
    }
}
