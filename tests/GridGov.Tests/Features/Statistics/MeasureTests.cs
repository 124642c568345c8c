using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Counters;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Statistics;

public class MeasureTests
{
    [Theory]
    [InlineData(8796, 8797, "99.99 %")]
    [InlineData(3246, 3246, "100 %")]
    [InlineData(99_999, 100_000, "99.99 %")] // 99.999 must not round up to 100
    [InlineData(1, 100_000, "0.01 %")]
    [InlineData(0, 5, "0 %")]
    [InlineData(1, 2, "50.00 %")]
    [InlineData(2, 3, "66.67 %")]
    [InlineData(3, 2, "150.00 %")]
    public void Rates_are_formatted_exactly(long numerator, long denominator, string expected) =>
        new Rate(numerator, denominator).Display.ShouldBe(expected);

    [Fact]
    public void A_denominator_of_zero_gives_no_rate()
    {
        new Rate(0, 0).Value.ShouldBeNull();
        new Rate(0, 0).Display.ShouldBeNull();
    }

    [Fact]
    public void A_period_is_read_as_whole_months_and_the_days_around_them()
    {
        static List<(string, string, string, int)> Parts(string from, string to) =>
            [.. CounterDays.Of(new Period(DateOnly.Parse(from), DateOnly.Parse(to)), monthly: true)
            .Select(part => (part.Grain.ToCode(), part.Days.From.ToString("MM-dd"), part.Days.To.ToString("MM-dd"), part.Sign))];
        Parts("2012-05-01", "2012-11-01").ShouldBe([("month", "05-01", "11-01", 1)]);
        Parts("2012-04-20", "2012-06-03")
            .ShouldBe([("day", "04-20", "05-01", 1), ("month", "05-01", "06-01", 1), ("day", "06-01", "06-03", 1)]);
        Parts("2012-04-20", "2012-05-03").ShouldBe([("day", "04-20", "05-03", 1)]);
        Parts("2011-12-31", "2012-01-02").ShouldBe([("day", "12-31", "01-02", 1)]);
        // A month without a few days is read as the month minus those days.
        Parts("2012-04-03", "2012-06-22")
            .ShouldBe([("day", "04-01", "04-03", -1), ("month", "04-01", "07-01", 1), ("day", "06-22", "07-01", -1)]);
        Parts("2012-12-01", "2012-12-31").ShouldBe([("month", "12-01", "01-01", 1), ("day", "12-31", "01-01", -1)]);
        // At most as many days are read as the period has.
        Parts("2012-04-10", "2012-04-18").ShouldBe([("day", "04-10", "04-18", 1)]);
        Parts("2012-04-10", "2012-04-10").ShouldBe([("day", "04-10", "04-10", 1)]);
    }

    /// <summary>Each day of the period counts exactly once, and no other day counts.</summary>
    [Fact]
    public void The_parts_of_any_period_cover_exactly_its_days()
    {
        var first = new DateOnly(2012, 1, 1);
        for (var from = first; from < new DateOnly(2012, 3, 3); from = from.AddDays(1))
        {
            for (var to = from; to < from.AddDays(100); to = to.AddDays(1))
            {
                var counted = new int[200];
                var parts = CounterDays.Of(new Period(from, to), monthly: true);
                foreach (var part in parts)
                {
                    (part.Grain is CounterGrain.Day || part is { Days.From.Day: 1, Days.To.Day: 1 }).ShouldBeTrue();
                    for (var day = part.Days.From; day < part.Days.To; day = day.AddDays(1))
                        counted[day.DayNumber - first.DayNumber] += part.Sign;
                }
                for (var i = 0; i < counted.Length; i++)
                    counted[i].ShouldBe(first.AddDays(i) >= from && first.AddDays(i) < to ? 1 : 0);
                parts.Where(part => part.Grain is CounterGrain.Day).Sum(part => part.Days.Length).ShouldBeLessThanOrEqualTo(31);
            }
        }
    }

    const string Period = "from=2020-01-01&to=2039-01-01";

    [Fact]
    public async Task The_resolution_rate_counts_established_tickets_and_links_exactly_these()
    {
        var street = await TestStreet.New();
        await street.Closed();
        var open = await street.Processing();
        await street.File(); // not established yet
        (await (await street.Dispatcher()).Do(await street.Accepted(), "cancel", new { reason = "误报" })).ShouldBeOk(); // not any more
        (await (await street.Dispatcher()).Do(await street.File(), "reject", new { reason = "不属实" })).ShouldBeOk(); // never
        var onTheSpot = (await (await street.Worker()).Do(await street.File(category: "0801"), "self-handle", new { result = "已办" }))
            .ShouldBeOk();

        var supervisor = await street.Supervisor();
        var answer = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{Period}")).ShouldBeOk();
        ((long)answer["total"]!["numerator"]!).ShouldBe(1);
        ((long)answer["total"]!["denominator"]!).ShouldBe(3);
        ((string)answer["total"]!["display"]!).ShouldBe("33.33 %");
        ((int)answer["formulaVersion"]!).ShouldBe(1);

        var all = (await supervisor.Get((string)answer["total"]!["tickets"]!)).ShouldBeOk();
        ((long)all["count"]!).ShouldBe(3);
        var missing = (await supervisor.Get((string)answer["total"]!["complement"]!)).ShouldBeOk();
        missing["items"]!.AsArray().Select(t => (string)t!["id"]!).Order().ShouldBe(new[] { open.Id, onTheSpot.Id }.Order());

        var byProgramme =
            (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{Period}&groupBy=programme"))
                .ShouldBeOk();
        Figures(byProgramme).ShouldBe([("seven_fields", 1, 2), ("social_conditions", 0, 1)]);
        ((string)byProgramme["items"]![0]!["name"]!).ShouldBe("七个领域类");
        foreach (var item in byProgramme["items"]!.AsArray())
            ((long)(await supervisor.Get((string)item!["tickets"]!))["count"]!).ShouldBe((long)item["denominator"]!);
    }

    /// <summary>The denominator, or the number of a count.</summary>
    static long All(JsonNode figure) => (long)(figure["denominator"] ?? figure["numerator"])!;

    [Fact]
    public async Task Every_grouping_adds_up_to_the_total_and_its_links_agree()
    {
        var street = await TestStreet.New();
        await street.Closed();
        await street.Accepted(street.OtherGrid);
        await street.Accepted(street.Community);
        var supervisor = await street.Supervisor();
        foreach (var measure in TicketMeasure.All)
        {
            foreach (var by in new[] { "none", "programme", "category", "category_group", "role", "day", "level1" })
            {
                var period = by == "day" ? $"from={TicketSteps.Day(-2)}&to={TicketSteps.Day(+9)}" : Period;
                var answer = (await supervisor.Get($"/v1/statistics/measures?measure={measure.Code}&grid={street.County}&{period}"
                    + $"&groupBy={by}")).ShouldBeOk();
                answer["items"]!.AsArray().Sum(i => All(i!)).ShouldBe(All(answer["total"]!), $"{measure.Code} by {by}");
                foreach (var item in answer["items"]!.AsArray())
                    ((long)(await supervisor.Get((string)item!["tickets"]!)).ShouldBeOk()["count"]!)
                        .ShouldBe(All(item), $"{measure.Code} by {by}");
            }
        }
        // A ticket of the community itself is in no unit grid, but in the total and its linked list.
        foreach (var by in new[] { "level1", "level2", "level3" })
        {
            var total = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{Period}"
                + $"&groupBy={by}")).ShouldBeOk()["total"]!;
            ((long)total["denominator"]!).ShouldBe(3);
            ((long)(await supervisor.Get((string)total["tickets"]!))["count"]!).ShouldBe(3);
        }
        var level3 = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{Period}&groupBy=level3"))
            .ShouldBeOk();
        Figures(level3).ShouldBe([(street.Grid, 1, 1), (street.OtherGrid, 0, 1)]);
        var level2 = (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&{Period}&groupBy=level2"))
            .ShouldBeOk();
        Figures(level2).ShouldBe([(street.Community, 1, 2), (street.OtherCommunity, 0, 1)]);
        ((string)level2["items"]![0]!["name"]!).ShouldBe("一社区");
    }

    [Fact]
    public async Task A_person_with_posts_in_two_places_gets_the_values_of_both_and_the_links_agree()
    {
        var street = await TestStreet.New();
        await street.App.Db.Write(async tx =>
        {
            await TestStreet.Appoint(tx, street.PersonId("head2"), GridGov.Security.PostKind.GridHead, street.OtherCommunity,
                responsibility: GridGov.Security.Responsibility.First);
            // The person sees the grid, but a worker may not read its measures.
            await TestStreet.Appoint(tx, street.PersonId("head2"), GridGov.Security.PostKind.GridWorker, TestStreet.OutsideGrid);
        });
        await street.Accepted();
        await street.Accepted(street.OtherGrid);
        await street.Accepted(street.OtherGrid);
        var head = await street.Head2();
        foreach (var by in new[] { "none", "programme" })
        {
            var answer = (await head.Get($"/v1/statistics/measures?measure=resolution_rate&{Period}&groupBy={by}")).ShouldBeOk();
            ((long)answer["total"]!["denominator"]!).ShouldBe(3);
            foreach (var figure in answer["items"]!.AsArray().Append(answer["total"]))
                ((long)(await head.Get((string)figure!["tickets"]!))["count"]!).ShouldBe((long)figure["denominator"]!, by);
        }
    }

    [Fact]
    public async Task Rework_and_the_street_s_own_share_are_counted()
    {
        var testStreet = await TestStreet.New();
        var rework = (await (await testStreet.Inspector()).Do(await testStreet.Resolved(), "fail", new { reason = "未解决" })).ShouldBeOk();
        var again = (await (await testStreet.Officer()).Do(rework, "take")).ShouldBeOk();
        var resolved = (await (await testStreet.Officer()).Do(again, "resolve", new { result = "已办" })).ShouldBeOk();
        (await (await testStreet.Inspector()).Do(resolved, "pass")).ShouldBeOk();
        var above = await testStreet.Accepted();
        foreach (var head in new[] { "head3", "head2", "head1" })
            above = (await (await testStreet.As(head)).Do(above, "escalate", new { reason = "无力解决" })).ShouldBeOk();
        above = (await (await testStreet.CountyDispatcher())
            .Do(above, "dispatch", new { handlerId = testStreet.PersonId("department").ToString() }))
            .ShouldBeOk();
        above = (await (await testStreet.Department()).Do(above, "take")).ShouldBeOk();
        above = (await (await testStreet.Department()).Do(above, "resolve", new { result = "已办" })).ShouldBeOk();
        (await (await testStreet.Inspector()).Do(above, "pass")).ShouldBeOk();

        var supervisor = await testStreet.Supervisor();
        var street = (await supervisor.Get($"/v1/statistics/measures?measure=street_resolution_rate&grid={testStreet.Street}&{Period}"))
            .ShouldBeOk();
        ((string)street["total"]!["display"]!).ShouldBe("50.00 %");
        (await supervisor.Get((string)street["total"]!["complement"]!))["items"]!.AsArray().Select(t => (string)t!["id"]!)
            .ShouldBe([above.Id]);
        var failed = (await supervisor.Get($"/v1/statistics/measures?measure=rework_rate&grid={testStreet.Street}&{Period}")).ShouldBeOk();
        ((long)failed["total"]!["numerator"]!).ShouldBe(1);
        ((long)failed["total"]!["denominator"]!).ShouldBe(3, "checks, of two tickets");
    }

    [Fact]
    public async Task Status_counts_include_every_ticket()
    {
        var street = await TestStreet.New();
        await street.Closed();
        await street.Processing();
        await street.File();
        var supervisor = await street.Supervisor();
        var answer = (await supervisor.Get($"/v1/statistics/statuses?grid={street.Street}&{Period}")).ShouldBeOk();
        answer["total"]!["statuses"]!.ToJsonString().ShouldBe("""{"closed":1,"processing":1,"submitted":1}""");
        ((long)(await supervisor.Get((string)answer["total"]!["tickets"]!))["count"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Counters_equal_a_recount_and_a_tampered_one_is_found()
    {
        // The test has its own server, because verification reads every counter.
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.Closed();
        await street.Dispatched();
        (await (await street.Supervisor()).Do(await street.Closed(), "reopen", new { reason = "重现" })).ShouldBeOk();
        (await (await street.Inspector()).Do(await street.Resolved(), "fail", new { reason = "未解决" })).ShouldBeOk();
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();

        await CounterStore.Fold(app.Db, default);
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
        await app.Db.Write(tx => tx.Execute("UPDATE counters SET count = count + 1 WHERE counter = 'established' AND code_length = 15 AND grid_code = @Grid", new { street.Grid }));
        var differences = await CounterAudit.Run(app.Db, _ => { }, default);
        differences.Select(d => (d.Counter, d.GridCode, d.Found, d.Count))
            .ShouldBe([("established", street.Grid, "kept", 5), ("established", street.Grid, "recounted", 4)]);
    }

    [Fact]
    public async Task Measures_are_for_posts_that_may_read_them_and_grids_in_scope()
    {
        var street = await TestStreet.New();
        var path = $"/v1/statistics/measures?measure=resolution_rate&{Period}";
        (await (await street.Worker()).Get(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Head2()).Get($"{path}&grid={street.Street}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Head2()).Get($"{path}&grid={TestStreet.OutsideStreet}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        var own = (await (await street.Head2()).Get(path)).ShouldBeOk();
        ((string)own["grid"]!).ShouldBe(street.Community);
        own["total"]!["rate"].ShouldBeNull("nothing was established");
        own["total"]!["display"].ShouldBeNull();
    }

    [Theory]
    [InlineData("measures?from=2012-01-01&to=2012-02-01", "measure", "required")]
    [InlineData("measures?measure=happiness", "measure", "unknown_code")]
    [InlineData("measures?measure=rework_rate&groupBy=colour", "groupBy", "unknown_code")]
    [InlineData("measures?measure=rework_rate&grid=41a", "grid", "wrong_format")]
    [InlineData("measures?measure=rework_rate&from=yesterday&to=2012-02-01", "from", "wrong_format")]
    [InlineData("measures?measure=rework_rate&from=2012-05-01&to=2012-05-01", "to", "out_of_range")]
    [InlineData("measures?measure=rework_rate&from=1920-12-31&to=1921-01-31", "from", "out_of_range")]
    [InlineData("statuses?from=2012-05-01&to=2042-05-01", "to", "out_of_range")]
    [InlineData("statuses?from=1900-01-01", "to", "required")]
    public async Task Bad_input_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get("/v1/statistics/" + query)).ShouldFault("/" + parameter, code);
    }

    static List<(string, long, long)> Figures(Answer answer) =>
        [.. answer["items"]!.AsArray().Select(i => ((string)i!["key"]!, (long)i["numerator"]!, (long)i["denominator"]!))];
}
