using System.Text.Json.Nodes;
using GridGov.Domain.Statistics;
using GridGov.Features.Statistics;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Groups of two dimensions, series, comparisons, ranks, and their refusals.</summary>
public class SeriesTests
{
    static Period Days(string from, string to) => new(DateOnly.Parse(from), DateOnly.Parse(to));

    [Theory]
    [InlineData("2026-11-01", "2026-12-01", "2026-10-01", "2026-11-01")] // a month
    [InlineData("2026-07-01", "2026-10-01", "2026-04-01", "2026-07-01")] // a quarter
    [InlineData("2024-01-01", "2025-01-01", "2023-01-01", "2024-01-01")] // a year of any length
    [InlineData("2026-02-01", "2026-03-01", "2026-01-01", "2026-02-01")]
    [InlineData("2026-11-16", "2026-11-23", "2026-11-09", "2026-11-16")] // a week
    [InlineData("2026-11-01", "2026-11-22", "2026-10-11", "2026-11-01")] // an incomplete month: as many days
    public void The_previous_period_has_the_same_length_in_days_or_whole_months(string from, string to, string beforeFrom,
        string beforeTo) =>
        Days(from, to).Previous.ShouldBe(Days(beforeFrom, beforeTo));

    [Fact]
    public void Points_of_a_series_have_no_gaps_and_are_cut_by_the_period()
    {
        Keys(Dimension.Week, "2025-12-27", "2026-01-06")
            .ShouldBe(["2025-W52 2025-12-27 2", "2026-W01 2025-12-29 7", "2026-W02 2026-01-05 1"]);
        Keys(Dimension.Month, "2026-01-30", "2026-03-01").ShouldBe(["2026-01 2026-01-30 2", "2026-02 2026-02-01 28"]);
        Keys(Dimension.Quarter, "2025-12-31", "2026-04-02")
            .ShouldBe(["2025-Q4 2025-12-31 1", "2026-Q1 2026-01-01 90", "2026-Q2 2026-04-01 1"]);
        Keys(Dimension.Year, "2024-01-01", "2025-02-01").ShouldBe(["2024 2024-01-01 366", "2025 2025-01-01 31"]);
        Keys(Dimension.Day, "2024-02-28", "2024-03-01").ShouldBe(["2024-02-28 2024-02-28 1", "2024-02-29 2024-02-29 1"]);

        static IEnumerable<string> Keys(Dimension unit, string from, string to) =>
            TimeBuckets.Split(unit, Days(from, to)).Select(point => $"{point.Key} {point.Days.From:yyyy-MM-dd} {point.Days.Length}");
    }

    [Fact]
    public void Equal_rates_share_a_rank_and_groups_without_a_rate_are_not_ranked()
    {
        var figures = new (string, long, long)[] { ("a", 1, 3), ("b", 2, 2), ("c", 0, 0), ("d", 2, 6), ("e", 9_999_999_999, 10_000_000_000),
            ("f", 1, 4) }
            .Select(each => new MeasureFigures.FigureEntry([each.Item1], default, new Rate(each.Item2, each.Item3))).ToList();
        Ranked("-rate").ShouldBe(["b 1", "e 2", "a 3", "d 3", "f 5", "c -"]);
        Ranked("rate").ShouldBe(["f 1", "a 2", "d 2", "e 4", "b 5", "c -"]);

        List<string> Ranked(string sort)
        {
            var ranks = Ranking.Of(figures, sort);
            return [.. Ranking.Sort(figures, sort)
                .Select(figure => $"{figure.Keys[0]} {ranks.GetValueOrDefault(figure)?.ToString() ?? "-"}")];
        }
    }

    /// <summary>
    /// Closed in September one of two, in October one of one, in November none of one; in the second community one of one.
    /// </summary>
    static async Task<ClockStreet> StreetWithAutumnTickets()
    {
        var street = await ClockStreet.At("2026-09-10 09:00");
        await Closed(street, await street.Processing());
        await street.Processing();
        street.Clock.MoveTo("2026-10-12 09:00");
        await Closed(street, await street.Processing("0302"));
        street.Clock.MoveTo("2026-11-18 09:00");
        await street.Processing();
        var there = (await (await street.As("dispatcher"))
            .Post("/v1/tickets", new { category = TicketSteps.Greenery, description = "行道树倾斜", grid = street.Street.OtherGrid }))
            .ShouldBeCreated();
        await street.Do("dispatcher", there, "accept");
        await street.Dispatch(there, to: "otherOfficer");
        await street.Do("otherOfficer", there, "take");
        await street.Do("otherOfficer", there, "resolve", new { result = "已办" });
        await street.Do("inspector", there, "pass");
        return street;

        static async Task Closed(ClockStreet street, Answer ticket)
        {
            await street.Do("officer", ticket, "resolve", new { result = "已办" });
            await street.Do("inspector", ticket, "pass");
        }
    }

    static async Task<Answer> Ask(ClockStreet street, string query) =>
        (await (await street.As("supervisor")).Get($"/v1/statistics/measures?grid={street.Street.Street}&measure=resolution_rate&{query}"))
            .ShouldBeOk();

    static IEnumerable<string> Lines(Answer answer) =>
        answer["items"]!.AsArray().Select(item => $"{item!["key"]} {item["numerator"]}/{item["denominator"]}");

    [Fact]
    public async Task A_series_has_every_point_and_two_dimensions_every_pair()
    {
        await using var street = await StreetWithAutumnTickets();
        const string Period = "from=2026-08-01&to=2026-12-01";
        var months = await Ask(street, $"{Period}&groupBy=month");
        Lines(months).ShouldBe(["2026-08 0/0", "2026-09 1/2", "2026-10 1/1", "2026-11 1/2"]);
        months["items"]![0]!["rate"].ShouldBeNull();
        ((int)months["count"]!).ShouldBe(4);
        Lines(await Ask(street, $"{Period}&groupBy=quarter")).ShouldBe(["2026-Q3 1/2", "2026-Q4 2/3"]);
        Lines(await Ask(street, $"{Period}&groupBy=year")).ShouldBe(["2026 3/5"]);
        Lines(await Ask(street, "from=2026-11-16&to=2026-11-30&groupBy=week")).ShouldBe(["2026-W47 1/2", "2026-W48 0/0"]);
        Lines(await Ask(street, "from=2026-11-17&to=2026-11-20&groupBy=day"))
            .ShouldBe(["2026-11-17 0/0", "2026-11-18 1/2", "2026-11-19 0/0"]);

        string[] expected = [$"{street.Street.Grid}/2026-Q3 1/2", $"{street.Street.Grid}/2026-Q4 1/2",
            $"{street.Street.OtherGrid}/2026-Q3 0/0", $"{street.Street.OtherGrid}/2026-Q4 1/1"];
        var pairs = await Ask(street, $"{Period}&groupBy=level3&groupBy=quarter");
        Lines(pairs).ShouldBe(expected);
        Lines(await Ask(street, $"{Period}&groupBy=level3,quarter&asOf={Uri.EscapeDataString((string)pairs["asOf"]!)}"))
            .ShouldBe(expected, "counted from the tickets it is the same");
        Lines(await Ask(street, $"{Period}&groupBy=quarter,level3")).Order(StringComparer.Ordinal).First()
            .ShouldBe($"2026-Q3/{street.Street.Grid} 1/2");
        var item = pairs["items"]![1]!;
        item["keys"]!.ToJsonString().ShouldBe($"""["{street.Street.Grid}","2026-Q4"]""");
        ((string)item["names"]![0]!).ShouldBe("第1网格");
        foreach (var each in pairs["items"]!.AsArray())
            ((long)(await (await street.As("supervisor")).Get((string)each!["tickets"]!)).ShouldBeOk()["count"]!)
                .ShouldBe((long)each["denominator"]!);
    }

    [Fact]
    public async Task The_tickets_of_a_group_exclude_categories_outside_the_query()
    {
        await using var street = await StreetWithAutumnTickets();
        var answer = await Ask(street, "from=2026-08-01&to=2026-12-01&groupBy=category_group&category=0107&category=0801&category=03");
        Lines(answer).ShouldBe(["01 2/4", "03 1/1"]);
        foreach (var each in answer["items"]!.AsArray())
            ((long)(await (await street.As("supervisor")).Get((string)each!["tickets"]!)).ShouldBeOk()["count"]!)
                .ShouldBe((long)each["denominator"]!);
        ((string)answer["items"]![0]!["tickets"]!).ShouldContain("&category=0107&");
    }

    [Fact]
    public async Task Each_value_is_compared_with_the_preceding_period()
    {
        await using var street = await StreetWithAutumnTickets();
        var november = await Ask(street, "from=2026-11-01&to=2026-12-01&compare=previous&groupBy=level3");
        Before(november["total"]!).ShouldBe("2026-10-01 2026-11-01 1/1 -0.5");
        november["items"]!.AsArray().Select(item => Before(item!)).ShouldBe(["2026-10-01 2026-11-01 1/1 -1", "2026-10-01 2026-11-01 0/0 "]);
        ((long)(await (await street.As("supervisor")).Get((string)november["total"]!["previous"]!["tickets"]!)).ShouldBeOk()["count"]!)
            .ShouldBe(1);

        // A point is compared with the previous one; the last, incomplete one with as many days.
        var series = await Ask(street, "from=2026-09-01&to=2026-11-19&compare=previous&groupBy=month");
        series["items"]!.AsArray().Select(item => Before(item!)).ShouldBe(
            ["2026-08-01 2026-09-01 0/0 ", "2026-09-01 2026-10-01 1/2 0.5", "2026-10-14 2026-11-01 0/0 "]);
        var pairs = await Ask(street, "from=2026-10-01&to=2026-12-01&compare=previous&groupBy=month,programme&programme=seven_fields");
        pairs["items"]!.AsArray().Select(item => Before(item!))
            .ShouldBe(["2026-09-01 2026-10-01 1/2 0.5", "2026-10-01 2026-11-01 1/1 -0.5"]);
        (await Ask(street, "from=2026-11-01&to=2026-12-01"))["total"]!["previous"].ShouldBeNull();

        static string Before(JsonNode figure) =>
            $"{figure["previous"]!["from"]} {figure["previous"]!["to"]} "
                + $"{figure["previous"]!["numerator"]}/{figure["previous"]!["denominator"]} {figure["change"]}";
    }

    [Fact]
    public async Task Values_are_ranked_best_first_and_limited()
    {
        await using var street = await StreetWithAutumnTickets();
        var ranked = await Ask(street, "from=2026-09-01&to=2026-12-01&groupBy=level3&rank=true");
        ranked["items"]!.AsArray().Select(item => $"{item!["rank"]} {item["key"]}")
            .ShouldBe([$"1 {street.Street.OtherGrid}", $"2 {street.Street.Grid}"]);
        var worst = await Ask(street, "from=2026-09-01&to=2026-12-01&groupBy=level3&rank=true&sort=rate&limit=1");
        worst["items"]!.AsArray().Select(item => $"{item!["rank"]} {item["key"]}").ShouldBe([$"1 {street.Street.Grid}"]);
        ((int)worst["count"]!).ShouldBe(2);
        var byKey = await Ask(street, "from=2026-09-01&to=2026-12-01&groupBy=level3&rank=true&sort=key");
        byKey["items"]!.AsArray().Select(item => (int)item!["rank"]!).ShouldBe([2, 1]);
        (await Ask(street, "from=2026-09-01&to=2026-12-01&groupBy=level3"))["items"]![0]!["rank"].ShouldBeNull();
    }

    [Theory]
    [InlineData("groupBy=colour", "groupBy", "unknown_code")]
    [InlineData("groupBy=role,programme,kind", "groupBy", "too_many")]
    [InlineData("groupBy=role,role", "groupBy", "not_together")]
    [InlineData("groupBy=month&groupBy=week", "groupBy", "not_together")]
    [InlineData("groupBy=level1,county", "groupBy", "not_together")]
    [InlineData("groupBy=day&from=2024-01-01&to=2025-02-05", "groupBy", "too_many")]
    [InlineData("programme=all", "programme", "unknown_code")]
    [InlineData("category=1", "category", "unknown_code")]
    [InlineData("kind=thing", "kind", "unknown_code")]
    [InlineData("role=", "role", "unknown_code")]
    [InlineData("source=rumour", "source", "unknown_code")]
    [InlineData("urgency=now", "urgency", "unknown_code")]
    [InlineData("handler=me", "handler", "wrong_format")]
    [InlineData("department=parks", "department", "wrong_format")]
    [InlineData("asOf=2026-11-16", "asOf", "wrong_format")]
    [InlineData("asOf=2200-01-01T00:00:00Z", "asOf", "out_of_range")]
    [InlineData("asOf=2026-11-16T09:00:00", "asOf", "wrong_format")]
    [InlineData("compare=next", "compare", "unknown_code")]
    [InlineData("compare=previous&from=1910-01-01&to=1911-01-01", "from", "out_of_range")]
    [InlineData("sort=name", "sort", "unknown_code")]
    [InlineData("limit=0", "limit", "out_of_range")]
    [InlineData("limit=10001", "limit", "out_of_range")]
    public async Task Bad_input_is_reported_by_name(string query, string parameter, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get("/v1/statistics/measures?measure=rework_rate&" + query)).ShouldFault("/" + parameter, code);
    }

    [Fact]
    public async Task Too_many_filter_values_or_dimensions_are_refused_and_none_means_no_grouping()
    {
        var street = await TestStreet.New();
        var supervisor = await street.Supervisor();
        (await supervisor.Get("/v1/statistics/measures?measure=rework_rate" + string.Concat(Enumerable.Repeat("&kind=event", 51))))
            .ShouldFault("/kind", "too_many");
        (await supervisor.Get("/v1/statistics/measures?measure=rework_rate&groupBy=none"))["groupBy"]!.AsArray().Count.ShouldBe(0);
        (await supervisor.Get("/v1/statistics/statuses?asOf=2200-01-01T00:00:00Z")).ShouldFault("/asOf", "out_of_range");
        (await supervisor.Get("/v1/statistics/statuses?groupBy=role,day,kind")).ShouldFault("/groupBy", "too_many");
    }

    [Theory]
    [InlineData("asOf=yesterday", "wrong_format")]
    [InlineData("asOf=2200-01-01T00:00:00Z", "out_of_range")]
    [InlineData("asOf=2026-01-01T00:00:00Z&stage=handle", "not_together")]
    [InlineData("asOf=2026-01-01T00:00:00Z&light=red", "not_together")]
    [InlineData("asOf=2026-01-01T00:00:00Z&overdue=true", "not_together")]
    [InlineData("asOf=2026-01-01T00:00:00Z&supervised=any", "not_together")]
    [InlineData("asOf=2026-01-01T00:00:00Z&sort=due", "not_together")]
    [InlineData("asOf=2026-01-01T00:00:00Z&mergedInto=0000000000001", "not_together")]
    public async Task An_as_of_list_refuses_filters_that_exist_only_for_the_present(string query, string code)
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get("/v1/tickets?" + query)).ShouldFault("/asOf", code);
    }

    [Fact]
    public async Task An_as_of_list_filters_by_the_state_at_that_instant()
    {
        await using var street = await ClockStreet.At("2026-11-16 09:00");
        var ticket = await street.Processing();
        var before = Uri.EscapeDataString(street.Clock.GetUtcNow().ToString("O"));
        street.Clock.Move(TimeSpan.FromHours(1));
        await street.Do("officer", ticket, "return", new { reason = "不属职责" });
        await street.File();
        var (supervisor, officer) = (await street.As("supervisor"), street.Street.PersonId("officer"));
        (await Count($"status=processing&handler={officer}&asOf={before}")).ShouldBe((1, ticket.Id));
        (await Count($"status=processing&handler={officer}")).ShouldBe((0, null));
        (await Count($"handler=none&asOf={before}")).ShouldBe((0, null));
        (await Count("handler=none")).Count.ShouldBe(2);
        (await Count($"asOf={before}")).ShouldBe((1, ticket.Id));
        (await Count($"asOf={before}&from=2026-11-16&to=2026-11-17&source=patrol&category=01")).ShouldBe((1, ticket.Id));
        (await Count($"department=none&asOf={before}")).ShouldBe((1, ticket.Id));
        (await supervisor.Get("/v1/tickets?handler=me")).ShouldFault("/handler", "wrong_format");
        (await supervisor.Get("/v1/tickets?department=me")).ShouldFault("/department", "wrong_format");
        var statuses = (await supervisor.Get($"/v1/statistics/statuses?asOf={before}")).ShouldBeOk();
        statuses["total"]!["statuses"]!.ToJsonString().ShouldBe("""{"processing":1}""");
        (await supervisor.Get((string)statuses["total"]!["tickets"]!)).ShouldBeOk()["count"]!.ToString().ShouldBe("1");

        async Task<(long Count, string? First)> Count(string query)
        {
            var list = (await supervisor.Get($"/v1/tickets?count=true&{query}")).ShouldBeOk();
            return ((long)list["count"]!, (string?)list["items"]!.AsArray().FirstOrDefault()?["id"]);
        }
    }

    [Fact]
    public async Task The_catalogue_says_what_each_measure_means()
    {
        var street = await TestStreet.New();
        var list = (await (await street.Supervisor()).Get("/v1/statistics/measures/catalogue")).ShouldBeOk();
        var items = list["items"]!.AsArray();
        items.Select(item => (string)item!["code"]!).ShouldBe(Measure.All.Select(measure => measure.Code));
        items.ShouldAllBe(item => (string)item!["formula"]!["zh"]! != "" && ((string)item["formula"]!["en"]!)
            .Contains('÷') != (bool)item["count"]! && (string)item["notes"]!["zh"]! != "");
        ((string)items.Single(item => (string)item!["code"]! == "rework_rate")!["unit"]!).ShouldBe("check");
        var answer = await (await street.Supervisor()).Get("/v1/statistics/measures?measure=rework_rate", ("Accept-Language", "zh-CN"));
        ((string)answer["formula"]!).ShouldStartWith("核查不通过次数 ÷");
        (await (await street.Worker()).Get("/v1/statistics/measures/catalogue"))
            .ShouldRefuse(System.Net.HttpStatusCode.Forbidden, "post-not-allowed");
    }
}
