using System.Net;
using System.Text;
using GridGov.Data;
using GridGov.Domain.Campaigns;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>Records are made at a place or point, are never changed, and are corrected by later ones.</summary>
public class RecordTests
{
    const string Word = "zz7neighbour";

    static readonly object[] Questions =
    [
        new { key = "heating", type = "yes_no", text = new { zh = "取暖是否正常" }, required = true },
        new
        {
            key = "why", type = "text", text = new { zh = "为何" }, required = true,
            when = new { question = "heating", answers = new[] { "false" } },
        },
    ];

    [Fact]
    public async Task A_visit_is_recorded_with_answers_that_only_the_record_shows()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place("301");
        var campaign = await street.Running(Plan(street, questions: Questions, cycle: "week"));
        var round = (await worker.Post(Rounds, new { })).ShouldBeCreated();
        var visit = new
        {
            outcome = "met", placeId = place.Id, campaignId = campaign.Id, roundId = round.Id, note = Word,
            answers = new { heating = false, why = Word }, position = new { lng = 113.6553, lat = 34.7502 },
        };
        var made = await worker.Record(visit);
        made.Header("Location").ShouldBe($"{Records}/{made.RecordId()}");
        ((string)made["note"]!, (string)made["answers"]!["why"]!).ShouldBe((Word, Word));
        var record = made["record"]!;
        ((string)record["outcome"]!, (string)record["place"]!["name"]!, (string)record["campaign"]!["id"]!, (string)record["post"]!)
            .ShouldBe(("met", "301", campaign.Id, "grid_worker"));
        record["cycleDay"].ShouldNotBeNull();
        ((int)(await worker.Get($"{Rounds}/{round.Id}")).ShouldBeOk()["records"]!).ShouldBe(1);

        foreach (var who in new[] { "worker", "head3", "head1", "officer", "supervisor" })
            (await (await street.As(who)).Get($"{Records}/{made.RecordId()}")).ShouldBeOk().Text.ShouldContain(Word);
        foreach (var who in new[] { "otherWorker", "outsider" })
            (await (await street.As(who)).Get($"{Records}/{made.RecordId()}")).ShouldBe(HttpStatusCode.NotFound);
        var list = await (await street.Head1()).Get($"{Records}?count=true&place={place.Id}&campaign={campaign.Id}&cycle={record["cycleDay"]}"
            + $"&person={worker.Person}&round={round.Id}&outcome=met&flagged=false&grid={street.Community}&from={Today.AddDays(-1).Text()}");
        ((int)list["count"]!, list.Items().Count).ShouldBe((1, 1));
        list.Text.ShouldNotContain(Word);
        (await (await street.OtherWorker()).Get(Records)).Items().ShouldBeEmpty();
        (await (await street.Head1()).Get($"{Records}?outcome=absent")).Items().ShouldBeEmpty();
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(made.RecordId(), StringComparison.Ordinal));
        await AssertNowherePlain(street);
    }

    static async Task AssertNowherePlain(TestStreet street)
    {
        foreach (var (table, column) in new[]
        {
            ("records", "encrypted"), ("journal", "payload"), ("idempotency_keys", "body"), ("audit", "details"),
        })
        {
            (await street.App.Db.Read(tx => tx.QuerySingle<long>(
                $"SELECT count(*) FROM {table} WHERE {column} LIKE @Word", new { Word = $"%{Word}%" }))).ShouldBe(0, table);
        }
    }

    [Fact]
    public async Task An_export_has_no_words_and_is_audited()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        await worker.Record(new { outcome = "in_order", grid = street.Grid, note = Word });
        foreach (var (type, query) in new[]
        {
            ("text/csv", "?bom=true&lang=zh"), ("text/csv", ""),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "?lang=zh"),
        })
        {
            var answer = await (await street.Head1()).Get(Records + query, ("Accept", type));
            answer.ShouldBeOk().Text.ShouldNotContain(Word);
            if (type == "text/csv")
                answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        }
        (await (await street.Head1()).Get(Records + "?limit=1", ("Accept", "text/csv")))
            .ShouldRefuse(HttpStatusCode.BadRequest, "not-in-export");
        (await (await street.Head1()).Get(Records + "?lang=zh")).ShouldRefuse(HttpStatusCode.BadRequest, "only-in-export");
        (await street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM audit WHERE code = 'records_exported' AND grid_code LIKE @Grid", new { Grid = street.Street + "%" })))
                .ShouldBe(3);
    }

    [Fact]
    public async Task A_finding_becomes_a_ticket_and_shows_what_became_of_it()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place("楼院", "courtyard", position: new { lng = 113.6553, lat = 34.7502 });
        var campaign = await street.Running(Plan(street));
        var doneAt = Ago(TimeSpan.FromHours(3));
        var made = await worker.Record(new
        {
            outcome = "finding", placeId = place.Id, campaignId = campaign.Id, doneAt,
            finding = new { category = "0302", description = "楼道堆物", urgency = "urgent" },
        });
        var shown = made["record"]!["ticket"]!;
        ((string)shown["status"]!, (bool)shown["masked"]!).ShouldBe(("submitted", false));
        var ticket = (await worker.Get($"/v1/tickets/{shown["id"]}")).ShouldBeOk();
        ((string)ticket["source"]!, (string)ticket["urgency"]!, (string)ticket["grid"]!["code"]!, (string)ticket["place"]!["id"]!)
            .ShouldBe(("visit", "urgent", street.Grid, place.Id));
        DateTimeOffset.Parse((string)ticket["foundAt"]!, null).ShouldBe(DateTimeOffset.Parse(doneAt, null), TimeSpan.FromSeconds(1));
        (await (await street.Dispatcher()).Post($"/v1/tickets/{shown["id"]}/accept", null, ticket.Version)).ShouldBeOk();
        ((string)(await worker.Get($"{Records}/{made.RecordId()}")).ShouldBeOk()["record"]!["ticket"]!["status"]!).ShouldBe("accepted");
        // A patrol's finding has the patrol as its source.
        var patrol = await worker.Record(new
        {
            outcome = "finding", grid = street.Grid, finding = new { category = "0107", description = "路灯不亮" },
        });
        ((string)(await worker.Get($"/v1/tickets/{patrol["record"]!["ticket"]!["id"]}")).ShouldBeOk()["source"]!).ShouldBe("patrol");
    }

    [Fact]
    public async Task A_finding_that_is_confidential_shows_only_that_it_is()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var category = "0704";
        var made = await worker.Record(new { outcome = "finding", grid = street.Grid, finding = new { category, description = Word } });
        var shown = made["record"]!["ticket"]!;
        ((bool)shown["masked"]!, shown["id"], shown["number"], shown["status"]).ShouldBe((true, null, null, null));
        made.Text.ShouldNotContain(Word);
        (await worker.Get(Records)).Text.ShouldNotContain(Word);
        await AssertNowherePlain(street);
    }

    [Fact]
    public async Task Late_records_count_in_the_cycle_in_which_they_were_made()
    {
        var clock = TestClock.Starting("2026-03-04T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var (head, worker) = (await street.Head1(), await street.Worker());
        var place = await street.Place("301");
        var campaign = await street.Running(Plan(street, cycle: "day", from: new(2026, 3, 2), to: new(2026, 3, 6)));
        var late = await worker.Record(new { outcome = "met", placeId = place.Id, campaignId = campaign.Id, doneAt = "2026-03-03T23:59:59+08:00" });
        ((string)late["record"]!["cycleDay"]!).ShouldBe("2026-03-03");
        clock.Move(TimeSpan.FromHours(1));
        (head, worker) = (await street.SignedInAgain("head1"), await street.SignedInAgain("worker"));
        (await head.Post($"{Campaigns}/{campaign.Id}/close", null, campaign.Version)).ShouldBeOk();
        var later = new { outcome = "met", placeId = place.Id, campaignId = campaign.Id, doneAt = "2026-03-04T09:30:00+08:00" };
        ((string)(await worker.Record(later))["record"]!["cycleDay"]!).ShouldBe("2026-03-04");
        clock.Move(TimeSpan.FromHours(1));
        (head, worker) = (await street.SignedInAgain("head1"), await street.SignedInAgain("worker"));
        (await worker.Post(Records, new { outcome = "met", placeId = place.Id, campaignId = campaign.Id }))
            .ShouldRefuse(HttpStatusCode.Conflict, "campaign-ended");
        (await worker.Post(Records, new { outcome = "met", placeId = place.Id, campaignId = campaign.Id, doneAt = "2026-03-01T09:00:00+08:00" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "outside-campaign");
        // What was made at the place before it was retired is still taken.
        (await head.Post($"/v1/places/{place.Id}/retire", new { reason = "拆" }, place.Version)).ShouldBeOk();
        (await worker.Post(Records, new { outcome = "met", placeId = place.Id }))
            .ShouldRefuse(HttpStatusCode.Conflict, "place-retired-by-then");
        await worker.Record(new { outcome = "met", placeId = place.Id, doneAt = "2026-03-04T10:30:00+08:00" });
        (await app.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_a_record_is_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var (place, elsewhere) = (await street.Place("301"), await street.Place("乙", grid: street.OtherGrid));
        var visit = await street.Running(Plan(street, questions: Questions));
        var delivery = await street.Running(Plan(street, "delivery"));
        Task<Answer> At(object body) => worker.Post(Records, body);

        (await At(new { outcome = "met" })).ShouldFault("/placeId", "required");
        (await At(new { outcome = "met", placeId = elsewhere.Id })).ShouldFault("/placeId", "unknown-place", "unknown-place");
        (await At(new { outcome = "met", grid = street.OtherGrid })).ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        (await At(new { outcome = "met", placeId = place.Id, roundId = place.Id }))
            .ShouldFault("/roundId", "unknown-round", "unknown-round");
        (await At(new { outcome = "met", placeId = place.Id, campaignId = place.Id }))
            .ShouldFault("/campaignId", "unknown-campaign", "unknown-campaign");
        (await At(new { outcome = "in_order", placeId = place.Id, campaignId = visit.Id }))
            .ShouldFault("/outcome", "outcome-not-allowed", "outcome-not-allowed");
        (await At(new { outcome = "met", placeId = place.Id, campaignId = visit.Id }))
            .ShouldFault("/answers/heating", "required", "invalid-answers");
        (await At(new { outcome = "met", placeId = place.Id, campaignId = visit.Id, answers = new { heating = false } }))
            .ShouldFault("/answers/why", "required", "invalid-answers");
        (await At(new { outcome = "met", placeId = place.Id, campaignId = visit.Id, answers = new { heating = true, why = "x" } }))
            .ShouldFault("/answers/why", "hidden_question", "invalid-answers");
        (await At(new { outcome = "absent", placeId = place.Id, campaignId = visit.Id, answers = new { heating = true } }))
            .ShouldFault("/answers", "answers-not-expected", "answers-not-expected");
        (await At(new { outcome = "met", placeId = place.Id, answers = new { x = 1 } }))
            .ShouldFault("/answers", "answers-not-expected", "answers-not-expected");
        (await At(new { outcome = "handed_over", placeId = place.Id, campaignId = delivery.Id }))
            .ShouldFault("/quantity", "quantity-needed", "quantity-needed");
        await worker.Record(new { outcome = "handed_over", placeId = place.Id, campaignId = delivery.Id, quantity = 1 });
        await worker.Record(new { outcome = "absent", placeId = place.Id, campaignId = visit.Id });
        (await At(new { outcome = "met", placeId = place.Id, finding = new { category = "0302", description = "x" } }))
            .ShouldFault("/finding", "finding-not-expected", "finding-not-expected");
        (await At(new { outcome = "finding", placeId = place.Id, finding = new { category = "9999", description = "x" } }))
            .ShouldFault("/finding/category", "unknown-category", "unknown-category");
        (await At(new { outcome = "met", placeId = place.Id, photos = new[] { place.Id } }))
            .ShouldRefuse(HttpStatusCode.Conflict, "upload-missing");
        (await At(new { outcome = "met", placeId = place.Id, doneAt = Ago(TimeSpan.FromMinutes(-6)) }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "phone-clock-ahead");
        (await (await street.Dispatcher()).Post(Records, new { outcome = "met", placeId = place.Id }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM records WHERE grid_code = @Grid", new { street.Grid })))
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_correction_is_a_later_record_and_the_earlier_one_counts_nowhere()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place("301");
        var campaign = await street.Running(Plan(street));
        var made = await worker.Record(new { outcome = "met", placeId = place.Id, campaignId = campaign.Id, note = "见到" });
        (await (await street.Officer()).Post($"{Records}/{made.RecordId()}/correct", new { outcome = "absent" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-records-author");
        (await (await street.OtherWorker()).Post($"{Records}/{made.RecordId()}/correct", new { outcome = "absent" }))
            .ShouldBe(HttpStatusCode.NotFound);
        var corrected = (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "absent" })).ShouldBeCreated();
        ((string)corrected["record"]!["corrects"]!, (string)corrected["record"]!["outcome"]!, corrected["note"])
            .ShouldBe((made.RecordId(), "absent", null));
        var former = (await worker.Get($"{Records}/{made.RecordId()}")).ShouldBeOk();
        ((string)former["record"]!["correctedBy"]!, (string)former["note"]!).ShouldBe((corrected.RecordId(), "见到"));
        ((string)corrected["record"]!["doneAt"]!).ShouldBe((string)former["record"]!["doneAt"]!);
        (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "met" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "record-already-corrected");
        // A correction stands in the author's name, so nobody else makes it, not even who leads campaigns there.
        (await (await street.Head2()).Post($"{Records}/{corrected.RecordId()}/correct", new { outcome = "met" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-records-author");
        (await (await street.Dispatcher()).Post($"{Records}/{corrected.RecordId()}/correct", new { outcome = "met" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var again = (await worker.Post($"{Records}/{corrected.RecordId()}/correct", new { outcome = "met" })).ShouldBeCreated();
        (await worker.Get(Records)).Items().Select(each => (string)each!["id"]!).ShouldBe([again.RecordId()]);
        (await worker.Get($"{Records}?corrected=true")).Items().Count.ShouldBe(3);
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(made.RecordId(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Photos_are_kept_with_the_record_and_shown_to_its_readers()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var upload = (await worker.Upload(TestPhoto.Jpeg(2400, 1200))).ShouldBeCreated();
        var made = await worker.Record(new { outcome = "in_order", grid = street.Grid, photos = new[] { upload.Id } });
        var photo = made["photos"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)photo["contentType"]!, (int)photo["width"]!).ShouldBe(("image/jpeg", 2400));
        var address = $"{Records}/{made.RecordId()}/photos/{photo["id"]}";
        var picture = (await worker.Get(address + "/picture")).ShouldBeOk();
        (picture.Header("Content-Security-Policy"), picture.Header("Cache-Control"), picture.Header("X-Content-Type-Options"))
            .ShouldBe(("default-src 'none'; sandbox; frame-ancestors 'none'", "no-store, private", "nosniff"));
        (await worker.Get(address + "/picture?size=thumbnail")).ShouldBeOk();
        (await (await street.OtherWorker()).Get(address + "/picture")).ShouldBe(HttpStatusCode.NotFound);
        (await worker.Get(address + "/original")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head3()).Get(address + "/original")).ShouldBeOk();
        (await street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM audit WHERE code = 'read_original' AND subject = @Id", new { Id = made.RecordId() }))).ShouldBe(1);
        (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid, photos = new[] { upload.Id } }))
            .ShouldRefuse(HttpStatusCode.Conflict, "upload-missing");
        var corrected = (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "in_order" })).ShouldBeCreated();
        ((string)corrected["photos"]![0]!["id"]!).ShouldBe((string)photo["id"]!);
        var pdf = (await worker.Upload(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")));
        if (pdf.Status == HttpStatusCode.Created)
        {
            (await worker.Post(Records, new { outcome = "in_order", grid = street.Grid, photos = new[] { pdf.Id } }))
                .ShouldRefuse(HttpStatusCode.Conflict, "photo-not-a-picture");
        }
    }

    [Fact]
    public async Task Two_records_do_not_take_one_upload()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var upload = (await worker.Upload(TestPhoto.Jpeg(40, 20))).ShouldBeCreated();
        var made = new List<Id>();
        foreach (var _ in Enumerable.Range(0, 2))
            made.Add(Id.Parse((await worker.Record(new { outcome = "in_order", grid = street.Grid })).RecordId(), null));
        // On PostgreSQL both have found the upload before either takes it.
        var refusals = await street.App.Db.Write(async tx =>
        {
            (Id, string)[] photos = [(Id.Parse(upload.Id, null), new string('0', 64))];
            var found = new[] { await RecordPhotos.Attach(tx, made[0], photos, 0), await RecordPhotos.Attach(tx, made[1], photos, 0) };
            tx.Rollback();
            return found;
        });
        refusals.Select(each => (string?)each?.ProblemDetails.Extensions["code"]).ShouldBe([null, "upload-missing"]);
    }
}
