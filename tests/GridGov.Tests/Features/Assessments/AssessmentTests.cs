using System.Net;
using GridGov.Features.Assessments;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Assessments;

public class AssessmentTests(ReportedMarch march) : IClassFixture<ReportedMarch>
{
    readonly ReportStreet street = march.Street;
    readonly Answer report = march.Report;

    /// <summary>Terms that do not count tickets, although their lists contain each ticket once.</summary>
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

        ReportStreet.Numbers(report.Json, "found").ShouldBe((5, null));
        ReportStreet.Numbers(report.Json, "found_by_visit").ShouldBe((1, 5));
        ReportStreet.Numbers(report.Json, "established").ShouldBe((3, null));
        ReportStreet.Numbers(report.Json, "closed").ShouldBe((2, null));
        ReportStreet.Numbers(report.Json, "resolution_rate").ShouldBe((2, 3));
        ReportStreet.Numbers(report.Json, "due_closed_rate").ShouldBe((2, 3));
        ReportStreet.Numbers(report.Json, "overdue").ShouldBe((1, null));
        ReportStreet.Numbers(report.Json, "rework_rate").ShouldBe((1, 3));
        ReportStreet.Numbers(report.Json, "street_resolution_rate").ShouldBe((2, 2));
        ReportStreet.Numbers(report.Json, "valid_report_rate").ShouldBe((3, 4));
        ReportStreet.Numbers(report.Json, "dispatch_accuracy").ShouldBe((3, 3));
        ReportStreet.Numbers(report.Json, "joint_actions").ShouldBe((1, null));
        ReportStreet.Numbers(report.Json, "joint_arrival_rate").ShouldBe((1, 2));
        ReportStreet.Numbers(report.Json, "satisfaction_rate").ShouldBe((0, 0));
        ((string)ReportStreet.Figure(report.Json, "resolution_rate")["display"]!).ShouldBe("66.67 %");
        // Vacant: a head of the other community and of two unit grids, and 28 of the 30 roles of three unit grids.
        ReportStreet.Numbers(report.Json, "vacancy_rate").ShouldBe((31, 36));

        await ListsAgree(street, report);

        var score = report["score"]!;
        var terms = score["terms"]!.AsArray();
        terms.Sum(term => (decimal?)term!["points"] ?? 0).ShouldBe((decimal)score["points"]!);
        terms.Where(term => term!["points"] is not null).Sum(term => (decimal)term!["max"]!).ShouldBe((decimal)score["outOf"]!);
        ((decimal)score["outOf"]!).ShouldBe(95, "nobody was called back");
        terms.Single(term => (string)term!["term"]! == "satisfaction_rate")!["points"].ShouldBeNull();
        ((decimal)score["total"]!).ShouldBe(Math.Round(100 * (decimal)score["points"]! / 95, 2, MidpointRounding.AwayFromZero));
    }

    static async Task ListsAgree(ReportStreet street, Answer of)
    {
        var supervisor = await street.As("supervisor");
        foreach (var figure in of["figures"]!.AsArray())
        {
            var term = (string)figure!["term"]!;
            var (numerator, denominator) = ((long)figure["numerator"]!, (long?)figure["denominator"]);
            foreach (var (part, stated) in new[] { ("numerator", numerator), ("denominator", denominator ?? 0),
                ("complement", (denominator ?? 0) - numerator) })
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
    public async Task Later_events_change_neither_the_report_nor_its_lists()
    {
        await using var changing = await ReportStreet.New();
        var issued = await changing.IssueMarch();
        changing.Clock.Move(TimeSpan.FromHours(1));
        await changing.At.Do("supervisor", changing.Closed, "reopen", new { reason = "重现" });
        await changing.At.Do("dispatcher", changing.Open, "cancel", new { reason = "误报" });
        var read = await changing.Read(issued.Id);
        read["figures"]!.ToJsonString().ShouldBe(issued["figures"]!.ToJsonString());
        await ListsAgree(changing, read);
        (await (await changing.As("supervisor")).Get($"/v1/assessments/{issued.Id}", ("If-None-Match", read.Header("ETag")!)))
            .ShouldBe(HttpStatusCode.NotModified);
        (await changing.Verify()).Result.ShouldBe(new AssessmentAudit.Result(1, 0, 0));
    }

    [Fact]
    public async Task A_score_that_was_changed_past_the_program_is_found()
    {
        await using var changing = await ReportStreet.New();
        await changing.IssueMarch();
        await changing.App.Db.Write(async tx =>
        {
            await tx.Execute($"DROP TRIGGER assessments_are_not_changed{(tx.Dialect.Name == "sqlite" ? "" : " ON assessments")}");
            await tx.Execute("UPDATE assessments SET score = 9999");
        });
        (await changing.Verify()).Findings.ShouldHaveSingleItem().ShouldContain("its score in lists");
    }

    [Fact]
    public async Task A_subject_is_assessed_once_for_a_period()
    {
        var again = (await street.Issue("dispatcher")).ShouldBeOk();
        again.Id.ShouldBe(report.Id);
        var supervisor = await street.As("supervisor");
        var body = new { kind = "week", from = "2026-03-09", grid = street.Street.Street };
        var first = (await supervisor.Post("/v1/assessments", body, key: "once")).ShouldBeCreated();
        var repeated = (await supervisor.Post("/v1/assessments", body, key: "once")).ShouldBeCreated();
        repeated.Id.ShouldBe(first.Id);
        repeated.Header("Idempotency-Replayed").ShouldBe("true");
        (await street.List("supervisor", "kind=week")).Count.ShouldBe(1);
        var audit = (await (await street.As("rootAdmin")).Get($"/v1/audit?subject={report.Id}")).ShouldBeOk()["items"]!.AsArray();
        audit.Count.ShouldBe(1);
        ((string)audit[0]!["code"]!).ShouldBe("issue");
        ((string)audit[0]!["details"]!["hash"]!).ShouldBe((string)report["hash"]!);
    }

    [Fact]
    public async Task Grids_of_a_level_are_compared_by_rank()
    {
        var comparison = (await street.Issue(body: new { kind = "month", from = "2026-03-01", grid = street.Street.Street, level = 3 }))
            .ShouldBeCreated();
        var rows = comparison["rows"]!.AsArray();
        rows.Select(row => (string)row!["grid"]!["code"]!)
            .ShouldBe([street.Street.Grid, street.Street.NextGrid, street.Street.OtherGrid], ignoreOrder: true);
        var first = rows[0]!;
        ((string)first["grid"]!["code"]!).ShouldBe(street.Street.Grid);
        ((int)first["rank"]!).ShouldBe(1);
        ReportStreet.Numbers(first, "established").ShouldBe((3, null));
        // The two others have only vacant posts, so they share score and rank.
        rows.Skip(1).Select(row => (int)row!["rank"]!).ShouldBe([2, 2]);
        ReportStreet.Numbers(rows[1]!, "established").ShouldBe((0, null));
        foreach (var row in rows)
        {
            var listed = (await (await street.As("supervisor")).Get((string)ReportStreet.Figure(row!, "found")["lists"]!["numerator"]!))
                .ShouldBeOk();
            ((long)listed["count"]!).ShouldBe(ReportStreet.Numbers(row!, "found").Numerator);
            var joint = (await (await street.As("supervisor"))
                .Get((string)ReportStreet.Figure(row!, "joint_actions")["lists"]!["numerator"]!)).ShouldBeOk();
            ((long)joint["count"]!).ShouldBe(ReportStreet.Numbers(row!, "joint_actions").Numerator);
        }
        // The two parts sum to the total.
        foreach (var term in new[] { "found", "established", "closed", "overdue", "rework", "joint_actions" })
            rows.Sum(row => ReportStreet.Numbers(row!, term).Numerator)
                .ShouldBe(ReportStreet.Numbers(comparison.Json, term).Numerator, term);
        (await street.Verify()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_and_a_person_are_assessed_by_their_own_tickets()
    {
        var role = (await street.Issue(body: new
        {
            kind = "month", from = "2026-03-01", grid = street.Street.Street,
            role = "urban_management"
        })).ShouldBeCreated();
        ReportStreet.Numbers(role.Json, "established").ShouldBe((3, null));
        ReportStreet.Numbers(role.Json, "vacancy_rate").ShouldBe((1, 3), "one of the role's three unit grids has nobody");
        ((string)role["role"]!["nameZh"]!).ShouldBe("城市管理服务员");
        var other = (await street.Issue(body: new { kind = "month", from = "2026-03-01", grid = street.Street.Street, role = "culture" }))
            .ShouldBeCreated();
        ReportStreet.Numbers(other.Json, "established").ShouldBe((0, null));

        var officer =
            (await street.Issue(body: new
            {
                kind = "month", from = "2026-03-01", grid = street.Street.Street,
                personId = street.Street.PersonId("officer").ToString()
            })).ShouldBeCreated();
        ReportStreet.Numbers(officer.Json, "resolution_rate").ShouldBe((2, 3));
        ReportStreet.Numbers(officer.Json, "found").ShouldBe((0, null), "the worker found them");
        ReportStreet.Numbers(officer.Json, "joint_arrival_rate").ShouldBe((1, 1));
        officer["figures"]!.AsArray().ShouldNotContain(figure => (string)figure!["term"]! == "vacancy_rate");
        await ListsAgree(street, officer);
        var worker = (await street.Issue(body: new
        {
            kind = "month", from = "2026-03-01", grid = street.Street.Street,
            personId = street.Street.PersonId("worker").ToString()
        })).ShouldBeCreated();
        ReportStreet.Numbers(worker.Json, "found").ShouldBe((5, null));
        ReportStreet.Numbers(worker.Json, "valid_report_rate").ShouldBe((3, 4));
        ReportStreet.Numbers(worker.Json, "established").ShouldBe((0, null));
        await ListsAgree(street, worker);
        (await street.Verify()).Findings.ShouldBeEmpty();

        // Each person reads only their own assessment.
        ((string)(await street.Read(officer.Id, "officer"))["person"]!["name"]!).ShouldBe("officer");
        (await (await street.As("worker")).Get($"/v1/assessments/{officer.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.List("officer", "")).Select(item => (string)item!["id"]!).ShouldBe([officer.Id]);
        (await street.List("head1", "of=person")).Count.ShouldBe(2, "the head sees those of the street");
        (await (await street.As("officer")).Get($"/v1/assessments/{role.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Reports_are_for_those_who_may_see_the_figures_there()
    {
        (await street.Read(report.Id, "head1")).Id.ShouldBe(report.Id);
        foreach (var who in new[] { "head2", "worker", "outsider", "inspector" })
        {
            (await (await street.As(who)).Get($"/v1/assessments/{report.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await (await street.As(who)).Get($"/v1/assessments/{report.Id}/figures/found"))
                .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await (await street.As(who)).Post($"/v1/assessments/{report.Id}/links", new { }))
                .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
            (await street.List(who, "of=grid")).ShouldBeEmpty(who);
        }
        (await street.App.Nobody().Get($"/v1/assessments/{report.Id}")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.As("supervisor")).Get("/v1/assessments/0000000000000")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/happiness"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/vacancy_rate"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?grid={street.Street.Community}"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?part=complement"))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.As("supervisor")).Get($"/v1/assessments/{report.Id}/figures/found?part=all"))
            .ShouldFault("/part", "unknown_code");
    }

    [Fact]
    public async Task A_report_that_cannot_be_issued_is_refused_and_nothing_is_written()
    {
        var here = await TestStreet.New();
        var supervisor = await here.Supervisor();
        var today = DateOnly.Parse(TicketSteps.Day(0));
        var yesterday = TicketSteps.Day(-1);
        (await Post(new { kind = "day", from = TicketSteps.Day(0), grid = here.Street }))
            .ShouldRefuse(HttpStatusCode.Conflict, "period-not-over");
        (await Post(new { kind = "year", from = $"{today.Year}-01-01", grid = here.Street }))
            .ShouldRefuse(HttpStatusCode.Conflict, "period-not-over");
        (await Post(new { kind = "day", from = yesterday, grid = TestStreet.OutsideStreet }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street + "999" }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, role = "happiness" }))
            .ShouldFault("/role", "unknown-role", "unknown-role");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, personId = here.PersonId("outsider").ToString() }))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, scheme = "none" }))
            .ShouldFault("/scheme", "unknown-scheme", "unknown-scheme");
        (await Post(new { kind = "month", from = "2020-02-02", grid = here.Street })).ShouldFault("/from", "not_a_first_day");
        (await Post(new { kind = "week", from = "2020-02-02", grid = here.Street })).ShouldFault("/from", "not_a_first_day");
        (await Post(new { kind = "day", from = "0001-01-01", grid = here.Street })).ShouldFault("/from", "out_of_range");
        (await Post(new { kind = "day", from = yesterday, grid = "street" })).ShouldFault("/grid", "wrong_format");
        (await Post(new { kind = "day", from = yesterday, grid = here.Community, level = 1 })).ShouldFault("/level", "not_below");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, level = 4 })).ShouldFault("/level", "out_of_range");
        (await Post(new { kind = "day", from = yesterday, grid = here.Street, level = 3, role = "culture" }))
            .ShouldFault("/level", "too_many");
        (await Post(new { kind = "fortnight", from = yesterday, grid = here.Street })).ShouldFault("/kind", "invalid_value");
        foreach (var who in new[] { "worker", "head1", "inspector", "department" })
            (await (await here.As(who)).Post("/v1/assessments", new { kind = "day", from = yesterday, grid = here.Street }))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await supervisor.Get($"/v1/assessments?grid={here.Street}&superseded=true")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();

        Task<Answer> Post(object body) => supervisor.Post("/v1/assessments", body);
    }

    [Fact]
    public async Task Lists_are_filtered_and_page_by_cursor()
    {
        var here = await TestStreet.New();
        var supervisor = await here.Supervisor();
        for (var day = 1; day <= 5; day++)
            (await supervisor.Post("/v1/assessments", new { kind = "day", from = $"2024-02-0{day}", grid = here.Street }))
                .ShouldBeCreated();
        (await supervisor.Post("/v1/assessments", new { kind = "month", from = "2024-02-01", grid = here.Community })).ShouldBeCreated();
        (await supervisor.Post("/v1/assessments", new { kind = "month", from = "2024-02-01", grid = here.Street, level = 2 }))
            .ShouldBeCreated();
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
