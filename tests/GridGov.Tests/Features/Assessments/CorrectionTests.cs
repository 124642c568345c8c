using System.Data.Common;
using System.Net;
using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Schemes;
using GridGov.Host.Commands;

namespace GridGov.Tests.Features.Assessments;

/// <summary>Issued reports never change; a later correction issues the next revision.</summary>
public class CorrectionTests
{
    [Fact]
    public async Task A_requested_correction_has_a_reason_and_lists_the_differences()
    {
        await using var street = await ReportStreet.New();
        var report = await street.IssueMarch();
        var supervisor = await street.As("supervisor");
        var path = $"/v1/assessments/{report.Id}/reissue";
        (await supervisor.Post(path, new { reason = "复核" }, version: 1)).ShouldRefuse(HttpStatusCode.Conflict, "nothing-to-correct");

        street.Clock.Move(TimeSpan.FromHours(1));
        await street.At.Do("supervisor", street.Closed, "reopen", new { reason = "重现" });
        // A report is as of the previous instant, because the current millisecond is not complete.
        street.Clock.Move(TimeSpan.FromSeconds(1));
        supervisor = await street.As("supervisor");
        (await supervisor.Post(path, new { reason = "复核" })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await supervisor.Post(path, new { reason = "复核" }, version: 2)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await supervisor.Post(path, new { reason = " " }, version: 1)).ShouldFault("/reason", "required");
        (await (await street.As("head1")).Post(path, new { reason = "复核" }, version: 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await supervisor.Post("/v1/assessments/0000000000000/reissue", new { reason = "复核" }, version: 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        var second = (await supervisor.Post(path, new { reason = "复核" }, version: 1, key: "again")).ShouldBeCreated();
        (await supervisor.Post(path, new { reason = "复核" }, version: 1, key: "again")).ShouldBeCreated()
            .Id.ShouldBe(second.Id, "a repeat gets the first answer");
        ((int)second["revision"]!).ShouldBe(2);
        ((string)second["supersedes"]!).ShouldBe(report.Id);
        ((string)second["reason"]!).ShouldBe("复核");
        ReportStreet.Numbers(second.Json, "resolution_rate").ShouldBe((1, 3));
        var changes = second["changes"]!.AsArray()
            .Select(change => ((string)change!["term"]!, (string)change["part"]!, (decimal?)change["before"], (decimal?)change["after"]))
            .ToList();
        changes.ShouldContain(("resolution_rate", "numerator", 2m, 1m));
        changes.ShouldContain(("closed", "numerator", 2m, 1m));
        changes.ShouldContain(("street_resolution_rate", "denominator", 2m, 1m));
        changes.ShouldNotContain(change => change.Item1 == "found");

        var first = await street.Read(report.Id);
        ((string)first["supersededBy"]!).ShouldBe(second.Id);
        ReportStreet.Numbers(first.Json, "resolution_rate").ShouldBe((2, 3));
        first.Header("ETag").ShouldNotBe(report.Header("ETag"), "it shows something else");
        (await supervisor.Post(path, new { reason = "再次" }, version: 1)).ShouldRefuse(HttpStatusCode.Conflict, "assessment-superseded");
        (await street.Issue()).ShouldBeOk().Id.ShouldBe(second.Id, "asked for again, the latest answers");
        (await street.List("supervisor", "kind=month")).Count.ShouldBe(1);
        (await street.List("supervisor", "kind=month&superseded=true")).Count.ShouldBe(2);
        (await street.Verify()).Findings.ShouldBeEmpty();
        var page = (await supervisor.Get($"/v1/assessments/{second.Id}?lang=en", ("Accept", "text/html"))).ShouldBeOk();
        page.Text.ShouldContain("Differences from revision 1");
    }

    [Fact]
    public void Differences_are_listed_by_number_and_by_row()
    {
        static ReportContent Content(long closed, decimal points, long? other) => new("试街道", [new("resolution_rate", closed, 3, 1)],
            new(points, points, 100, null, null, [new("resolution_rate", null, points, 100, Better.Higher, null, null)]),
            other is { } n ? [new(1, "990001001001", "一社区", [new("found", n, null, 1)], new(null, 0, 0, null, null, []))] : null,
            new("考评", "Assessment", [], []), null);

        Difference.Between(Content(2, 80, 5), Content(2, 80, 5)).ShouldBeEmpty();
        Difference.Between(Content(2, 80, 5), Content(1, 60, 6)).ShouldBe(
        [
            new Difference(null, "resolution_rate", "numerator", 2, 1),
            new Difference(null, "resolution_rate", "points", 80, 60),
            new Difference(null, "score", "score", 80, 60),
            new Difference("990001001001", "found", "numerator", 5, 6),
        ]);
        Difference.Between(Content(2, 80, 5), Content(2, 80, null))
            .ShouldBe([new Difference("990001001001", "found", "numerator", 5, null)]);
    }

    [Fact]
    public async Task Corrections_are_issued_daily_for_corrected_data_and_not_for_later_progress()
    {
        await using var street = await ReportStreet.New();
        (await street.Correct()).ShouldBe(0, "from here on it looks");
        var report = await street.IssueMarch();
        street.Clock.Move(TimeSpan.FromHours(1));
        var joint = (string)(await street.At.Read(street.Open))["jointAction"]!["id"]!;
        await street.At.Do("dispatcher", street.Open, $"joint-actions/{joint}/cancel", new { reason = "已不需要" });
        await street.At.Do("officer", street.Open, "resolve", new { result = "已办" });
        await street.At.Do("inspector", street.Open, "pass");
        street.Clock.MoveTo("2026-04-02 00:01");
        (await street.Correct()).ShouldBe(0, "that March's ticket was closed in April corrects nothing");

        await street.At.Do("supervisor", street.Closed, "reopen", new { reason = "重现" });
        (await street.Correct()).ShouldBe(0, "it has looked today");
        street.Clock.MoveTo("2026-04-03 00:01");
        (await street.Correct()).ShouldBe(1);
        var latest = (await street.List("supervisor", "kind=month")).Single()!;
        ((int)latest["revision"]!).ShouldBe(2);
        var second = await street.Read((string)latest["id"]!);
        second["issuedBy"].ShouldBeNull();
        ((string)second["reason"]!).ShouldContain("1 件案卷");
        ((string)second["supersedes"]!).ShouldBe(report.Id);
        street.Clock.MoveTo("2026-04-04 00:01");
        (await street.Correct()).ShouldBe(0, "and not for ever");
        (await street.Verify()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_amendment_of_what_was_counted_issues_a_revision()
    {
        await using var street = await ReportStreet.New();
        (await street.Correct()).ShouldBe(0, "from here on it looks");
        street.Clock.MoveTo("2026-04-01 08:00");
        var body = new { kind = "month", from = "2026-03-01", grid = street.Street.OtherCommunity };
        var report = (await street.Issue(body: body)).ShouldBeCreated();
        ReportStreet.Numbers(report.Json, "established").Numerator.ShouldBe(0);
        var joint = (string)(await street.At.Read(street.Open))["jointAction"]!["id"]!;
        street.Clock.MoveTo("2026-04-02 00:01");
        await street.At.Do("dispatcher", street.Open, $"joint-actions/{joint}/cancel", new { reason = "已不需要" });
        await street.At.Do("dispatcher", street.Open, "amend", new { description = "树枝", reason = "错字" });
        (await street.Correct()).ShouldBe(0, "words are counted nowhere");
        await street.At.Do("dispatcher", street.Open, "amend", new
        {
            grid = street.Street.OtherGrid, handlerId = street.Street.PersonId("otherOfficer").ToString(), reason = "网格有误",
        });
        street.Clock.MoveTo("2026-04-03 00:01");
        (await street.Correct()).ShouldBe(1);
        var latest = (await street.Issue(body: body)).ShouldBeOk();
        ((int)latest["revision"]!, (string)latest["supersedes"]!).ShouldBe((2, report.Id));
        ((string)latest["reason"]!).ShouldContain("更正");
        ReportStreet.Numbers(latest.Json, "established").Numerator.ShouldBe(1);
        (await street.Verify()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Long_past_periods_are_corrected_on_request_only()
    {
        await using var street = await ReportStreet.New();
        await street.Correct();
        await street.IssueMarch();
        street.Clock.MoveTo("2026-07-05 09:00");
        await street.At.Do("supervisor", street.Closed, "reopen", new { reason = "重现" });
        street.Clock.MoveTo("2026-07-06 09:00");
        (await street.Correct()).ShouldBe(0);
    }

    [Fact]
    public async Task Vacancies_stay_as_they_were_at_the_issue()
    {
        await using var street = await ReportStreet.New();
        var report = await street.IssueMarch();
        street.Clock.Move(TimeSpan.FromHours(1));
        // An entry after the fact: the officer had left in March.
        var admin = await street.As("admin");
        var appointment = (await admin.Get($"/v1/appointments?person={street.Street.PersonId("officer")}")).ShouldBeOk()["items"]![0]!;
        (await admin.Post($"/v1/appointments/{appointment["id"]}/end", new { to = "2026-03-20", reason = "补录" },
            (long)appointment["version"]!)).ShouldBeOk();
        var now = (await (await street.As("supervisor")).Get($"/v1/grids/{street.Street.Street}/vacancies?day=2026-03-31&count=true"))
            .ShouldBeOk();
        ((long)now["count"]!).ShouldBe(ReportStreet.Numbers(report.Json, "vacancy_rate").Numerator + 1);
        var then = (await (await street.As("supervisor"))
            .Get((string)ReportStreet.Figure(report.Json, "vacancy_rate")["lists"]!["numerator"]!)).ShouldBeOk();
        ((long)then["count"]!).ShouldBe(ReportStreet.Numbers(report.Json, "vacancy_rate").Numerator);
        (await street.Verify()).Findings.ShouldBeEmpty();
        (await (await street.As("supervisor")).Get($"/v1/grids/{street.Street.Street}/vacancies?asOf=yesterday"))
            .ShouldFault("/asOf", "wrong_format");
    }

    [Fact]
    public async Task Issued_reports_cannot_change_and_verify_finds_data_that_contradicts_them()
    {
        await using var street = await ReportStreet.New();
        await street.IssueMarch();
        foreach (var sql in new[] { "UPDATE assessments SET score = 10000", "DELETE FROM assessments" })
            (await Should.ThrowAsync<DbException>(street.App.Db.Write(tx => tx.Execute(sql)))).Message.ShouldContain("append-only");
        (await street.List("supervisor", "")).Count.ShouldBe(1);
        (await VerifyCommand.Run(street.App.Arguments, AssessmentAudit.Verify)).ShouldBe(0);

        // An audit entry without its report.
        await street.App.Db.Write(tx => GridGov.Audit.AuditLog.Append(tx,
            new(GridGov.Audit.AuditKind.Change, "issue", street.Street.Street) { SubjectKind = "assessment", Subject = "0000000000000" }));
        (await street.Verify()).Findings.ShouldHaveSingleItem().ShouldContain("the audit has 2 assessments, and the store has 1");

        // Moves a counted ticket to another month, without the program.
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE tickets SET accepted_day = 20260205 WHERE number = @Number",
                new { Number = (string)street.Closed["number"]! }));
        var (result, says) = await street.Verify();
        result.Differences.ShouldBe(says.Count);
        says.ShouldContain(line =>
            line.Contains("resolution_rate numerator was issued as 2 and is recomputed as 1", StringComparison.Ordinal));
        (await VerifyCommand.Run(street.App.Arguments, AssessmentAudit.Verify)).ShouldBe(1);
    }
}
