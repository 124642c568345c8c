using System.Net;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.Tickets.Attachments.AttachmentSteps;

namespace GridGov.Tests.Features.Tickets.Attachments;

/// <summary>Files of confidential tickets: encrypted, closed to everybody, and opened for a purpose.</summary>
public class ConfidentialAttachmentTests
{
    const string Petition = "0704";
    const string Mark = "zq9photoMark";

    static byte[] Marked(byte[] jpeg) => [.. jpeg, .. System.Text.Encoding.ASCII.GetBytes(Mark)];

    static bool IsInPlain(App app) =>
        app.StoredFiles().Any(file => System.IO.File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Mark)) >= 0
            || System.IO.File.ReadAllBytes(file).AsSpan().StartsWith<byte>([0xFF, 0xD8]));

    [Fact]
    public async Task A_file_opens_only_with_a_purpose_for_those_who_may_unmask_the_ticket()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var ticket = await street.File(category: Petition);
        var photo = Marked(TestPhoto.Jpeg());
        var attached = (await worker.Attach(ticket.Id, photo, position: new { lng = 113.1234, lat = 34.5678 }, caption: Mark))
            .ShouldBeCreated();
        ((bool)attached["masked"]!, (string)attached["caption"]!).ShouldBe((true, "******"));
        attached["position"].ShouldBeNull();
        IsInPlain(app).ShouldBeFalse();
        (await app.Store.PlacesOf(Mark, "113.1234", UploadSteps.Sha256(photo))).ShouldBeEmpty();

        var head = await street.Head1();
        foreach (var address in new[] { "/picture", "/picture?size=thumbnail", "/original" })
            (await head.Get(Address(attached) + address)).ShouldRefuse(HttpStatusCode.Forbidden, "attachment-needs-purpose");
        (await head.Link(Address(attached))).ShouldRefuse(HttpStatusCode.Forbidden, "attachment-needs-purpose");
        (await (await street.Officer()).Link(Address(attached), purpose: "好奇"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-concerned-with-ticket");
        (await (await street.Outsider()).Link(Address(attached), purpose: "好奇")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var link = (await head.Link(Address(attached), "original", "核查前了解情况")).ShouldBeOk();
        var opened = (await app.Nobody().Get((string)link["address"]!)).ShouldBeOk();
        opened.Header("Cache-Control").ShouldBe("no-store, private");
        (await Bytes(app.Nobody(), (string)link["address"]!)).ShouldBe(photo);
        (await worker.Link(Address(attached), purpose: "核对所拍照片")).ShouldBeOk();
        (await app.Db.Read(tx => tx.Query<string>("SELECT details FROM audit WHERE code = 'unmask_attachment' ORDER BY seq")))
            .ShouldBe([
                $$"""{"ticket":"{{ticket["number"]}}","variant":"original","purpose":"核查前了解情况"}""",
                $$"""{"ticket":"{{ticket["number"]}}","variant":"view","purpose":"核对所拍照片"}""",
            ]);
        // The words are read by unmasking the ticket.
        (await head.Post($"/v1/tickets/{ticket.Id}/unmask", new { purpose = "核查" })).ShouldBeOk().Text.ShouldContain(Mark);
        (await AttachFileTests.Differences(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flag_does_not_tell_where_a_confidential_ticket_is()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var ticket = (await worker.Post("/v1/tickets", new
        {
            category = Petition, description = "上访", location = new { lng = 113.6553, lat = 34.7502 },
        })).ShouldBeCreated();
        foreach (var lat in new[] { 34.7502, 34.7602 })
        {
            var said = new { lng = 113.6553, lat };
            var photo = TestPhoto.WithExif(113.6553, lat, "2026:11:18 15:20:00");
            (await worker.Attach(ticket.Id, position: said)).ShouldBeCreated()["flags"]!.AsArray().ShouldBeEmpty();
            (await worker.Attach(ticket.Id, photo, position: said)).ShouldBeCreated()["flags"]!.AsArray().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_link_from_before_a_ticket_was_confidential_opens_no_more()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, ticket) = (await street.Worker(), await street.File());
        var attached = (await worker.Attach(ticket.Id)).ShouldBeCreated();
        var links = new[] { await worker.Link(Address(attached)), await worker.Link(Address(attached), purpose: "核对") }
            .Select(link => (string)link.ShouldBeOk()["address"]!).ToList();
        foreach (var link in links)
            (await app.Nobody().Get(link)).ShouldBeOk();
        (await (await street.Dispatcher()).Do(ticket, "amend", new { category = Petition, reason = "涉及信访" })).ShouldBeOk();
        foreach (var link in links)
            (await app.Nobody().Get(link)).ShouldRefuse(HttpStatusCode.Forbidden, "link-not-valid");
        var later = (await worker.Link(Address(attached), purpose: "核对")).ShouldBeOk();
        (await app.Nobody().Get((string)later["address"]!)).ShouldBeOk();
    }

    [Fact]
    public async Task That_a_confidential_file_equals_another_is_not_to_be_seen()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var photo = TestPhoto.Jpeg();
        var (plain, secret) = (await street.File(), await street.File(category: Petition));
        foreach (var ticket in new[] { secret, plain, secret })
            (await (await street.Worker()).Attach(ticket.Id, photo)).ShouldBeCreated();
        (await app.Db.Read(tx => tx.Query<string>("SELECT coalesce(sha256, '') FROM files ORDER BY id")))
            .ShouldBe(["", UploadSteps.Sha256(photo), ""]);
        app.StoredFiles().Count.ShouldBe(9);
        app.StoredFiles().Select(file => Convert.ToHexString(System.IO.File.ReadAllBytes(file))).ShouldBeUnique();
    }

    [Fact]
    public async Task An_amendment_that_hides_a_ticket_closes_its_files()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var (shared, own) = (TestPhoto.Jpeg(), TestPhoto.Jpeg());
        var (ticket, other) = (await street.File(), await street.File());
        var attached = (await worker.Attach(ticket.Id, own, position: new { lng = 113.1234, lat = 34.5678 }, caption: Mark)).ShouldBeCreated();
        (await worker.Attach(ticket.Id, shared)).ShouldBeCreated();
        var elsewhere = (await worker.Attach(other.Id, shared)).ShouldBeCreated();

        var hidden = (await dispatcher.Do(ticket, "amend", new { category = Petition, reason = "涉及信访" })).ShouldBeOk();
        var shown = (await worker.Get(Address(attached))).ShouldBeOk();
        ((string)shown["caption"]!, (bool)shown["masked"]!, shown["position"]).ShouldBe(("******", true, null));
        (await worker.Get(Address(attached) + "/picture")).ShouldRefuse(HttpStatusCode.Forbidden, "attachment-needs-purpose");
        (await worker.Link(Address(attached), purpose: "核对")).ShouldBeOk();
        (await app.Db.Read(tx => tx.Query<string>("SELECT sha256 FROM files WHERE sha256 IS NOT NULL"))).ShouldBe([UploadSteps.Sha256(shared)]);
        (await worker.Get(Address(elsewhere) + "/picture")).ShouldBeOk();
        (await AttachFileTests.Differences(app)).ShouldBeEmpty();

        // Ordinary again, it shows nothing that was hidden; what is attached then is ordinary.
        (await dispatcher.Do(hidden, "amend", new { category = "0107", reason = "不涉及信访" })).ShouldBeOk();
        (await worker.Get(Address(attached) + "/picture")).ShouldRefuse(HttpStatusCode.Conflict, "attachment-hidden");
        (await worker.Link(Address(attached), purpose: "核对")).ShouldRefuse(HttpStatusCode.Conflict, "attachment-hidden");
        ((string)(await worker.Get(Address(attached)))["caption"]!).ShouldBe("******");
        var later = (await worker.Attach(ticket.Id, own)).ShouldBeCreated();
        (await worker.Get(Address(later) + "/picture")).ShouldBeOk();
        (await AttachFileTests.Differences(app)).ShouldBeEmpty();
    }
}
