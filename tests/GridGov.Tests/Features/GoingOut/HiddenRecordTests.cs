using System.Net;
using GridGov.Tests.Features.Needs;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>A record does not tell where the confidential ticket is that its finding became.</summary>
public class HiddenRecordTests
{
    const string Petition = "0704";
    const string Word = "zz8neighbour";

    /// <summary>A street with a record of its worker at a place, on a round, with note and photo.</summary>
    sealed record Found(TestStreet Street, string Place, string Round, Answer Made)
    {
        public string Address => $"{Records}/{Made.RecordId()}";

        public string Picture => $"{Address}/photos/{Made["photos"]![0]!["id"]}/picture";
    }

    static async Task<Found> Find(string? category)
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var place = await street.Place(position: new { lng = 113.6553, lat = 34.7502 });
        var round = (await worker.Post(Rounds, new { })).ShouldBeCreated();
        var upload = (await worker.Upload(TestPhoto.Jpeg())).ShouldBeCreated();
        var made = await worker.Record(new
        {
            outcome = category is null ? "in_order" : "finding", placeId = place.Id, roundId = round.Id, note = Word,
            position = new { lng = 113.6554, lat = 34.7503 }, photos = new[] { upload.Id }, doneAt = Ago(TimeSpan.FromSeconds(1)),
            finding = category is null ? null : new { category, description = "信访" },
        });
        return new Found(street, place.Id, round.Id, made);
    }

    /// <summary>All that a reader is told of records of the street.</summary>
    static async Task ShouldBe(Found found, string who, bool shown, string query = "")
    {
        var reader = await found.Street.As(who);
        var day = DateOnly.FromDateTime(DateTimeOffset.Parse((string)found.Made["record"]!["doneAt"]!, null).DateTime);
        var single = (await reader.Get(found.Address)).ShouldBeOk();
        var record = single["record"]!;
        var texts = new List<string> { single.Text };
        foreach (var (path, type) in new[]
        {
            ($"{Records}?grid={found.Street.Grid}{query}", "application/json"), ($"{Records}?grid={found.Street.Grid}{query}", "text/csv"),
            ($"/v1/people/{found.Street.PersonId("worker")}/days/{Today.Text()}", "application/json"),
            ($"/v1/people/{found.Street.PersonId("worker")}/days/{Today.Text()}", "text/html"),
            ($"/v1/statistics/measures/records?from={Today.AddDays(-2).Text()}&to={Today.AddDays(1).Text()}", "application/json"),
        })
        {
            var answer = await reader.Get(path, ("Accept", type));
            // Who has no statistics may not ask for any.
            if (answer.Status is not HttpStatusCode.Forbidden)
                texts.Add(answer.ShouldBeOk().Text);
        }
        if (shown)
        {
            texts[0].ShouldContain(found.Place);
            texts[0].ShouldContain(Word);
            record["roundId"].ShouldNotBeNull();
            (await reader.Get(found.Picture)).ShouldBeOk();
        }
        else
        {
            foreach (var text in texts)
            {
                text.ShouldNotContain(found.Place);
                text.ShouldNotContain("3号楼2单元501");
                text.ShouldNotContain("113.65");
                text.ShouldNotContain(Word);
                text.ShouldNotContain((string)found.Made["record"]!["doneAt"]!);
                text.ShouldNotContain((string)found.Made["record"]!["recordedAt"]!);
            }
            foreach (var name in new[] { "place", "position", "placeMetres", "roundId", "ticket" })
                record[name].ShouldBeNull(name);
            (single["note"], single["answers"]).ShouldBe((null, null));
            single["photos"]!.AsArray().ShouldBeEmpty();
            ((int)record["photoCount"]!).ShouldBe(0);
            DateTimeOffset.Parse((string)record["doneAt"]!, null).ToOffset(TimeSpan.FromHours(8)).TimeOfDay.ShouldBe(TimeSpan.Zero);
            (await reader.Get(found.Picture)).ShouldBe(HttpStatusCode.NotFound);
        }
        foreach (var filter in new[] { $"place={found.Place}", $"round={found.Round}" })
        {
            var list = await reader.Get($"{Records}?{filter}{query}&count=true");
            list.Items().Any(each => (string)each!["id"]! == found.Made.RecordId()).ShouldBe(shown, filter);
            ((int)list["count"]!).ShouldBe(list.Items().Count);
        }
        (await reader.Get($"{Records}?grid={found.Street.Grid}{query}")).Items()
            .ShouldContain(each => (string)each!["id"]! == found.Made.RecordId());
    }

    [Fact]
    public async Task Only_the_author_and_who_may_read_the_ticket_see_where_it_was_made()
    {
        var found = await Find(Petition);
        foreach (var who in new[] { "worker", "head3", "head1", "dispatcher", "supervisor" })
            await ShouldBe(found, who, shown: true);
        foreach (var who in new[] { "officer", "instructor" })
            await ShouldBe(found, who, shown: false);
        (await (await found.Street.Head3()).Get(found.Picture.Replace("/picture", "/original", StringComparison.Ordinal))).ShouldBeOk();
    }

    [Fact]
    public async Task An_amendment_that_hides_the_ticket_hides_the_record_and_one_that_shows_it_shows_it()
    {
        var found = await Find(TicketSteps.Greenery);
        await ShouldBe(found, "officer", shown: true);
        var (dispatcher, id) = (await found.Street.Dispatcher(), (string)found.Made["record"]!["ticket"]!["id"]!);
        var hidden = (await dispatcher.Do((await dispatcher.Get($"/v1/tickets/{id}")).ShouldBeOk(), "amend", new
        {
            category = Petition, reason = "更正",
        })).ShouldBeOk();
        await ShouldBe(found, "officer", shown: false);
        await ShouldBe(found, "worker", shown: true);
        (await dispatcher.Do(hidden, "amend", new { category = TicketSteps.Greenery, reason = "更正" })).ShouldBeOk();
        await ShouldBe(found, "officer", shown: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_need_that_becomes_a_confidential_ticket_hides_the_record_with_which_it_was_submitted(bool fromTheFirst)
    {
        var found = await Find(null);
        var (worker, dispatcher) = (await found.Street.Worker(), await found.Street.Dispatcher());
        var second = (await worker.Post($"{found.Address}/correct", new
        {
            outcome = "in_order", note = Word, needs = new[] { new { kind = "service", title = "信访代理" } },
        })).ShouldBeCreated();
        await ShouldBe(found, "officer", shown: true, "&corrected=true");
        var need = (string)second["record"]!["needs"]![0]!["id"]!;
        var submitted = (await dispatcher.Get($"{NeedSteps.NeedPath}/{need}")).ShouldBeOk();
        var category = fromTheFirst ? Petition : TicketSteps.Greenery;
        var closed = (await dispatcher.ActOn(submitted, "file-ticket", new { category })).ShouldBeOk();
        if (!fromTheFirst)
        {
            await ShouldBe(found, "officer", shown: true, "&corrected=true");
            var plain = (await dispatcher.Get($"/v1/tickets/{closed["ticket"]!["id"]}")).ShouldBeOk();
            (await dispatcher.Do(plain, "amend", new { category = Petition, reason = "更正" })).ShouldBeOk();
        }
        // It is hidden as it was made first, and as it was corrected.
        foreach (var record in new[] { found, found with { Made = second } })
        {
            foreach (var who in new[] { "worker", "head3", "dispatcher" })
                await ShouldBe(record, who, shown: true, "&corrected=true");
            await ShouldBe(record, "officer", shown: false, "&corrected=true");
        }
        // Where the record tells its place, it does not tell which need it is.
        var masked = (await worker.Get($"{Records}/{second.RecordId()}")).ShouldBeOk()["record"]!["needs"]![0]!;
        ((bool)masked["masked"]!, masked["id"], masked["kind"], masked["status"], masked["closing"])
            .ShouldBe((true, null, null, null, null));
        var officer = (await (await found.Street.Officer()).Get($"{Records}/{second.RecordId()}")).ShouldBeOk();
        officer["record"]!["needs"]!.AsArray().ShouldBeEmpty();
        officer.Text.ShouldNotContain(need);
        var log = $"/v1/people/{found.Street.PersonId("worker")}/days/{Today.Text()}?lang=zh";
        (await dispatcher.Get(log, ("Accept", "text/html"))).ShouldBeOk().Text.ShouldContain("涉密");
        (await found.Street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kept_answers_of_making_and_correcting_it_go_when_it_is_hidden(bool byNeed)
    {
        var street = await TestStreet.New();
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var (made, corrected, body) = (Caller.NewKey(), Caller.NewKey(), new { outcome = "in_order", grid = street.Grid, note = Word });
        var first = (await worker.Post(Records, body, key: made)).ShouldBeCreated();
        var correction = new
        {
            outcome = "finding", finding = new { category = TicketSteps.Greenery, description = "行道树" },
            needs = new[] { new { kind = "service", title = "信访代理" } },
        };
        Task<Answer> Correct() => worker.Post($"{Records}/{first.RecordId()}/correct", correction, key: corrected);
        var second = (await Correct()).ShouldBeCreated();
        (await worker.Post(Records, body, key: made)).ShouldBeCreated();
        if (byNeed)
        {
            var need = (await dispatcher.Get($"{NeedSteps.NeedPath}/{second["record"]!["needs"]![0]!["id"]}")).ShouldBeOk();
            (await dispatcher.ActOn(need, "file-ticket", new { category = Petition })).ShouldBeOk();
        }
        else
        {
            var ticket = (await dispatcher.Get($"/v1/tickets/{second["record"]!["ticket"]!["id"]}")).ShouldBeOk();
            (await dispatcher.Do(ticket, "amend", new { category = Petition, reason = "更正" })).ShouldBeOk();
        }
        (await worker.Post(Records, body, key: made)).ShouldRefuse(HttpStatusCode.Conflict, "answer-hidden");
        (await Correct()).ShouldRefuse(HttpStatusCode.Conflict, "answer-hidden");
    }

    [Fact]
    public async Task The_records_that_were_corrected_by_it_tell_nothing_either()
    {
        var found = await Find(null);
        await ShouldBe(found, "officer", shown: true);
        var worker = await found.Street.Worker();
        var second = (await worker.Post($"{found.Address}/correct", new { outcome = "in_order", note = Word })).ShouldBeCreated();
        (await worker.Post($"{Records}/{second.RecordId()}/correct", new
        {
            outcome = "finding", note = Word, finding = new { category = Petition, description = "信访" },
        })).ShouldBeCreated();
        await ShouldBe(found, "officer", shown: false, "&corrected=true");
        await ShouldBe(found, "head3", shown: true, "&corrected=true");
    }
}
