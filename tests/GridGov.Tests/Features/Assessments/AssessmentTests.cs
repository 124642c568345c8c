using System.Net;
using GridGov.Features.Assessments;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Assessments;

public class AssessmentTests(ReportedMarch march) : IClassFixture<ReportedMarch>
{
    readonly ReportTown town = march.Town;
    readonly Answer report = march.Report;

    /// <summary>Count what is not tickets: their lists have each ticket once.</summary>
    static readonly string[] NotOfTickets = ["rework", "rework_rate", "dispatch_accuracy", "joint_actions", "joint_arrival_rate"];

    [Fact]
    public async Task A_month_is_counted_scored_and_each_number_lists_its_tickets()
    {
        report.Header("Location").ShouldBe($"/v1/assessments/{report.Id}");
        ((string)report["nameZh"]!).ShouldBe("2026年3月 月研讨");
        ((string)report["nameEn"]!).ShouldBe("Monthly report, March 2026");
        ((string)report["to"]!).ShouldBe("2026-04-01");
        ((int)report["revision"]!).ShouldBe(1);
        ((string)report["issuedBy"]!["name"]!).ShouldBe("supervisor");

        ReportTown.Numbers(report.Json, "found").ShouldBe((5, null));
        ReportTown.Numbers(report.Json, "found_by_visit").ShouldBe((1, 5));
        ReportTown.Numbers(report.Json, "established").ShouldBe((3, null));
        ReportTown.Numbers(report.Json, "closed").ShouldBe((2, null));
        ReportTown.Numbers(report.Json, "resolution_rate").ShouldBe((2, 3));
        ReportTown.Numbers(report.Json, "due_closed_rate").ShouldBe((2, 3));
        ReportTown.Numbers(report.Json, "overdue").ShouldBe((1, null));
        ReportTown.Numbers(report.Json, "rework_rate").ShouldBe((1, 3));
        ReportTown.Numbers(report.Json, "street_resolution_rate").ShouldBe((2, 2));
        ReportTown.Numbers(report.Json, "valid_report_rate").ShouldBe((3, 4));
        ReportTown.Numbers(report.Json, "dispatch_accuracy").ShouldBe((3, 3));
        ReportTown.Numbers(report.Json, "joint_actions").ShouldBe((1, null));
        ReportTown.Numbers(report.Json, "joint_arrival_rate").ShouldBe((1, 2));
        ReportTown.Numbers(report.Json, "satisfaction_rate").ShouldBe((0, 0));
        ((string)ReportTown.Figure(report.Json, "resolution_rate")["display"]!).ShouldBe("66.67 %");
        // A head of the other community and of two unit grids, and of three unit grids thirty roles but for two.
        ReportTown.Numbers(report.Json, "vacancy_rate").ShouldBe((31, 36));

        await ListsAgree(town, report);

        var score = report["score"]!;
        var terms = score["terms"]!.AsArray();
        terms.Sum(term => (decimal?)term!["points"] ?? 0).ShouldBe((decimal)score["points"]!);
        terms.Where(term => term!["points"] is not null).Sum(term => (decimal)term!["max"]!).ShouldBe((decimal)score["outOf"]!);
        ((decimal)score["outOf"]!).ShouldBe(95, "nobody was called back");
        terms.Single(term => (string)term!["term"]! == "satisfaction_rate")!["points"].ShouldBeNull();
        ((decimal)score["total"]!).ShouldBe(Math.Round(100 * (decimal)score["points"]! / 95, 2, MidpointRounding.AwayFromZero));
    }

    static async Task ListsAgree(ReportTown there, Answer of)
    {
        var supervisor = await there.As("supervisor");
        foreach (var figure in of["figures"]!.AsArray())
        {
            var term = (string)figure!["term"]!;
            var (numerator, denominator) = ((long)figure["numerator"]!, (long?)figure["denominator"]);
            foreach (var (part, stated) in new[] { ("numerator", numerator), ("denominator", denominator ?? 0), ("complement", (denominator ?? 0) - numerator) })
            {
                if ((string?)figure["lists"]![part] is not { } address)
                    continue;
                var listed = (long)(await supervisor.Get(address)).ShouldBeOk()["count"]!;
                if (NotOfTickets.Contains(term))
                    (listed <= stated && (listed > 0 || stated == 0)).ShouldBeTrue($"{term} {part}: {listed} of {stated}");
                else
                    listed.ShouldBe(stated, $"{term} {part}: {address}");
            }
        }
    }

    [Fact]
    public async Task What_happens_later_changes_neither_the_report_nor_its_lists()
    {
        await using var changing = await ReportTown.New();
        var issued = await changing.IssueMarch();
        changing.Clock.Move(TimeSpan.FromHours(1));
        await changing.At.Do("supervisor", changing.Closed, "reopen", new { reason = "重现" });
        await changing.At.Do("dispatcher", changing.Open, "cancel", new { reason = "误报" });
        var read = await changing.Read(issued.Id);
        read["figures"]!.ToJsonString().ShouldBe(issued["figures"]!.ToJsonString());
        await ListsAgree(changing, read);
        (await (await changing.As("supervisor")).Get($"/v1/assessments/{issued.Id}", ("If-None-Match", read.Header("ETag")!))).ShouldBe(HttpStatusCode.NotModified);
        (await changing.Verify()).Result.ShouldBe(new AssessmentAudit.Result(1, 0, 0));
    }

    [Fact]
    public async Task A_subject_is_assessed_once_for_a_period()
    {
        var again = (await town.Issue("dispatcher")).ShouldBeOk();
        again.Id.ShouldBe(report.Id);
        var supervisor = await town.As("supervisor");
        var body = new { kind = "week", from = "2026-03-09", grid = town.Town.Street };
        var first = (await supervisor.Post("/v1/assessments", body, key: "once")).ShouldBeCreated();
        var repeated = (await supervisor.Post("/v1/assessments", body, key: "once")).ShouldBeCreated();
        repeated.Id.ShouldBe(first.Id);
        repeated.Header("Idempotency-Replayed").ShouldBe("true");
        (await town.List("supervisor", "kind=week")).Count.ShouldBe(1);
        var audit = (await (await town.As("rootAdmin")).Get($"/v1/audit?subject={report.Id}")).ShouldBeOk()["items"]!.AsArray();
        audit.Count.ShouldBe(1);
        ((string)audit[0]!["code"]!).ShouldBe("issue");
        ((string)audit[0]!["details"]!["hash"]!).ShouldBe((string)report["hash"]!);
    }

    [Fact]
    public async Task Grids_of_a_level_are_compared_by_rank()
    {
        var comparison = (await town.Issue(body: new { kind = "month", from = "2026-03-01", grid = town.Town.Street, level = 3 })).ShouldBeCreated();
        var rows = comparison["rows"]!.AsArray();
        rows.Select(row => (string)row!["grid"]!["code"]!).ShouldBe([town.Town.Grid, town.Town.NextGrid, town.Town.OtherGrid], ignoreOrder: true);
        var first = rows[0]!;
        ((string)first["grid"]!["code"]!).ShouldBe(town.Town.Grid);
        ((int)first["rank"]!).ShouldBe(1);
        ReportTown.Numbers(first, "established").ShouldBe((3, null));
        // All that the two others have is vacant posts: the same score, the same rank.
        rows.Skip(1).Select(row => (int)row!["rank"]!).ShouldBe([2, 2]);
        ReportTown.Numbers(rows[1]!, "established").ShouldBe((0, null));
        foreach (var row in rows)
        {
            var listed = (await (await town.As("supervisor")).Get((string)ReportTown.Figure(row!, "found")["lists"]!["numerator"]!)).ShouldBeOk();
            ((long)listed["count"]!).ShouldBe(ReportTown.Numbers(row!, "found").Numerator);
            var joint = (await (await town.As("supervisor")).Get((string)ReportTown.Figure(row!, "joint_actions")["lists"]!["numerator"]!)).ShouldBeOk();
            ((long)joint["count"]!).ShouldBe(ReportTown.Numbers(row!, "joint_actions").Numerator);
        }
        // Together they are the whole.
        foreach (var term in new[] { "found", "established", "closed", "overdue", "rework", "joint_actions" })
            rows.Sum(row => ReportTown.Numbers(row!, term).Numerator).ShouldBe(ReportTown.Numbers(comparison.Json, term).Numerator, term);
        (await town.Verify()).Says.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_and_a_person_are_assessed_by_what_is_theirs()
    {
        var role = (await town.Issue(body: new { kind = "month", from = "2026-03-01", grid = town.Town.Street, role = "urban_management" })).ShouldBeCreated();
        ReportTown.Numbers(role.Json, "established").ShouldBe((3, null));
        ReportTown.Numbers(role.Json, "vacancy_rate").ShouldBe((1, 3), "one of the role's three unit grids has nobody");
        ((string)role["role"]!["nameZh"]!).ShouldBe("城市管理服务员");
        var other = (await town.Issue(body: new { kind = "month", from = "2026-03-01", grid = town.Town.Street, role = "culture" })).ShouldBeCreated();
        ReportTown.Numbers(other.Json, "established").ShouldBe((0, null));

        var officer = (await town.Issue(body: new { kind = "month", from = "2026-03-01", grid = town.Town.Street, personId = town.Town.PersonId("officer").ToString() })).ShouldBeCreated();
        ReportTown.Numbers(officer.Json, "resolution_rate").ShouldBe((2, 3));
        ReportTown.Numbers(officer.Json, "found").ShouldBe((0, null), "the worker found them");
        ReportTown.Numbers(officer.Json, "joint_arrival_rate").ShouldBe((1, 1));
        officer["figures"]!.AsArray().ShouldNotContain(figure => (string)figure!["term"]! == "vacancy_rate");
        await ListsAgree(town, officer);
        var worker = (await town.Issue(body: new { kind = "month", from = "2026-03-01", grid = town.Town.Street, personId = town.Town.PersonId("worker").ToString() })).ShouldBeCreated();
        ReportTown.Numbers(worker.Json, "found").ShouldBe((5, null));
        ReportTown.Numbers(worker.Json, "valid_report_rate").ShouldBe((3, 4));
        ReportTown.Numbers(worker.Json, "established").ShouldBe((0, null));
        await ListsAgree(town, worker);
        (await town.Verify()).Says.ShouldBeEmpty();

        // Their own, and nobody else's.
        ((string)(await town.Read(officer.Id, "officer"))["person"]!["name"]!).ShouldBe("officer");
        (await (await town.As("worker")).Get($"/v1/assessments/{officer.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await town.List("officer", "")).Select(item => (string)item!["id"]!).ShouldBe([officer.Id]);
        (await town.List("head1", "of=person")).Count.ShouldBe(2, "the head sees those of the street");
        (await (await town.As("officer")).Get($"/v1/assessments/{role.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Reports_are_for_those_who_may_see_the_figures_there()
    {
        (await town.Read(report.Id, "head1")).Id.ShouldBe(report.Id);
        foreach (var who in new[] { "head2", "worker", "outsider", "inspector" })
        {
            (await (await town.As(who)).Get($"/v1/assessments/{report.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await (await town.As(who)).Get($"/v1/assessments/{report.Id}/figures/found")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await (await town.As(who)).Post($"/v1/assessments/{report.Id}/links", new { })).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await town.List(who, "of=grid")).ShouldBeEmpty(who);
        }
        (await town.App.Nobody().Get($"/v1/assessments/{report.Id}")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await town.As("supervisor")).Get("/v1/assessments/0000000000000")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/happiness")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/vacancy_rate")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?grid={town.Town.Community}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?part=complement")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await town.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?part=all")).ShouldFault("/part", "unknown_code");
    }

    [Fact]
    public async Task What_cannot_be_issued_is_refused_and_nothing_is_written()
    {
        var here = await Town.New();
        var supervisor = await here.Supervisor();
        var today = DateOnly.Parse(TicketSteps.Day(0));
        var yesterday = TicketSteps.Day(-1);
        (await Post(new { kind = "day", from = TicketSteps.Day(0), grid = here.Street })).ShouldRefuse(HttpStatusCode.Conflict, "period-not-over");
        (await Post(new { kind = "year", from = $"{today.Year}-01-01", grid = here.Street })).ShouldRefuse(HttpStatusCode.Conflict, "period-not-over");
        (await Post(new { kind = "day", from = yesterday, grid = Town.OutsideStreet })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street + "999" })).ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, role = "happiness" })).ShouldFault("/role", "unknown-role", "unknown-role");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, personId = here.PersonId("outsider").ToString() })).ShouldFault("/personId", "unknown-person", "unknown-person");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, scheme = "none" })).ShouldFault("/scheme", "unknown-scheme", "unknown-scheme");
        (await Post(new { kind = "month", from = "2020-02-02", grid = here.Street })).ShouldFault("/from", "not_a_first_day");
        (await Post(new { kind = "week", from = "2020-02-02", grid = here.Street })).ShouldFault("/from", "not_a_first_day");
        (await Post(new { kind = "day", from = "0001-01-01", grid = here.Street })).ShouldFault("/from", "out_of_range");
        (await Post(new { kind = "day", from = yesterday, grid = "street" })).ShouldFault("/grid", "wrong_format");
        (await Post(new { kind = "day", from = yesterday, grid = here.Community, level = 1 })).ShouldFault("/level", "not_below");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, level = 4 })).ShouldFault("/level", "out_of_range");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, level = 3, role = "culture" })).ShouldFault("/level", "too_many");
        (await Post(new { kind = "fortnight", from = yesterday, grid = here.Street })).ShouldFault("/kind", "invalid_value");
        foreach (var who in new[] { "worker", "head1", "inspector", "department" })
            (await (await here.As(who)).Post("/v1/assessments", new { kind = "day", from = yesterday, grid = here.Street })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await supervisor.Get($"/v1/assessments?grid={here.Street}&superseded=true")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();

        Task<Answer> Post(object body) => supervisor.Post("/v1/assessments", body);
    }

    [Fact]
    public async Task Lists_are_filtered_and_go_on_by_their_cursor()
    {
        var here = await Town.New();
        var supervisor = await here.Supervisor();
        for (var day = 1; day <= 5; day++)
            (await supervisor.Post("/v1/assessments", new { kind = "day", from = $"2024-02-0{day}", grid = here.Street })).ShouldBeCreated();
        (await supervisor.Post("/v1/assessments", new { kind = "month", from = "2024-02-01", grid = here.Community })).ShouldBeCreated();
        (await supervisor.Post("/v1/assessments", new { kind = "month", from = "2024-02-01", grid = here.Street, level = 2 })).ShouldBeCreated();
        async Task<int> Count(string filter) => (int)(await supervisor.Get($"/v1/assessments?count=true&{filter}")).ShouldBeOk()["count"]!;
        (await Count($"grid={here.Street}")).ShouldBe(7);
        (await Count($"grid={here.Community}")).ShouldBe(1);
        (await Count("kind=day")).ShouldBe(5);
        (await Count("of=level")).ShouldBe(1);
        (await Count("from=2024-02-03&to=2024-02-05")).ShouldBe(2);
        (await Count("role=culture")).ShouldBe(0);
        var seen = new List<string>();
        string? next = "/v1/assessments?kind=day&limit=2";
        while (next is not null)
        {
            var page = (await supervisor.Get(next)).ShouldBeOk();
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["from"]!));
            next = page["next"] is { } cursor ? $"/v1/assessments?kind=day&limit=2&cursor={cursor}" : null;
        }
        seen.ShouldBe(["2024-02-05", "2024-02-04", "2024-02-03", "2024-02-02", "2024-02-01"]);
        (await supervisor.Get("/v1/assessments?kind=fortnight")).ShouldFault("/kind", "unknown_code");
        (await supervisor.Get("/v1/assessments?cursor=nonsense")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }
}
