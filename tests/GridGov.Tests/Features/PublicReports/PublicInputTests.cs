using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>Bad input, guesses, floods and held reports.</summary>
public class PublicInputTests
{
    [Fact]
    public async Task A_thousand_guesses_are_bounded_and_lock_nobody_out()
    {
        await using var app = new App([
            ("GridGov:PublicReports:WrongSecretsPerAddress", "60"), ("GridGov:PublicReports:WrongSecretsPerReceipt", "20")]);
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        var (missing, limited) = (0, 0);
        var nobody = app.Nobody();
        for (var i = 0; i < 1000; i++)
        {
            // Of a known receipt and of one that does not exist.
            var number = i % 2 == 0 ? receipt.Number : "00000-00000";
            var answer = await nobody.Get($"/v1/public/reports/{number}", ("Receipt-Secret", $"guess-{i}"));
            if (i < 2)
                answer.ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            missing += answer.Status == HttpStatusCode.NotFound ? 1 : 0;
            limited += answer.Status == HttpStatusCode.TooManyRequests ? 1 : 0;
            if (answer.Status == HttpStatusCode.TooManyRequests)
                answer.Header("Retry-After").ShouldNotBeNull();
        }
        missing.ShouldBeLessThanOrEqualTo(45);
        (missing + limited).ShouldBe(1000);
    }

    [Fact]
    public async Task A_receipt_under_attack_still_opens_for_its_secret()
    {
        await using var app = new App([("GridGov:PublicReports:WrongSecretsPerReceipt", "3")]);
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        for (var i = 0; i < 5; i++)
        {
            (await receipt.Look("wrong")).ShouldRefuse(
                i < 3 ? HttpStatusCode.NotFound : HttpStatusCode.TooManyRequests, i < 3 ? "not-found" : "too-many-requests");
        }
        (await receipt.Look()).ShouldBeOk();
        (await street.App.Nobody().Get(receipt.Path)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await street.App.Nobody().Get($"{receipt.Path}?secret={receipt.Secret}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "unknown-parameter");
    }

    [Fact]
    public async Task Wrong_receipts_and_wrong_secrets_are_one_answer()
    {
        var street = await TestStreet.New();
        var (mine, other) = (await street.Report(), await street.Report());
        var nobody = street.App.Nobody();
        foreach (var (path, secret) in new[]
        {
            (mine.Path, other.Secret), ("/v1/public/reports/ABCDE-12345", mine.Secret), ("/v1/public/reports/x", mine.Secret),
            (mine.Path, ""), (mine.Path, new string('x', 5000)),
        })
            (await nobody.Get(path, ("Receipt-Secret", secret))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        foreach (var verb in new[] { "feedback", "additions" })
        {
            object body = verb == "feedback" ? new { solved = true, satisfied = true } : new { text = "x" };
            (await (mine with { Secret = other.Secret }).Send(verb, body))
                .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        }
    }

    [Fact]
    public async Task A_wrong_receipt_and_a_wrong_secret_take_the_same_statements()
    {
        await using var app = new App([]);
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        var known = await Statements($"/v1/public/reports/{receipt.Number}");
        var unknown = await Statements("/v1/public/reports/ABCDE-12345");
        known.ShouldHaveSingleItem();
        unknown.ShouldBe(known);

        async Task<List<string>> Statements(string path)
        {
            var statements = new ConcurrentQueue<string>();
            app.Engine.OnStatement = (_, sql) =>
            {
                if (sql.Contains("public_reports", StringComparison.Ordinal))
                    statements.Enqueue(sql);
            };
            (await app.Nobody().Get(path, ("Receipt-Secret", "wrong"))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            app.Engine.OnStatement = null;
            return [.. statements];
        }
    }

    [Fact]
    public async Task Malformed_reports_are_refused_with_their_place()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var app = street.App;
        (await app.TryReport(new { category = Lamps, description = "", grid = street.Grid })).ShouldBe(HttpStatusCode.BadRequest);
        (await app.TryReport(new { category = Lamps, description = Words, grid = street.Grid, phone = "12ab" }))
            .ShouldFault("/phone", "wrong_format");
        (await app.TryReport(new { category = Lamps, description = Words, grid = street.Grid, photos = new[] { "a", "b", "c", "d" } }))
            .ShouldBe(HttpStatusCode.BadRequest);
        (await app.TryReport(new { category = Lamps, description = Words, grid = "999999999" }))
            .ShouldFault("/grid", "grid-outside-scope", "grid-outside-scope");
        (await app.TryReport(new { category = Lamps, description = Words, location = new { address = "路口" } }))
            .ShouldFault("/grid", "report-grid-needed", "report-grid-needed");
        var outside = new { lng = boundaries.At(0, 0).Lng - 0.05, lat = boundaries.At(0, 0).Lat };
        (await app.TryReport(new { category = Lamps, description = Words, location = outside }))
            .ShouldFault("/location", "location-outside-grids", "location-outside-grids");
        (await app.TryReport(new { category = Lamps, description = Words, placeId = "01K4V6J0Q8Z3R" }))
            .ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await app.TryReport(new { category = Lamps, description = Words, grid = street.Grid, photos = new[] { "01K4V6J0Q8Z3R-x" } }))
            .ShouldFault("/photos/0", "photo-not-usable", "photo-not-usable");
        (await app.Nobody().Send(HttpMethod.Post, "/v1/public/reports", JsonContent.Create(
            new { category = Lamps, description = Words, grid = street.Grid })))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_receipt_again()
    {
        var street = await TestStreet.New();
        var (key, body) = (Caller.NewKey() + street.Street, new { category = Lamps, description = Words, grid = street.Grid });
        var first = (await street.App.TryReport(body, key)).ShouldBeCreated();
        var again = (await street.App.TryReport(body, key)).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        ((string)again["secret"]!).ShouldBe((string)first["secret"]!);
        (await street.App.TryReport(new { category = Lamps, description = "别的", grid = street.Grid }, key))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await (await street.Dispatcher()).Get("/v1/tickets?source=public")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_device_reports_again_is_held_until_somebody_releases_it()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "phone-1" });
        var held = await street.Report(new
        {
            category = Lamps, description = "zq5held", grid = street.Grid, device = "phone-1", phone = "13803710001",
            photos = new[] { photo },
        });
        (await held.Steps()).ShouldBe(["received"]);
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Get("/v1/tickets?source=public&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);
        var list = (await dispatcher.Get("/v1/public-reports/held?count=true")).ShouldBeOk();
        ((long)list["count"]!).ShouldBe(1);
        var item = list["items"]![0]!;
        ((string)item["description"]!).ShouldBe("zq5held");
        ((string)item["reasons"]![0]!).ShouldBe("device");
        ((bool)item["hasPhone"]!).ShouldBeTrue();
        ((long)item["photos"]!).ShouldBe(1);
        list.Text.ShouldNotContain("13803710001");
        (await app.Store.PlacesOf("zq5held", "13803710001")).ShouldBeEmpty();

        var (id, version) = ((string)item["id"]!, (long)item["version"]!);
        (await (await street.Outsider()).Post($"/v1/public-reports/{id}/release", new { }, version)).ShouldBe(HttpStatusCode.Forbidden);
        (await dispatcher.Post($"/v1/public-reports/{id}/release", new { }, version + 5))
            .ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        var released = (await dispatcher.Post($"/v1/public-reports/{id}/release", new { }, version)).ShouldBeOk();
        ((string)released["status"]!).ShouldBe("filed");
        (await dispatcher.Post($"/v1/public-reports/{id}/release", new { }, version + 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "report-not-held");
        var ticket = await street.PublicTicket();
        ((string)ticket["description"]!).ShouldBe("zq5held");
        ((bool)ticket["unverified"]!).ShouldBeTrue();
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}/attachments")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        (await GridGov.Host.Commands.VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task A_held_report_is_discarded_by_somebody_or_by_time_with_its_photos()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        await street.Report(new { category = Petitions, description = Words, grid = street.Grid, device = "phone-2" });
        var held = new List<Receipt>();
        for (var i = 0; i < 2; i++)
        {
            var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
            held.Add(await street.Report(new
            {
                category = Petitions, description = Words, grid = street.Grid, device = "phone-2", photos = new[] { photo },
            }));
        }
        var dispatcher = await street.Dispatcher();
        var first = (await dispatcher.Get("/v1/public-reports/held")).ShouldBeOk()["items"]![0]!;
        ((string)first["description"]!).ShouldBe("******");
        var discarded = await dispatcher.Post(
            $"/v1/public-reports/{(string)first["id"]!}/discard", new { answer = "重复提交" }, (long)first["version"]!);
        discarded.ShouldBeOk();
        var shown = (await held[0].Look()).ShouldBeOk();
        ((string)shown["step"]!).ShouldBe("not_accepted");
        ((string)shown["answer"]!).ShouldBe("重复提交");
        clock.Move(TimeSpan.FromDays(8));
        await GridGov.Domain.PublicReports.PublicReportCleanup.Run(app.Db, app.Files(), default);
        (await held[1].Step()).ShouldBe("not_accepted");
        app.StoredFiles().ShouldBeEmpty();
        (await app.Db.Read(tx => tx.QuerySingle<long>("""
            SELECT count(*) FROM public_reports WHERE address_hash IS NOT NULL OR request_hash IS NOT NULL OR status = 'held'
            """))).ShouldBe(0);
        (await GridGov.Host.Commands.VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task Limits_of_an_address_and_a_place_hold_and_refuse()
    {
        await using var app = new App([
            ("GridGov:PublicReports:HeldPerAddress", "5"), ("GridGov:PublicReports:PerAddress", "6"),
            ("GridGov:PublicReports:HeldPerPlace", "2")]);
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        object At(double east, string category = Lamps) => new { category, description = Words, location = boundaries.Location(east, 500) };
        await street.Report(At(100));
        await street.Report(At(110));
        await street.Report(At(120));
        // What is confidential has no place.
        await street.Report(At(100, Petitions));
        await street.Report(At(100, Petitions));
        await street.Report(At(400));
        var held = (await (await street.Dispatcher()).Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray();
        held.Select(item => (string)item!["reasons"]![0]!).ShouldBe(["place", "address"]);
        (await app.TryReport(At(200))).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-reports");
    }

    [Fact]
    public async Task Without_the_token_of_the_office_s_page_nothing_is_written()
    {
        await using var app = new App([("GridGov:PublicReports:Token", "page-secret")]);
        var street = await TestStreet.New(app);
        var body = new { category = Lamps, description = Words, grid = street.Grid };
        (await app.TryReport(body)).ShouldRefuse(HttpStatusCode.Forbidden, "public-token-needed");
        (await app.TryReport(body, token: "other")).ShouldRefuse(HttpStatusCode.Forbidden, "public-token-needed");
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.Forbidden, "public-token-needed");
        var receipt = ReceiptOf(app, (await app.TryReport(body, token: "page-secret")).ShouldBeCreated());
        (await receipt.Look()).ShouldBeOk();
        app.Log.Lines.ShouldAllBe(line => !line.Contains("page-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_setting_there_is_nothing_for_the_public()
    {
        await using var app = new App([("GridGov:PublicReports:Enabled", "false")]);
        var street = await TestStreet.New(app);
        (await app.TryReport(new { category = Lamps, description = Words, grid = street.Grid }))
            .ShouldRefuse(HttpStatusCode.NotFound, "public-reports-off");
        (await app.Nobody().Get("/v1/public/categories")).ShouldRefuse(HttpStatusCode.NotFound, "public-reports-off");
        (await app.Nobody().Get("/v1/public/reports/ABCDE-12345")).ShouldRefuse(HttpStatusCode.NotFound, "public-reports-off");
        (await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldRefuse(HttpStatusCode.NotFound, "public-reports-off");
    }

    [Fact]
    public async Task An_address_alone_goes_to_the_grid_of_the_setting()
    {
        await using var first = new App([]);
        var street = await TestStreet.New(first);
        await using var app = first.StartSecondServer(withWorkers: false, ("GridGov:PublicReports:Grid", street.Community));
        (await app.TryReport(new { category = Lamps, description = Words, location = new { address = "二道街15号" } })).ShouldBeCreated();
        ((string)(await street.PublicTicket())["grid"]!["code"]!).ShouldBe(street.Community);
    }
}
