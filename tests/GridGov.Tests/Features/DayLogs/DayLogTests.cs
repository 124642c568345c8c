using System.Globalization;
using System.Net;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Data;
using GridGov.Domain.Campaigns;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Statistics;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.DayLogs;

/// <summary>What a person did on a day, in a week and in a month, and who sees which part of it.</summary>
public class DayLogTests
{
    /// <summary>A street with a round, three records and two tickets of its worker today.</summary>
    sealed record Filled(TestStreet Street, GoingOutRows Rows, Id Round, string Ticket, DateOnly Today)
    {
        public string Log(string who, string? date = null) => $"/v1/people/{Street.PersonId(who)}/days/{date ?? Day(Today)}";
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static async Task<Filled> Fill()
    {
        var street = await TestStreet.New();
        var rows = new GoingOutRows(street);
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        var place = await rows.Place(street.Grid);
        var begin = Days.Begin(today, street.App.Services.GetRequiredService<Clock>().TimeZone);
        var round = new Id(4_100_000_000_000_000_000 + place.Value % 1_000_000_000);
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("""
                INSERT INTO rounds (id, person_id, grid_code, day, started_at, ended_at, ending, created_at, track_points, metres, version)
                VALUES (@Id, @Person, @Grid, @Day, @At, @End, 'finished', @At, 2, 812.5, 1)
                """, new
            {
                Id = round, Person = street.PersonId("worker"), street.Grid, Day = Days.Number(today), At = begin,
                End = new Instant(begin.Milliseconds + (30 * 60_000)),
            });
            await tx.Execute("""
                INSERT INTO round_points (round_id, done_at, lng, lat, outside_grid, too_fast) VALUES (@Id, @At, 113.6, 34.7, 1, 0)
                """, new { Id = round, At = begin });
        });
        // Made at midnight; the second was sent an hour later.
        await rows.Record(null, place, street.Grid, "worker", begin, begin, RecordOutcome.Met);
        await rows.Record(null, place, street.Grid, "worker", begin, new Instant(begin.Milliseconds + 3_600_000), RecordOutcome.Absent);
        var wrong = await rows.Record(null, null, street.Grid, "worker", begin, begin, RecordOutcome.Refused);
        await rows.Record(null, null, street.Grid, "worker", begin, begin, RecordOutcome.Met, 2500, corrects: wrong);
        var ticket = (await street.File(await street.Worker(), street.Grid)).ShouldBeCreated();
        return new Filled(street, rows, round, (string)ticket["id"]!, today);
    }

    [Fact]
    public async Task The_log_of_a_day_has_rounds_records_and_tickets_with_their_sums()
    {
        var filled = await Fill();
        var log = (await (await filled.Street.Worker()).Get(filled.Log("worker"))).ShouldBeOk();
        var sums = log["sums"]!;
        ((long)sums["rounds"]!, (long)sums["minutes"]!, (double)sums["metres"]!).ShouldBe((1, 30, 812.5));
        ((long)sums["records"]!, (long)sums["late"]!, (long)sums["places"]!, (long)sums["farFromPlace"]!).ShouldBe((3, 1, 1, 1));
        sums["outcomes"]!.ToJsonString().ShouldBe("""{"absent":1,"met":2}""");
        ((long)sums["ticketsFiled"]!).ShouldBe(1);
        log["rounds"]!.AsArray().Select(round => ((string)round!["round"]!["id"]!, (long)round["outsidePoints"]!))
            .ShouldBe([(filled.Round.ToString(), 1L)]);
        log["records"]!.AsArray().Count(record => record!["correctedBy"] is not null).ShouldBe(1, "the corrected one is shown as such");
        log["records"]!.AsArray().Count.ShouldBe(4);
        log["acts"]!.AsArray().Select(act => ((string)act!["action"]!, (string)act["ticketId"]!)).ShouldBe([("file", filled.Ticket)]);
        log["days"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_week_and_a_month_have_the_numbers_of_each_day()
    {
        var filled = await Fill();
        var worker = await filled.Street.Worker();
        var day = filled.Today.ToDateTime(default);
        foreach (var date in new[] { $"{ISOWeek.GetYear(day):D4}-W{ISOWeek.GetWeekOfYear(day):D2}", $"{filled.Today:yyyy-MM}" })
        {
            var log = (await worker.Get(filled.Log("worker", date))).ShouldBeOk();
            ((string)log["date"]!).ShouldBe(date);
            var days = log["days"]!.AsArray();
            days.Select(each => (string)each!["date"]!).ShouldBe([Day(filled.Today)]);
            days[0]!["sums"]!.ToJsonString().ShouldBe(log["sums"]!.ToJsonString());
            log["records"]!.AsArray().ShouldBeEmpty();
            (await worker.Get((string)days[0]!["log"]!)).ShouldBeOk()["records"]!.AsArray().Count.ShouldBe(4);
        }
    }

    [Fact]
    public async Task The_log_of_a_grid_has_a_line_for_each_of_its_workers()
    {
        var filled = await Fill();
        var street = filled.Street;
        var log = (await (await street.Head1()).Get($"/v1/grids/{street.Street}/days/{Day(filled.Today)}")).ShouldBeOk();
        ((long)log["sums"]!["records"]!, (long)log["sums"]!["ticketsFiled"]!).ShouldBe((3, 1));
        var people = log["people"]!.AsArray().ToDictionary(entry => (string)entry!["person"]!["id"]!);
        ((long)people[street.PersonId("worker").ToString()]!["sums"]!["records"]!).ShouldBe(3);
        ((long)people[street.PersonId("otherWorker").ToString()]!["sums"]!["records"]!).ShouldBe(0, "who did nothing is shown too");
        people.ShouldNotContainKey(street.PersonId("dispatcher").ToString(), "dispatchers do not go out");
        log = (await (await street.Head1()).Get($"/v1/grids/{street.OtherCommunity}/days/{Day(filled.Today)}")).ShouldBeOk();
        ((long)log["sums"]!["records"]!).ShouldBe(0);
        log.Text.ShouldNotContain(street.PersonId("worker").ToString());
        (await (await street.Head3()).Get($"/v1/grids/{street.OtherGrid}/days/{Day(filled.Today)}"))
            .Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Department()).Get($"/v1/grids/{street.Grid}/days/{Day(filled.Today)}"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task The_log_of_a_grid_has_the_records_of_a_week_and_of_a_month()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        // A Wednesday, the Sunday of its week, the Monday after it, and the next month; a neighbour once.
        foreach (var (day, outcome) in new[]
        {
            ("2026-11-18 10:00", "met"), ("2026-11-22 23:30", "absent"), ("2026-11-23 08:30", "met"), ("2026-12-01 09:00", "in_order"),
        })
        {
            clock.MoveTo(day);
            await (await street.SignedInAgain("worker")).Record(new { outcome, grid = street.Grid });
        }
        await (await street.SignedInAgain("otherWorker")).Record(new { outcome = "refused", grid = street.OtherGrid });
        var head = await street.SignedInAgain("head1");
        foreach (var (date, from, to, outcomes) in new[]
        {
            ("2026-W47", "2026-11-16", "2026-11-23", """{"absent":1,"met":1}"""),
            ("2026-W48", "2026-11-23", "2026-11-30", """{"met":1}"""),
            ("2026-11", "2026-11-01", "2026-12-01", """{"absent":1,"met":2}"""),
            ("2026-12", "2026-12-01", "2027-01-01", """{"in_order":1}"""), ("2026-W46", "2026-11-09", "2026-11-16", "{}"),
        })
        {
            var log = (await head.Get($"/v1/grids/{street.Community}/days/{date}")).ShouldBeOk();
            ((string)log["date"]!, (string)log["from"]!, (string)log["to"]!).ShouldBe((date, from, to));
            log["sums"]!["outcomes"]!.ToJsonString().ShouldBe(outcomes, date);
            var entry = log["people"]!.AsArray()
                .Single(each => (string)each!["person"]!["id"]! == street.PersonId("worker").ToString())!;
            entry["sums"]!.ToJsonString().ShouldBe(log["sums"]!.ToJsonString(), date);
            var own = (await head.Get((string)entry["log"]!)).ShouldBeOk();
            (((string)own["date"]!), own["sums"]!.ToJsonString()).ShouldBe((date, log["sums"]!.ToJsonString()));
        }
        var all = (await head.Get($"/v1/grids/{street.Street}/days/2026-12")).ShouldBeOk();
        all["sums"]!["outcomes"]!.ToJsonString().ShouldBe("""{"in_order":1,"refused":1}""");
    }

    [Fact]
    public async Task Others_see_only_what_lies_in_their_grids_and_acts_on_other_tickets_as_a_number()
    {
        var filled = await Fill();
        var street = filled.Street;
        (await (await street.Head3()).Get(filled.Log("worker"))).ShouldBeOk()["acts"]!.AsArray().Count.ShouldBe(1);
        (await (await street.OtherWorker()).Get(filled.Log("worker"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Outsider()).Get(filled.Log("worker"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Department()).Get(filled.Log("worker"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Department()).Get(filled.Log("department"))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.App.Nobody().Get(filled.Log("worker"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        // The worker makes a record next door: whose head does not read the first grid's records and tickets.
        var now = await street.App.Db.Read(tx => Task.FromResult(tx.Now));
        await filled.Rows.Record(null, null, street.OtherGrid, "worker", now, now, RecordOutcome.InOrder);
        var seen = (await (await street.OtherWorker()).Get(filled.Log("worker"))).ShouldBeOk();
        seen["records"]!.AsArray().Select(record => (string)record!["outcome"]!).ShouldBe(["in_order"]);
        ((long)seen["sums"]!["records"]!, (long)seen["sums"]!["rounds"]!).ShouldBe((1, 0));
        seen["acts"]!.AsArray().ShouldBeEmpty();
        ((long)seen["hiddenActs"]!).ShouldBe(1);
        seen.Text.ShouldNotContain(filled.Ticket);
        seen.Text.ShouldNotContain(street.Grid + "\"");
    }

    [Fact]
    public async Task Own_rounds_and_records_of_a_grid_that_is_read_no_more_are_only_counted()
    {
        var filled = await Fill();
        var street = filled.Street;
        var (now, place) = (await street.App.Db.Read(tx => Task.FromResult(tx.Now)), await filled.Rows.Place(street.OtherGrid));
        await filled.Rows.Record(null, place, street.OtherGrid, "worker", now, now, RecordOutcome.InOrder);
        await street.App.Db.Write(tx => tx.Execute(
            "UPDATE rounds SET grid_code = @OtherGrid WHERE id = @Round", new { street.OtherGrid, filled.Round }));
        var log = (await (await street.Worker()).Get(filled.Log("worker"))).ShouldBeOk();
        ((long)log["sums"]!["records"]!, (long)log["sums"]!["rounds"]!).ShouldBe((4, 1));
        log["records"]!.AsArray().Count.ShouldBe(4);
        log["rounds"]!.AsArray().ShouldBeEmpty();
        log.Text.ShouldNotContain(place.ToString());
    }

    [Fact]
    public async Task A_confidential_ticket_is_only_counted()
    {
        var filled = await Fill();
        await filled.Street.App.Db.Write(tx => tx.Execute(
            "UPDATE tickets SET confidential = 1 WHERE id = @Id", new { Id = Id.Parse(filled.Ticket, null) }));
        var log = (await (await filled.Street.Worker()).Get(filled.Log("worker"))).ShouldBeOk();
        log["acts"]!.AsArray().ShouldBeEmpty();
        ((long)log["hiddenActs"]!, (long)log["sums"]!["ticketsFiled"]!).ShouldBe((1, 1));
    }

    [Fact]
    public async Task It_is_a_page_or_a_workbook_in_either_language()
    {
        var filled = await Fill();
        var (street, head) = (filled.Street, await filled.Street.Head1());
        foreach (var path in new[] { filled.Log("worker"), filled.Log("worker", $"{filled.Today:yyyy-MM}"),
            $"/v1/grids/{street.Street}/days/{Day(filled.Today)}" })
        {
            var page = await head.Get(path + "?lang=zh-CN", ("Accept", "text/html"));
            page.ShouldBeOk().Text.ShouldContain("民情日志");
            page.Text.ShouldContain("<html lang=\"zh-CN\">");
            page.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            (await head.Get(path, ("Accept", "text/html"), ("Accept-Language", "en"))).ShouldBeOk().Text.ShouldContain("Day log");
            var rows = await Workbook(head, path);
            rows[0][0].ShouldContain(filled.Today.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            rows[1].ShouldContain("Records");
            rows[^1][4].ShouldBe("3");
        }
        var day = await head.Get(filled.Log("worker") + "?lang=en", ("Accept", "text/html"));
        day.Text.ShouldContain("Filed");
        day.Text.ShouldContain("sent late");
    }

    static async Task<List<List<string>>> Workbook(Caller caller, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + "?lang=en");
        request.Headers.Add("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        var response = await caller.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var document = SpreadsheetDocument.Open(new MemoryStream(await response.Content.ReadAsByteArrayAsync()), isEditable: false);
        return [.. document.WorkbookPart!.WorksheetParts.First().Worksheet.Descendants<Row>()
            .Select(row => row.Elements<Cell>().Select(cell => cell.InnerText).ToList())];
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-W54")]
    [InlineData("2026")]
    [InlineData("2026-13")]
    public async Task A_date_that_is_no_day_week_or_month_is_refused(string date)
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get($"/v1/people/{street.PersonId("worker")}/days/{date}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        (await worker.Get($"/v1/grids/{street.Grid}/days/{date}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        (await worker.Get($"/v1/grids/{street.Grid}/days/2026-11?lang=fr")).ShouldFault("/lang", "unknown_code");
    }
}
