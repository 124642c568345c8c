using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using GridGov.Tests.Features.Needs;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Sync;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>What a household needs is submitted with the record of the visit, which shows what became of it.</summary>
public class RecordNeedTests
{
    static object Need(string title = "陪护就医") =>
        new { kind = "service", title, description = "独居老人每周复诊", contact = new { name = "王小明", phone = Phone } };

    static JsonArray NeedsOf(Answer record) => record["record"]!["needs"]!.AsArray();

    static async Task<Answer> Heard(Caller worker, string place, params object[] needs) =>
        await worker.Record(new { outcome = "met", placeId = place, needs });

    static Task<long> Count(TestStreet street, string table) => street.App.Db.Read(tx =>
        tx.QuerySingle<long>($"SELECT count(*) FROM {table} WHERE grid_code = @Grid", new { street.Grid }));

    [Fact]
    public async Task Needs_are_submitted_with_the_record_and_it_shows_what_became_of_each()
    {
        var street = await TestStreet.New();
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var place = await street.Place("301");
        var campaign = await street.Running(Plan(street));
        var made = await worker.Record(new
        {
            outcome = "finding", placeId = place.Id, campaignId = campaign.Id, needs = new[] { Need(), Need("轮椅") },
            finding = new { category = "0302", description = "楼道堆物" },
        });
        made["record"]!["ticket"].ShouldNotBeNull();
        NeedsOf(made).Select(each => $"{each!["kind"]} {each["status"]} {each["closing"]} {each["masked"]}")
            .ShouldBe(["service submitted  false", "service submitted  false"]);
        var ids = NeedsOf(made).Select(each => (string)each!["id"]!).ToList();
        // They are needs like any other: in the grid and at the place, with a sealed contact and the event of submitting.
        var need = (await worker.Get($"{NeedPath}/{ids[0]}")).ShouldBeOk();
        ((string)need["title"]!, (string)need["grid"]!["code"]!, (string)need["place"]!["id"]!, (string)need["submittedBy"]!["id"]!,
            (string)need["contact"]!["phone"]!).ShouldBe(("陪护就医", street.Grid, place.Id, worker.Person.ToString(), "138****0001"));
        (await worker.Get($"{NeedPath}/{ids[0]}/events")).Items().Select(each => $"{each!["action"]} {each["post"]}")
            .ShouldBe(["submit grid_worker"]);
        made.Text.ShouldNotContain(Phone);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM needs WHERE grid_code = @Grid AND contact LIKE 'k%'", new { street.Grid }))).ShouldBe(2);

        (await dispatcher.ActOn(need, "publish", new { })).ShouldBeOk();
        var other = (await dispatcher.Get($"{NeedPath}/{ids[1]}")).ShouldBeOk();
        (await dispatcher.ActOn(other, "decline", new { reason = "已有轮椅" })).ShouldBeOk();
        foreach (var reader in new[] { worker, dispatcher })
        {
            NeedsOf((await reader.Get($"{Records}/{made.RecordId()}")).ShouldBeOk()).Select(each => $"{each!["status"]} {each["closing"]}")
                .ShouldBe(["open ", "closed declined"]);
            (await reader.Get(Records)).Items()[0]!["needs"]!.AsArray().Count.ShouldBe(2);
        }
        var csv = (await dispatcher.Get(Records, ("Accept", "text/csv"))).ShouldBeOk().Text;
        csv.ShouldContain($"{ids[0]} {ids[1]}");
        csv.ShouldContain("open closed");
        var log = $"/v1/people/{worker.Person}/days/{Today.Text()}";
        (await dispatcher.Get(log)).ShouldBeOk()["records"]![0]!["needs"]!.AsArray().Count.ShouldBe(2);
        (await dispatcher.Get(log + "?lang=zh", ("Accept", "text/html"))).ShouldBeOk().Text.ShouldContain("待认领、未采纳");
        (await dispatcher.Get(log + "?lang=zh", ("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))
            .ShouldBeOk();
        (await street.App.NeedDifferences()).ShouldBeEmpty();
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(made.RecordId(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("met", true)]
    [InlineData("in_order", true)]
    [InlineData("finding", true)]
    [InlineData("handed_over", true)]
    [InlineData("absent", false)]
    [InlineData("refused", false)]
    public async Task Somebody_was_there_who_told_of_it(string outcome, bool taken)
    {
        var street = await TestStreet.New();
        var body = new { outcome, grid = street.Grid, quantity = 1, needs = new[] { Need() } };
        var answer = await (await street.Worker()).Post(Records, body);
        if (taken)
            NeedsOf(answer.ShouldBeCreated()).Count.ShouldBe(1);
        else
            answer.ShouldFault("/needs", "needs-not-expected", "needs-not-expected");
    }

    [Fact]
    public async Task A_need_that_is_refused_refuses_the_record_and_nothing_is_written()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var (place, elsewhere) = (await street.Place("301"), await street.Place("乙", grid: street.OtherGrid));
        var (group, _) = await street.Team(street.OtherGrid);
        Task<Answer> At(params object[] needs) => worker.Post(Records, new
        {
            outcome = "finding", placeId = place.Id, needs, finding = new { category = "0302", description = "楼道堆物" },
        });
        (await At(Need(), new { kind = "service", title = "" })).ShouldFault("/needs/1/title", "required");
        (await At(new { kind = "service", title = "x", contact = new { phone = "abc" } }))
            .ShouldFault("/needs/0/contact/phone", "wrong_format");
        (await At(new { kind = "service", title = "x", slots = 0 })).ShouldFault("/needs/0/slots", "out_of_range");
        (await At(new { kind = "service", title = "x", continuing = true })).ShouldFault("/needs/0/cycle", "invalid");
        (await At(new { kind = "service", title = "x", toDay = Today.Text() })).ShouldFault("/needs/0/fromDay", "required");
        (await At(new { title = "x" })).ShouldBe(HttpStatusCode.BadRequest);
        (await At(new { kind = "service", title = "x", unknown = 1 })).ShouldBe(HttpStatusCode.BadRequest);
        (await At([.. Enumerable.Repeat(Need(), RecordNeeds.MaxPerRecord + 1)])).ShouldFault("/needs", "too_many");
        // What is refused after others were submitted takes these back, and the ticket of the finding.
        (await At(Need(), new { kind = "service", title = "x", claimBy = Today.AddDays(-1).Text() }))
            .ShouldFault("/needs/1/claimBy", "out_of_range");
        (await At(Need(), new { kind = "service", title = "x", placeId = elsewhere.Id }))
            .ShouldFault("/needs/1/placeId", "unknown-place", "unknown-place");
        (await At(Need(), new { kind = "service", title = "x", groupId = group }))
            .ShouldFault("/needs/1/groupId", "need-group-not-usable", "need-group-not-usable");
        (await At(Need(), new { kind = "service", title = "x", grid = street.OtherGrid }))
            .ShouldFault("/needs/1/grid", "need-grid-not-usable", "need-grid-not-usable");
        foreach (var table in new[] { "records", "needs", "tickets" })
            (await Count(street, table)).ShouldBe(0, table);
    }

    [Fact]
    public async Task Who_may_not_submit_needs_makes_the_record_without_them()
    {
        var street = await TestStreet.New();
        var key = await StreetMembers.WithKey(street, "worker", PostKind.GridWorker, street.Grid,
            Capability.RecordWrite, Capability.RecordRead, Capability.TicketFile, Capability.PlaceRead);
        var body = new
        {
            outcome = "finding", grid = street.Grid, needs = new[] { Need() }, finding = new { category = "0302", description = "楼道堆物" },
        };
        (await key.Caller.Post(Records, body)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        foreach (var table in new[] { "records", "needs", "tickets" })
            (await Count(street, table)).ShouldBe(0, table);
        await key.Caller.Record(new { body.outcome, body.grid, body.finding });
        // Whoever reads the record, but no needs, sees none; and the reader of another grid sees neither.
        var made = await (await street.Worker()).Record(body);
        NeedsOf((await key.Caller.Get($"{Records}/{made.RecordId()}")).ShouldBeOk()).ShouldBeEmpty();
        NeedsOf((await (await street.Officer()).Get($"{Records}/{made.RecordId()}")).ShouldBeOk()).Count.ShouldBe(1);
        (await (await street.OtherWorker()).Get($"{Records}/{made.RecordId()}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_repeat_submits_no_second_need_and_the_kept_answer_has_no_contact()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var (body, key) = (new { outcome = "met", grid = street.Grid, needs = new[] { Need() } }, Caller.NewKey());
        var made = (await worker.Post(Records, body, key: key)).ShouldBeCreated();
        var again = (await worker.Post(Records, body, key: key)).ShouldBeCreated();
        (again.Text, again.Header("Idempotency-Replayed")).ShouldBe((made.Text, "true"));
        (await worker.Post(Records, new { body.outcome, body.grid, needs = new[] { Need("轮椅") } }, key: key))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await Count(street, "needs")).ShouldBe(1);
    }

    [Fact]
    public async Task A_correction_keeps_the_needs_and_may_add_some_up_to_the_most()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var made = await Heard(worker, (await street.Place("301")).Id, Need());
        Task<Answer> Correct(Answer record, string outcome, int needs) => worker.Post($"{Records}/{record.RecordId()}/correct", new
        {
            outcome, needs = Enumerable.Repeat(Need("轮椅"), needs),
        });
        (await Correct(made, "absent", 1)).ShouldFault("/needs", "needs-not-expected", "needs-not-expected");
        (await Correct(made, "met", RecordNeeds.MaxPerRecord)).ShouldRefuse(HttpStatusCode.Conflict, "too-many-needs");
        var second = (await Correct(made, "met", 1)).ShouldBeCreated();
        NeedsOf(second).Select(each => (string)each!["id"]!).First().ShouldBe((string)NeedsOf(made)[0]!["id"]!);
        var added = (await worker.Get($"{NeedPath}/{NeedsOf(second)[1]!["id"]}")).ShouldBeOk();
        ((string)added["place"]!["name"]!, (string)added["grid"]!["code"]!).ShouldBe(("301", street.Grid));
        // What was submitted stays, also when nobody had been there.
        NeedsOf((await Correct(second, "absent", 0)).ShouldBeCreated()).Count.ShouldBe(2);
        NeedsOf((await worker.Get($"{Records}/{made.RecordId()}")).ShouldBeOk()).Count.ShouldBe(1);
        (await Count(street, "needs")).ShouldBe(2);
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(made.RecordId(), StringComparison.Ordinal)
            || each.Contains(second.RecordId(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_need_may_be_of_another_place_or_grid_of_the_worker_and_not_of_one_that_was_retired_since()
    {
        var street = await TestStreet.New();
        var (head, worker) = (await street.Head2(), await street.Worker());
        var (here, there) = (await street.Place("301"), await street.Place("302"));
        var made = await Heard(worker, here.Id, new { kind = "service", title = "邻居", placeId = there.Id });
        ((string)(await worker.Get($"{NeedPath}/{NeedsOf(made)[0]!["id"]}")).ShouldBeOk()["place"]!["id"]!).ShouldBe(there.Id);
        // A need in a wider grid is at no place, unless it says one.
        var officer = await street.With([(PostKind.GridHead, street.Community), (PostKind.GridWorker, street.Grid)], street.Community);
        made = await Heard(officer, here.Id, new { kind = "service", title = "社区", grid = street.Community });
        var wide = (await officer.Get($"{NeedPath}/{NeedsOf(made)[0]!["id"]}")).ShouldBeOk();
        ((string)wide["grid"]!["code"]!, wide["place"]).ShouldBe((street.Community, null));
        // A record that is sent late, of a place that has been retired meanwhile.
        var before = Ago(TimeSpan.FromMinutes(5));
        (await head.Post($"/v1/places/{here.Id}/retire", new { reason = "拆" }, here.Version)).ShouldBeOk();
        made = await worker.Record(new { outcome = "met", placeId = here.Id, doneAt = before, needs = new[] { Need() } });
        var need = (await worker.Get($"{NeedPath}/{NeedsOf(made)[0]!["id"]}")).ShouldBeOk();
        ((string)need["grid"]!["code"]!, need["place"]).ShouldBe((street.Grid, null));
        (await worker.Post(Records, new
        {
            outcome = "met", grid = street.Grid, needs = new[] { new { kind = "service", title = "x", placeId = here.Id } },
        })).ShouldFault("/needs/0/placeId", "place-retired", "place-retired");
    }

    [Fact]
    public async Task A_re_division_takes_the_need_to_a_successor_and_the_record_still_shows_it()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var boundaries = await TestBoundaries.Import(street);
        var (head, place) = (await street.Head1(), await street.Place("301", position: boundaries.Location(200, 500)));
        var made = await Heard(await street.Worker(), place.Id, Need());
        (await (await street.Admin()).Post($"/v1/grids/{street.Grid}/split", new
        {
            reason = "一分为二",
            into = new[] { (0, 125, "西"), (125, 250, "东") }.Select(part => new
            {
                name = part.Item3, boundary = JsonNode.Parse(boundaries.Box("", part.Item1, part.Item2))!["geometry"],
            }),
        }, 2)).ShouldBeOk();
        var shown = NeedsOf((await head.Get($"{Records}/{made.RecordId()}")).ShouldBeOk()).ShouldHaveSingleItem()!;
        ((string)(await head.Get($"{NeedPath}/{shown["id"]}")).ShouldBeOk()["grid"]!["code"]!).ShouldBe(street.Community + "004");
        (await app.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_has_moved_submits_needs_of_a_late_record_by_the_former_post()
    {
        var street = await TestStreet.New();
        await street.Worker();
        await StreetMembers.End(street, "worker");
        await StreetMembers.Appoint(street.App, street.PersonId("worker"), PostKind.GridWorker, street.OtherGrid);
        var worker = await street.SignedInAgain("worker");
        var doneAt = Ago(TimeSpan.FromMinutes(40));
        var made = await worker.Record(new { outcome = "met", grid = street.Grid, doneAt, needs = new[] { Need() } });
        ((string)made["record"]!["grid"]!["code"]!).ShouldBe(street.Grid);
        // Nobody but its submitter's group reads a need outside the own grids, so the author sees none; the office does.
        var id = (string)NeedsOf((await (await street.Head3()).Get($"{Records}/{made.RecordId()}")).ShouldBeOk())[0]!["id"]!;
        (await (await street.Head3()).Get($"{NeedPath}/{id}/events")).Items().Select(each => (string)each!["action"]!).ShouldBe(["submit"]);
        (await worker.Post($"{Records}/{made.RecordId()}/correct", new { outcome = "met", needs = new[] { Need() } }))
            .ShouldFault("/needs/0/grid", "need-grid-not-usable", "need-grid-not-usable");
    }

    [Fact]
    public async Task A_push_submits_the_needs_of_a_record_once_and_names_what_is_wrong()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place("301");
        JsonObject[] acts =
        [
            PushSteps.Act("r1", "record", new { outcome = "met", placeId = place.Id, needs = new[] { Need(), Need("轮椅") } }),
            PushSteps.Act("r2", "record", new { outcome = "met", placeId = place.Id, needs = new[] { Need(), Need("") } }),
            PushSteps.Act("r3", "record", new { outcome = "absent", placeId = place.Id, needs = new[] { Need() } }),
            PushSteps.Act("r4", "record", new
            {
                outcome = "met", placeId = place.Id,
                needs = new object[] { Need(), new { kind = "service", title = "x", grid = street.OtherGrid } },
            }),
            PushSteps.Act("r5", "correct_record", new { outcome = "met", needs = new[] { Need("助听器") } }, "@r1"),
        ];
        var push = await worker.Push(acts);
        push.Outcomes().ShouldBe(
            ["done", "refused invalid-input", "refused needs-not-expected", "refused need-grid-not-usable", "done"], push.Text);
        push.Results().Skip(1).Take(3).Select(each => (string)each["problem"]!["errors"]![0]!["pointer"]!)
            .ShouldBe(["/acts/1/body/needs/1/title", "/acts/2/body/needs", "/acts/3/body/needs/1/grid"]);
        (await worker.Push(acts[0], acts[4])).Outcomes().ShouldBe(["replayed", "replayed"]);
        (await Count(street, "needs")).ShouldBe(3);
        (await Count(street, "records")).ShouldBe(2);
        NeedsOf((await worker.Get($"{Records}/{push.Results()[4]["subject"]}")).ShouldBeOk()).Count.ShouldBe(3);
        push.Text.ShouldNotContain(Phone);
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }
}
