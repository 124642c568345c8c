using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Schemes;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Cycles of meetings and points are counted as they were at an earlier instant, and so in assessments.</summary>
public sealed class TogetherHistoryTests : IAsyncLifetime
{
    readonly TestClock clock = TestClock.Starting("2026-03-02T10:00:00");  // A Monday.
    App app = null!;
    TestStreet street = null!;

    public async Task InitializeAsync()
    {
        app = new App(clock);
        street = await TestStreet.New(app);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    /// <summary>A token of now, because the clock moves.</summary>
    Task<Caller> As(string who) => app.CallerFor(street.PersonId(who));

    /// <summary>An instant after all that was done and before what comes.</summary>
    async Task<Instant> Now()
    {
        clock.Move(TimeSpan.FromMinutes(1));
        var now = await app.Db.Read(tx => Task.FromResult(tx.Now));
        clock.Move(TimeSpan.FromMinutes(1));
        return now;
    }

    async Task<string> Total(string measure, string grid, Instant? asOf, string to = "2026-04-01")
    {
        var total = (await (await As("supervisor")).Get($"/v1/statistics/measures?measure={measure}&grid={grid}&from=2026-03-02&to={to}"
            + (asOf is { } at ? $"&asOf={at.ToQueryValue()}" : ""))).ShouldBeOk()["total"]!;
        return $"{total["numerator"]}/{total["denominator"]}";
    }

    async Task<Answer> Weekly() => (await (await As("head1")).Post(SeriesPath, new
    {
        kind = "safety", title = "安全例会", grid = street.Grid, cycle = "week", fromDay = "2026-03-02",
    })).ShouldBeCreated();

    async Task<Answer> Record(Answer series, string heldAt) => (await (await As("head1")).Post(MeetingPath, new
    {
        seriesId = series.Id, plannedAt = heldAt, heldAt, invitees = new[] { street.Person("worker", "present") },
    })).ShouldBeCreated();

    async Task<string> MoveGrid()
    {
        var move = new { parent = street.OtherCommunity, reason = "调整" };
        (await (await As("admin")).Post($"/v1/grids/{street.Grid}/move", move, 1)).ShouldBeOk();
        return street.OtherCommunity + "002";
    }

    [Fact]
    public async Task Cycles_are_counted_with_the_days_the_grid_and_the_recorded_meetings_that_the_series_had_then()
    {
        var series = await Weekly();
        clock.MoveTo("2026-03-10 10:00");
        var begun = await Now();
        var planned = (await (await As("head1")).Post(
            MeetingPath, new { seriesId = series.Id, plannedAt = "2026-03-10T15:00:00+08:00" })).ShouldBeCreated();
        clock.MoveTo("2026-03-10 16:00");
        var unheld = await Now();
        var walkIns = new[] { new { name = "赵强", attendance = "present" } };
        var held = (await (await As("head1")).Post($"{MeetingPath}/{planned.Id}/hold",
            new { heldAt = "2026-03-10T15:00:00+08:00", walkIns }, planned.Version)).ShouldBeOk();
        var once = await Now();
        await Record(series, "2026-03-05T15:00:00+08:00");
        (await (await As("head1")).Post($"{MeetingPath}/{held.Id}/close", null, held.Version)).ShouldBeOk();
        var recorded = await Now();
        var shorter = (await (await As("head1")).Patch($"{SeriesPath}/{series.Id}", new { toDay = "2026-03-08" }, 1)).ShouldBeOk();
        var shortened = await Now();
        (await (await As("head1")).Patch($"{SeriesPath}/{series.Id}", new { toDay = "" }, shorter.Version)).ShouldBeOk();
        var reopened = await Now();
        var to = await MoveGrid();

        foreach (var (grid, asOf, figure) in new (string, Instant?, string)[]
        {
            (street.Grid, begun, "0/1"), (street.Grid, unheld, "0/1"), (street.Grid, once, "1/2"), (street.Grid, recorded, "2/2"),
            (street.Grid, shortened, "1/1"), (street.Grid, reopened, "2/2"), (street.Grid, null, "0/0"), (to, null, "2/2"),
            (to, reopened, "0/0"), (street.Street, once, "1/2"), (street.Street, null, "2/2"),
        })
            (await Total("meeting_rate", grid, asOf)).ShouldBe(figure, $"{grid} {asOf}");
        (await street.MeetingDifferences(series.Id, planned.Id)).ShouldBeEmpty();

        var list = $"/v1/statistics/measures/meetings?from=2026-03-02&to=2026-04-01&grid={street.Grid}&count=true&asOf=";
        var missed = (await (await As("supervisor")).Get($"{list}{once.ToQueryValue()}&part=complement")).ShouldBeOk();
        ((string)missed["items"]!.AsArray().ShouldHaveSingleItem()!["first"]!).ShouldBe("2026-03-02");
        (await (await As("supervisor")).Get($"{list}{recorded.ToQueryValue()}")).ShouldBeOk()["items"]!.AsArray()
            .Select(item => (string)item!["heldOn"]!).ShouldBe(["2026-03-10", "2026-03-05"]);
        // Who reads the former community alone is not shown what went to another one.
        (await (await As("head2")).Get(list + recorded.ToQueryValue())).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        (await (await As("supervisor")).Get($"{list}2099-01-01T00:00:00Z")).ShouldFault("/asOf", "out_of_range");
    }

    [Fact]
    public async Task Points_are_counted_with_the_grid_and_the_answer_that_they_had_then()
    {
        var (meeting, cancelled) = (await Planned(), await Planned());
        Answer[] points = [await Raised(meeting), await Raised(meeting), await Raised(cancelled)];
        var raised = await Now();
        (await (await As("head1")).Post($"{MeetingPath}/{cancelled.Id}/cancel", new { reason = "合并" }, cancelled.Version)).ShouldBeOk();
        var without = await Now();
        (await (await As("head1")).Post($"{PointPath}/{points[0].Id}/note", new { reason = "已答复" }, 1)).ShouldBeOk();
        var filed = (await (await As("head1")).Post(
            $"{PointPath}/{points[1].Id}/file-ticket", new { category = TicketSteps.Greenery }, 1)).ShouldBeOk();
        var noted = await Now();
        var ticket = (string)filed["ticket"]!["id"]!;
        await Do("dispatcher", ticket, "accept");
        await Do("dispatcher", ticket, "dispatch", new { handlerId = street.PersonId("officer").ToString() });
        await Do("officer", ticket, "take");
        await Do("officer", ticket, "resolve", new { result = "已办" });
        await Do("inspector", ticket, "pass");
        var closed = await Now();
        await Do("supervisor", ticket, "reopen", new { reason = "复发" });
        var reopened = await Now();
        var other = await Raised(meeting);
        var before = await Now();
        (await (await As("head1")).Patch($"{PointPath}/{other.Id}", new { grid = street.NextGrid }, 1)).ShouldBeOk();
        await Now();

        foreach (var (grid, asOf, figure) in new (string, Instant?, string)[]
        {
            (street.Grid, raised, "0/3"), (street.Grid, without, "0/2"), (street.Grid, noted, "1/2"), (street.Grid, closed, "2/2"),
            (street.Grid, reopened, "1/2"), (street.Grid, before, "1/3"), (street.NextGrid, before, "0/0"), (street.Grid, null, "1/2"),
            (street.NextGrid, null, "0/1"), (street.Community, closed, "2/2"), (street.Community, null, "1/3"),
        })
            (await Total("answer_rate", grid, asOf)).ShouldBe(figure, $"{grid} {asOf}");
        (await street.MeetingDifferences([.. points.Select(point => point.Id)])).ShouldBeEmpty();

        var list = $"/v1/statistics/measures/points?from=2026-03-02&to=2026-04-01&grid={street.Grid}&asOf=";
        (await (await As("supervisor")).Get($"{list}{noted.ToQueryValue()}&part=complement")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(points[1].Id);
        (await (await As("head3")).Get($"{list}{before.ToQueryValue()}")).ShouldBeOk()["items"]!.AsArray()
            .Select(item => (string)item!["id"]!).ShouldBe([points[1].Id, points[0].Id], "the third went to another grid");

        async Task<Answer> Planned() => (await (await As("head1")).Post(MeetingPath, new
        {
            kind = "safety", title = "安全例会", grid = street.Community, plannedAt = "2026-03-03T15:00:00+08:00",
        })).ShouldBeCreated();

        async Task<Answer> Raised(Answer at) => (await (await As("head1")).Post(
            $"{MeetingPath}/{at.Id}/points", new { title = "停车难", grid = street.Grid })).ShouldBeCreated();

        async Task Do(string who, string id, string verb, object? body = null)
        {
            var version = (await (await As("supervisor")).Get($"/v1/tickets/{id}")).ShouldBeOk().Version;
            (await (await As(who)).Post($"/v1/tickets/{id}/{verb}", body ?? new { }, version)).ShouldBeOk();
        }
    }

    [Fact]
    public async Task A_scheme_scores_meetings_and_points_by_the_figures_of_the_measures_and_the_report_is_computed_again()
    {
        var series = await Weekly();
        var meeting = await Record(series, "2026-03-02T09:00:00+08:00");
        var noted = (await (await As("head1")).Post($"{MeetingPath}/{meeting.Id}/points", new { title = "停车难" })).ShouldBeCreated();
        (await (await As("head1")).Post($"{MeetingPath}/{meeting.Id}/points", new { title = "路灯不亮" })).ShouldBeCreated();
        (await (await As("head1")).Post($"{PointPath}/{noted.Id}/note", new { reason = "已答复" }, 1)).ShouldBeOk();
        var content = JsonNode.Parse(PutScheme.Example)!;
        content["terms"] = JsonNode.Parse("""
            [
              { "term": "meeting_rate", "points": 60, "better": "higher", "line": { "zeroAt": 0, "fullAt": 1 } },
              { "term": "answer_rate", "points": 40, "better": "higher", "line": { "zeroAt": 0, "fullAt": 1 } }
            ]
            """);
        (await (await street.RootAdmin()).Post("/v1/assessments/schemes", new { code = "meetings", content })).ShouldBeCreated();
        clock.MoveTo("2026-03-10 10:00");
        var report = (await (await As("supervisor")).Post("/v1/assessments",
            new { kind = "week", from = "2026-03-02", grid = street.Grid, scheme = "meetings" })).ShouldBeCreated();
        var levels = (await (await As("supervisor")).Post("/v1/assessments",
            new { kind = "week", from = "2026-03-02", grid = street.Street, level = 3 })).ShouldBeCreated();
        Figure(report.Json, "meeting_rate").ShouldBe("1/1");
        Figure(report.Json, "answer_rate").ShouldBe("1/2");
        ((decimal)report["score"]!["total"]!).ShouldBe(80);

        // What changes now has no part in the report.
        await Now();
        var edit = (await (await As("head1")).Get($"{SeriesPath}/{series.Id}")).ShouldBeOk();
        (await (await As("head1")).Post($"{SeriesPath}/{series.Id}/end", new { reason = "合并" }, edit.Version)).ShouldBeOk();
        var second = (await (await As("supervisor")).Get(Lists(report, "answer_rate", "complement"))).ShouldBeOk()["items"]![0]!;
        (await (await As("head1")).Post($"{PointPath}/{second["id"]}/note", new { reason = "已修" }, (long)second["version"]!)).ShouldBeOk();
        await Now();
        foreach (var issued in new[] { report, levels })
        {
            var asOf = Instant.Of(DateTimeOffset.Parse((string)issued["asOf"]!, System.Globalization.CultureInfo.InvariantCulture));
            foreach (var measure in new[] { "meeting_rate", "answer_rate" })
            {
                var figures = issued == levels
                    ? levels["rows"]!.AsArray().Single(row => (string)row!["grid"]!["code"]! == street.Grid)!
                    : report.Json;
                Figure(figures, measure).ShouldBe(await Total(measure, street.Grid, asOf, to: "2026-03-09"));
                Figure(issued.Json, measure).ShouldBe(measure == "meeting_rate" ? "1/1" : "1/2");
            }
        }
        (await Total("answer_rate", street.Grid, null)).ShouldBe("2/2");
        (await AssessmentAudit.Run(app.Db, found => found.ShouldBeNull(), default)).Differences.ShouldBe(0);
        (await (await As("supervisor")).Get(Lists(report, "meeting_rate", "numerator"))).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!["seriesId"]!.GetValue<string>().ShouldBe(series.Id);

        // The pages of the report's link show what the reader may read now.
        await MoveGrid();
        (await Page("supervisor", "answer_rate")).ShouldContain("停车难");
        (await Page("supervisor", "meeting_rate")).ShouldContain("2026-03-02 – 2026-03-08");
        (await AssessmentAudit.Run(app.Db, found => found.ShouldBeNull(), default)).Differences.ShouldBe(0);
        (await (await As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/meeting_rate")).ShouldBe(HttpStatusCode.NotFound);

        async Task<string> Page(string who, string term)
        {
            var link = (await (await As(who)).Post($"/v1/assessments/{report.Id}/links", new { })).ShouldBeOk();
            var pass = ((string)link["address"]!).Split("link=")[1];
            var page = $"/v1/assessments/{report.Id}/view/{term}?part=denominator&lang=zh-CN&link={pass}";
            return (await app.Nobody().Get(page)).ShouldBeOk().Text;
        }

        static string Lists(Answer of, string term, string part) => (string)Term(of.Json, term)["lists"]![part]!;

        static JsonNode Term(JsonNode of, string term) => of["figures"]!.AsArray().Single(each => (string)each!["term"]! == term)!;

        static string Figure(JsonNode of, string term)
        {
            var figure = Term(of, term);
            return $"{figure["numerator"]}/{figure["denominator"]}";
        }
    }
}
