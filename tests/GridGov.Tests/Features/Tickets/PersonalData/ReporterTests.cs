using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Domain.PersonalData;
using GridGov.Encryption;
using GridGov.Features.Tickets.Filing;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.PersonalData;

/// <summary>Reporters of tickets: masked, unmasked for calling back, and found by phone number.</summary>
public class ReporterTests
{
    static async Task<Answer> Filed(TestStreet street, string? name, string? phone, string category = Greenery) =>
        (await (await street.Worker()).Post("/v1/tickets", new { category, description = "行道树倾斜", reporter = new { name, phone } }))
            .ShouldBeCreated();

    static Task<Answer> Unmask(Caller caller, string id, string purpose = "回访") =>
        caller.Post($"/v1/tickets/{id}/reporters/unmask", new { purpose });

    static Task<Answer> Search(Caller caller, string phone, string purpose = "来电查询") =>
        caller.Post("/v1/tickets/search-by-phone", new { phone, purpose });

    static async Task<List<JsonNode>> Audit(TestStreet street, string query) =>
        [.. (await (await street.Supervisor()).Get($"/v1/audit?kind=unmasking&{query}")).ShouldBeOk()["items"]!.AsArray()
            .Select(each => each!)];

    [Fact]
    public async Task Callers_back_see_masked_reporters_and_leave_no_audit_entry()
    {
        var street = await TestStreet.New();
        var filed = await Filed(street, "王小明", "138 0371 0001");
        foreach (var who in new[] { "dispatcher", "inspector", "head1", "head3" })
        {
            var shown = (await (await street.As(who)).Get($"/v1/tickets/{filed.Id}/reporters")).ShouldBeOk();
            ((bool)shown["masked"]!).ShouldBeTrue();
            shown["items"]!.AsArray().Select(each => ((string)each!["name"]!, (string)each["phone"]!)).ShouldBe([("王**", "138****0001")]);
        }
        foreach (var who in new[] { "supervisor", "admin" })
            (await (await street.As(who)).Get($"/v1/tickets/{filed.Id}/reporters"))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        foreach (var who in new[] { "worker", "officer", "instructor" })
            (await (await street.As(who)).Get($"/v1/tickets/{filed.Id}/reporters"))
                .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");
        (await (await street.Department()).Get($"/v1/tickets/{filed.Id}/reporters")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await TestStreet.New()).Dispatcher().ContinueWith(other => other.Result.Get($"/v1/tickets/{filed.Id}/reporters")).Unwrap())
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/events"))["items"]!.AsArray().ShouldHaveSingleItem();
        (await Audit(street, $"subject={filed.Id}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unmasking_reporters_needs_a_purpose_which_is_in_the_history_and_once_in_the_audit()
    {
        var street = await TestStreet.New();
        var filed = await Filed(street, "王芳", "13803710001");
        for (var i = 0; i < 2; i++)
        {
            // A repeated Idempotency-Key reads again and is not answered from the stored response.
            var read = (await (await street.Dispatcher())
                .Post($"/v1/tickets/{filed.Id}/reporters/unmask", new { purpose = "回访报告人" }, key: "again")).ShouldBeOk();
            read.Header("Idempotency-Replayed").ShouldBeNull();
            ((bool)read["masked"]!).ShouldBeFalse();
            read["items"]!.AsArray().Select(each => ((string)each!["name"]!, (string)each["phone"]!)).ShouldBe([("王芳", "13803710001")]);
        }
        var events = (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/events")).ShouldBeOk();
        events["items"]!.AsArray().Select(each => (string)each!["action"]!).ShouldBe(["file", "read_reporters", "read_reporters"]);
        var audit = await Audit(street, $"subject={filed.Id}");
        audit.Count.ShouldBe(2);
        audit[0]["details"]!.ToJsonString().ShouldBe("""{"purpose":"\u56DE\u8BBF\u62A5\u544A\u4EBA","reporters":1}""");
        ((string)audit[0]["by"]!["name"]!).ShouldBe("dispatcher");
        ((string)audit[0]["operation"]!).ShouldBe("unmaskTicketReporters");
        foreach (var text in new[] { events.Text, string.Concat(audit.Select(each => each.ToJsonString())) })
        {
            text.ShouldNotContain("13803710001");
            text.ShouldNotContain("王芳");
        }
    }

    [Fact]
    public async Task Without_right_purpose_or_scope_reporters_are_not_read_and_nothing_is_written()
    {
        var street = await TestStreet.New();
        var filed = await Filed(street, "王芳", "13803710001");
        foreach (var (who, code) in new[] { ("worker", "not-the-handler"), ("officer", "not-the-handler"),
            ("supervisor", "post-not-allowed"), ("admin", "post-not-allowed") })
            (await Unmask(await street.As(who), filed.Id)).ShouldRefuse(HttpStatusCode.Forbidden, code);
        (await Unmask(await (await TestStreet.New()).Dispatcher(), filed.Id)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await Unmask(await street.Dispatcher(), filed.Id, purpose: " ")).ShouldFault("/purpose", "required");
        (await (await street.Dispatcher()).PostRaw($"/v1/tickets/{filed.Id}/reporters/unmask", "{}")).ShouldFault("/purpose", "required");
        (await Audit(street, $"subject={filed.Id}")).ShouldBeEmpty();
        (await (await street.Worker()).Get($"/v1/tickets/{filed.Id}/events"))["items"]!.AsArray().ShouldHaveSingleItem();

        // Without reporters the history gets no entry, but the audit does.
        var none = await street.File();
        (await Unmask(await street.Dispatcher(), none.Id)).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await Audit(street, $"subject={none.Id}")).ShouldHaveSingleItem();
        (await (await street.Worker()).Get($"/v1/tickets/{none.Id}/events"))["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("13803710001")]
    [InlineData("138 0371 0001")]
    [InlineData("138-0371-0001")]
    [InlineData("+86 138 0371 0001")]
    [InlineData("8613803710001")]
    [InlineData("0086 13803710001")]
    public async Task Tickets_are_found_by_the_exact_phone_number_in_any_spelling(string written)
    {
        var street = await TestStreet.New();
        var one = await Filed(street, "王芳", "138 0371 0001");
        var other = await Filed(street, "王芳", "+86-13803710001", category: "0704");
        await Filed(street, "王芳", "13803710002");
        var found = (await Search(await street.Dispatcher(), written)).ShouldBeOk();
        found["items"]!.AsArray().Select(each => (string)each!["id"]!).ShouldBe([other.Id, one.Id]);
        found["items"]!.AsArray().Select(each => (bool)each!["masked"]!).ShouldBe([true, false]);
        ((bool)found["more"]!).ShouldBeFalse();
        found.Text.ShouldNotContain("13803710001");
    }

    [Theory]
    [InlineData("(0371)66668888")]
    [InlineData("（０３７１）６６６６８８８８")]
    [InlineData("037166668888")]
    [InlineData("+86 371-6666-8888")]
    [InlineData("(+86)371-6666-8888")]
    [InlineData("0371-66668888-801")]
    [InlineData("037166668888转801")]
    [InlineData("0371 6666 8888 分机 801")]
    [InlineData("0371-6666-8888 ext. 801")]
    [InlineData("０３７１６６６６８８８８转８０２")]
    [InlineData("\u202D0371-66668888\u202C")]
    public async Task A_landline_is_found_however_it_was_and_is_written_with_and_without_extension(string written)
    {
        var street = await TestStreet.New();
        string[] kept = [written, "037166668888转801", "(0371)66668888", "0371-66668888-801"];
        foreach (var phone in kept)
            await Filed(street, "王芳", phone);
        await Filed(street, "王芳", "037166668889转801");
        (await Search(await street.Dispatcher(), written)).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(kept.Length);
    }

    [Fact]
    public async Task A_number_kept_before_extensions_were_told_apart_is_found_as_it_was_written()
    {
        var street = await TestStreet.New();
        var filed = await Filed(street, "王芳", "110");
        await street.App.Db.Write(async tx =>
        {
            var hash = (await EncryptedReporter.HashesOf(tx, "037166668888801"))[^1];
            await tx.Execute("UPDATE ticket_reporters SET phone_hash = @Hash WHERE ticket_id = @Ticket",
                new { Hash = hash, Ticket = IdOf(filed.Id) });
        });
        (await Search(await street.Dispatcher(), "0371-66668888-801")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_search_covers_the_own_grids_needs_the_whole_number_and_is_audited_without_it()
    {
        var street = await TestStreet.New();
        await Filed(street, "王芳", "13803710077");
        var dispatcher = await street.Dispatcher();
        (await Search(dispatcher, "13803710077", "群众来电")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        (await Search(dispatcher, "1380371007")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await Search(dispatcher, "---")).ShouldFault("/phone", "wrong_format");
        (await Search(await (await TestStreet.New()).Dispatcher(), "13803710077")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        foreach (var who in new[] { "worker", "officer", "supervisor", "admin" })
            (await Search(await street.As(who), "13803710077")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Search(dispatcher, "王芳")).ShouldFault("/phone", "wrong_format");
        (await Search(dispatcher, "")).ShouldFault("/phone", "required");
        (await Search(dispatcher, "13803710077", purpose: "")).ShouldFault("/purpose", "required");

        var audit = await Audit(street, $"actor={dispatcher.Person}");
        audit.Count.ShouldBe(2);
        ((string)audit[^1]["code"]!).ShouldBe("find_by_phone");
        ((string)audit[^1]["details"]!["purpose"]!).ShouldBe("群众来电");
        ((int)audit[^1]["details"]!["found"]!).ShouldBe(1);
        string.Concat(audit.Select(each => each.ToJsonString())).ShouldNotContain("13803710077");
        (await App.Shared.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE caller = @Id", new { Id = dispatcher.Person }))).ShouldBe(0);
    }

    [Fact]
    public async Task A_search_with_more_than_two_hundred_results_shows_the_newest_and_says_so()
    {
        var street = await TestStreet.New();
        var last = "";
        for (var i = 0; i < 201; i++)
            last = (await Filed(street, null, "13803719999")).Id;
        var found = (await Search(await street.Dispatcher(), "13803719999")).ShouldBeOk();
        found["items"]!.AsArray().Count.ShouldBe(200);
        ((string)found["items"]![0]!["id"]!).ShouldBe(last);
        ((bool)found["more"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Neither_name_nor_number_nor_a_guessable_hash_is_stored_in_plain()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (name, phone) = ("欧阳钟离昆", "13912345678");
        var one = await Filed(street, name, phone);
        var other = await Filed(street, "李四", "13800000000");
        (await Unmask(await street.Dispatcher(), one.Id)).ShouldBeOk();
        (await Search(await street.Dispatcher(), phone)).ShouldBeOk();
        (await app.Store.PlacesOf(name)).ShouldBeEmpty();
        (await app.Store.PlacesOf(phone)).ShouldBeEmpty();
        var row = await app.Db.Read(tx => tx.QuerySingle<(string Encrypted, string Hash)>(
            "SELECT encrypted, phone_hash FROM ticket_reporters WHERE ticket_id = @Id", new { Id = IdOf(one.Id) }));
        // Ten thousand million numbers are tried in minutes; so no plain hash of one, by itself or in a request, may lie there.
        (await app.Store.PlacesOf(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(phone))))).ShouldBeEmpty();
        var fingerprint = Plain(app, new FileTicket.Request(Greenery, "行道树倾斜", Reporter: new FileTicket.Reporter(name, phone)));
        (await app.Store.PlacesOf(fingerprint)).ShouldBeEmpty();
        (await app.Store.PlacesOf(await app.Db.Write(tx => FieldEncryption.HashRequest(tx, fingerprint))))
            .ShouldNotBeEmpty("it lies there by its keyed hash");

        // Somebody else's cannot be put in the place of one's own.
        await app.Db.Write(tx => tx.Execute("UPDATE ticket_reporters SET encrypted = @Encrypted WHERE ticket_id = @Id",
            new { row.Encrypted, Id = IdOf(other.Id) }));
        (await (await street.Dispatcher()).Get($"/v1/tickets/{other.Id}/reporters"))
            .ShouldRefuse(HttpStatusCode.InternalServerError, "internal-error");
        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBe([$"ticket_reporters/{other.Id}/1"]);
    }

    /// <summary>The fingerprint of the request without a key.</summary>
    static string Plain(App app, FileTicket.Request request)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(request,
            GridGov.Api.Json.WithFreeText(app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions));
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes("POST /v1/tickets\n\n"), .. json]));
    }

    [Fact]
    public async Task A_repeated_filing_is_recognised_and_a_different_one_with_the_same_key_is_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var body = new { category = Greenery, description = "树", reporter = new { phone = "13803710001" } };
        var first = (await worker.Post("/v1/tickets", body, key: "k1")).ShouldBeCreated();
        var again = (await worker.Post("/v1/tickets", body, key: "k1")).ShouldBeCreated();
        again.Id.ShouldBe(first.Id);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        (await worker.Post("/v1/tickets", new { category = Greenery, description = "树", reporter = new { phone = "13803710002" } },
            key: "k1"))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }
}
