using System.Globalization;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;

namespace GridGov.Tests.Features.Statistics;

/// <summary>The rates of needs, claims, meetings and points, compared with a recount in memory and with the lists that they link.</summary>
public class TogetherMeasureTests
{
    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_figure_equals_a_recount_and_the_list_that_it_links()
    {
        // Its rows have no events, which tests of the shared server look for.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        var dice = new Dice((int)RandomSeed.Value);
        var rows = new TogetherRows(street, dice, now, today);
        await rows.Fill(TestStore.IsThorough ? 90 : 30);
        // What was filled is before any question about now.
        now = await street.App.Db.Read(tx => Task.FromResult(tx.Now));
        var (supervisor, found) = (await street.Supervisor(), 0L);
        foreach (var measure in TogetherMeasures.All)
        {
            var kind = measure.Kind == Dimension.NeedKind ? "need_kind" : "meeting_kind";
            foreach (var by in new[]
            {
                "none", "group", kind, "level3", "level2", "month", "week", "day", $"group,{kind}", "level3,group", $"week,{kind}",
            })
            {
                var root = dice.Of([street.County, street.Street, street.Community, street.Grid]);
                var from = today.AddDays(-dice.Next(75) - 1);
                var to = from.AddDays(1 + dice.Next(75));
                Instant? asOf = dice.OneIn(2) ? new Instant(now.Milliseconds - (dice.Next(50) * 86_400_000L) - 5) : null;
                var only = dice.OneIn(4) ? dice.Of([.. rows.Groups]) ?? "none" : null;
                var path = $"/v1/statistics/measures?measure={measure.Code}&grid={root}&from={Day(from)}&to={Day(to)}&groupBy={by}"
                    + (asOf is { } at ? $"&asOf={at.ToQueryValue()}" : "") + (only is null ? "" : $"&group={only}");
                var answer = (await supervisor.Get(path)).ShouldBeOk();
                var counted = rows.Of(measure.Code, root, from, to, asOf ?? now)
                    .Where(one => only is null || (one.Group ?? "none") == only).ToList();
                var what = $"{path}\n{RandomSeed.Hint}";
                Line(answer["total"]!).ShouldBe($"total {counted.Count(one => one.InNumerator)}/{counted.Count}", what);
                found += counted.Count;
                answer["items"]!.AsArray().Select(item => Line(item!)).Where(line => !line.EndsWith(" 0/0", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal).ShouldBe(Groups(counted, by, root), what);
                foreach (var figure in answer["items"]!.AsArray().Append(answer["total"]).Where(_ => dice.OneIn(5)))
                    await CompareWithList(supervisor, figure!, 1 + dice.Next(30), what);
            }
        }
        found.ShouldBeGreaterThan(100, RandomSeed.Hint);
    }

    static string Line(JsonNode figure) => $"{figure["key"]} {figure["numerator"]}/{figure["denominator"]}";

    static IEnumerable<string> Groups(List<TogetherRows.Counted> counted, string by, string root)
    {
        if (by == "none")
            return counted.Count == 0 ? [] : [$"{root} {counted.Count(one => one.InNumerator)}/{counted.Count}"];
        return counted.GroupBy(Key).Where(group => group.Key is not null)
            .Select(group => $"{group.Key} {group.Count(one => one.InNumerator)}/{group.Count()}").Order(StringComparer.Ordinal);

        string? Key(TogetherRows.Counted one)
        {
            var parts = by.Split(',').Select(dimension => dimension switch
            {
                "level3" => one.Grid.Length < 15 ? null : one.Grid,
                "level2" => root.Length > 12 || one.Grid.Length < 12 ? null : one.Grid[..12],
                "group" => one.Group ?? "none",
                "need_kind" or "meeting_kind" => one.Kind,
                _ => TimeBuckets.KeyOf(Enum.Parse<Dimension>(dimension, ignoreCase: true), one.Day),
            }).ToList();
            return parts.Contains(null) ? null : string.Join('/', parts);
        }
    }

    static async Task CompareWithList(Caller caller, JsonNode figure, int limit, string what)
    {
        var (numerator, denominator) = ((long)figure["numerator"]!, (long)figure["denominator"]!);
        var list = (await caller.Get($"{figure["tickets"]}&limit=200")).ShouldBeOk();
        ((long)list["count"]!).ShouldBe(denominator, $"{figure.ToJsonString()} {what}");
        var others = (await caller.Get($"{figure["complement"]}&limit=200")).ShouldBeOk();
        ((long)others["count"]!).ShouldBe(denominator - numerator, what);
        var whole = Keys(list);
        whole.Count.ShouldBe((int)Math.Min(denominator, 200), what);
        if (denominator <= 200)
            Keys(others).Except(whole).ShouldBeEmpty(what);
        var paged = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await caller.Get($"{figure["tickets"]}&limit={limit}&cursor={cursor}")).ShouldBeOk();
            paged.AddRange(Keys(page));
            cursor = (string?)page["next"];
        }
        paged.Count.ShouldBe((int)denominator, what);
        paged.Take(whole.Count).ShouldBe(whole, what);
    }

    static List<string> Keys(Answer list) =>
        [.. list["items"]!.AsArray().Select(item => (string?)item!["id"] ?? $"{item["seriesId"]} {item["first"]}")];

    [Theory]
    [InlineData("measure=claim_rate&groupBy=meeting_kind", "/groupBy")]
    [InlineData("measure=claim_rate&groupBy=category", "/groupBy")]
    [InlineData("measure=claim_rate&meetingKind=joint", "/measure")]
    [InlineData("measure=meeting_rate&needKind=goods", "/measure")]
    [InlineData("measure=meeting_rate&category=0101", "/measure")]
    [InlineData("measure=answer_rate&campaign=none", "/measure")]
    [InlineData("measure=resolution_rate&groupBy=group", "/groupBy")]
    [InlineData("measure=resolution_rate&group=none", "/measure")]
    [InlineData("measure=coverage_rate&groupBy=group", "/groupBy")]
    [InlineData("measure=coverage_rate&group=none", "/measure")]
    public async Task Groups_and_filters_that_the_rows_do_not_have_are_refused(string query, string pointer)
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get("/v1/statistics/measures?" + query)).ShouldFault(pointer, "not_of_measure");
    }

    [Fact]
    public async Task Lists_refuse_what_their_measure_does_not_have_and_show_nothing_of_other_grids()
    {
        // Its rows have no events, which tests of the shared server look for.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        await new TogetherRows(street, new Dice(7), now, today).Fill(20);
        var period = $"from={Day(today.AddDays(-90))}&to={Day(today.AddDays(1))}&count=true";
        var representative = (await Leaks.StreetMembers.Representative(street, street.Street)).Caller;
        foreach (var list in new[] { "needs", "claims", "meetings", "points" })
        {
            var path = $"/v1/statistics/measures/{list}?{period}";
            ((long)(await (await street.Head1()).Get(path)).ShouldBeOk()["count"]!).ShouldBePositive(list);
            foreach (var stranger in new[] { await street.Outsider(), representative })
                ((long)(await stranger.Get(path)).ShouldBeOk()["count"]!).ShouldBe(0, list);
            var department = await (await street.Department()).Get(path);
            // A department reads meetings by invitation alone, which counts none.
            if (list is "meetings" or "points")
                ((long)department.ShouldBeOk()["count"]!).ShouldBe(0, list);
            else
                department.ShouldRefuse(System.Net.HttpStatusCode.Forbidden, "post-not-allowed");
            (await (await street.Head1()).Get($"{path}&{(list is "needs" or "claims" ? "meetingKind=joint" : "needKind=goods")}"))
                .ShouldFault("/measure", "not_of_measure");
        }
        (await (await street.Head1()).Get("/v1/statistics/measures/needs?measure=answer_rate")).ShouldFault("/measure", "unknown_code");
    }

    [Fact]
    public async Task A_report_counts_needs_and_claims_as_they_were_and_is_computed_again_after_they_went_to_another_grid()
    {
        var clock = TestClock.Starting("2026-03-03T10:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var (head, worker) = (await street.Head1(), await street.Worker());
        var (claimed, free) = (await Publish(), await Publish());
        (await worker.Post($"/v1/needs/{claimed.Id}/claims", new { })).ShouldBeCreated();
        clock.Move(TimeSpan.FromDays(7));
        var supervisor = await app.CallerFor(street.PersonId("supervisor"));
        var report = (await supervisor.Post("/v1/assessments", new { kind = "week", from = "2026-03-02", grid = street.Grid })).ShouldBeCreated();
        var other = (await supervisor.Post(
            "/v1/assessments", new { kind = "week", from = "2026-03-02", grid = street.Street, level = 3 })).ShouldBeCreated();
        Display(report["figures"]!, "claim_rate").ShouldBe("50.00 %");
        Display(report["figures"]!, "fulfilment_rate").ShouldBe("0 %");

        clock.Move(TimeSpan.FromMinutes(1));
        var now = await app.Db.Read(tx => Task.FromResult(tx.Now));
        clock.Move(TimeSpan.FromMinutes(1));
        var move = new { parent = street.OtherCommunity, reason = "调整" };
        (await (await app.CallerFor(street.PersonId("admin"))).Post($"/v1/grids/{street.Grid}/move", move, 1)).ShouldBeOk();
        clock.Move(TimeSpan.FromMinutes(1));
        (await GridGov.Features.Assessments.AssessmentAudit.Run(app.Db, found => found.ShouldBeNull(), default)).Differences.ShouldBe(0);
        var list = (string)Figure(report["figures"]!, "claim_rate")["lists"]!["complement"]!;
        (await supervisor.Get(list)).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(free.Id);
        // Who reads the former community alone is not shown what went to another one.
        (await (await app.CallerFor(street.PersonId("head2"))).Get(list)).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        var to = street.OtherCommunity + "002";
        foreach (var (grid, asOf, figure) in new[] { (street.Grid, true, "1/2"), (to, true, "0/0"), (street.Grid, false, "0/0"), (to, false, "1/2") })
        {
            var total = (await supervisor.Get($"/v1/statistics/measures?measure=claim_rate&grid={grid}&from=2026-03-02&to=2026-03-09"
                + (asOf ? $"&asOf={now.ToQueryValue()}" : ""))).ShouldBeOk()["total"]!;
            $"{total["numerator"]}/{total["denominator"]}".ShouldBe(figure, $"{grid} {asOf}");
        }
        var link = (await supervisor.Post($"/v1/assessments/{other.Id}/links", new { })).ShouldBeOk();
        var pass = ((string)link["address"]!).Split("link=")[1];
        (await app.Nobody().Get($"/v1/assessments/{other.Id}/view/claim_rate?part=denominator&lang=zh-CN&link={pass}")).ShouldBeOk()
            .Text.ShouldContain("送菜进院");
        (await supervisor.Get($"/v1/assessments/{other.Id}/figures/claim_rate")).ShouldBe(System.Net.HttpStatusCode.NotFound);

        async Task<Answer> Publish()
        {
            var need = (await worker.Post("/v1/needs", new { kind = "goods", title = "送菜进院", grid = street.Grid })).ShouldBeCreated();
            return (await head.Post($"/v1/needs/{need.Id}/publish", new { }, need.Version)).ShouldBeOk();
        }

        static JsonNode Figure(JsonNode figures, string term) => figures.AsArray().Single(each => (string)each!["term"]! == term)!;

        static string Display(JsonNode figures, string term) => (string)Figure(figures, term)["display"]!;
    }
}
