using GridGov.Data;
using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Schedule;
using Microsoft.Extensions.Configuration;

namespace GridGov.Tests.Features.Assessments;

/// <summary>Reports are issued automatically once after each period, despite crashes and several processes.</summary>
public class ScheduleTests
{
    static AssessmentSettings Settings(params (string Kind, string Value)[] set) => AssessmentSettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(set.Select(one => KeyValuePair.Create("GridGov:Assessments:" + one.Kind, (string?)one.Value))).Build());

    static AssessmentSettings Only(PeriodKind kind, string value) =>
        Settings([.. Enum.GetValues<PeriodKind>().Select(each => (each.ToString(), each == kind ? value : "none"))]);

    [Fact]
    public async Task Reports_are_issued_at_the_end_of_each_period_and_no_sooner()
    {
        await using var testStreet = await ReportStreet.New();
        (await testStreet.Run()).ShouldBe(0, "there was no grid in the periods before");
        testStreet.Clock.MoveTo("2026-03-10 23:59");
        (await testStreet.Run()).ShouldBe(0);
        testStreet.Clock.MoveTo("2026-03-11 00:00");
        (await testStreet.Run()).ShouldBeGreaterThan(0);
        (await testStreet.List("supervisor", "kind=day")).Select(item => (string)item!["grid"]!["code"]!)
            .ShouldBe([testStreet.Street.Street]);
        (await testStreet.Run()).ShouldBe(0);

        testStreet.Clock.MoveTo("2026-03-16 00:00");
        await testStreet.Run();
        (await testStreet.List("supervisor", "kind=week")).Select(item => ((string)item!["from"]!, (string)item["grid"]!["code"]!)).Order()
            .ShouldBe([("2026-03-09", testStreet.Street.Street), ("2026-03-09", testStreet.Street.Community),
                ("2026-03-09", testStreet.Street.OtherCommunity)]);
        (await testStreet.List("supervisor", "kind=day")).Select(item => (string)item!["from"]!)
            .ShouldBe(["2026-03-15", "2026-03-10"], "what was missed before the latest is not made up for");
        (await testStreet.List("supervisor", "kind=month")).ShouldBeEmpty();

        testStreet.Clock.MoveTo("2026-04-01 00:00");
        await testStreet.Run();
        var months = await testStreet.List("rootAdmin", $"kind=month&grid={testStreet.Street.County}");
        months.Count.ShouldBe(1 + 1 + 2 + 2, "the county, the street, both communities, and the unit grids in which somebody is appointed");
        var quarters = await testStreet.List("rootAdmin", $"kind=quarter&of=level&grid={testStreet.Street.County}");
        quarters.Select(item => ((string)item!["grid"]!["code"]!, (int)item["level"]!)).Order()
            .ShouldBe([(testStreet.Street.County, 1), (testStreet.Street.Street, 2), (testStreet.Street.Community, 3),
                (testStreet.Street.OtherCommunity, 3)]);
        var street = months.Single(item => (string)item!["grid"]!["code"]! == testStreet.Street.Street)!;
        var report = await testStreet.Read((string)street["id"]!);
        report["issuedBy"].ShouldBeNull("made by itself");
        ReportStreet.Numbers(report.Json, "resolution_rate").ShouldBe((2, 3));
        var (result, says) = await testStreet.Verify();
        says.ShouldBeEmpty();
        result.Reports.ShouldBeGreaterThan(15);
        (await testStreet.Run()).ShouldBe(0);
    }

    [Fact]
    public async Task Scheduled_reports_have_the_same_numbers_as_requested_ones()
    {
        await using var street = await ReportStreet.New();
        var asked = await street.IssueMarch();
        var comparison = (await street.Issue(body: new { kind = "quarter", from = "2026-01-01", grid = street.Street.Street, level = 2 }))
            .ShouldBeCreated();
        await using var other = await ReportStreet.New();
        other.Clock.MoveTo("2026-04-01 08:00");
        await other.Run();
        var itself = await other.Read((string)(await other.List("supervisor", $"kind=month&grid={other.Street.Street}"))
            .Single(item => (string)item!["grid"]!["code"]! == other.Street.Street)!["id"]!);
        PlainText(itself, other).ShouldBe(PlainText(asked, street));
        var compared = await other.Read((string)(await other.List("supervisor", "kind=quarter&of=level"))
            .Single(item => (string)item!["grid"]!["code"]! == other.Street.Street)!["id"]!);
        PlainText(compared, other).ShouldBe(PlainText(comparison, street));

        static string PlainText(Answer report, ReportStreet street)
        {
            var json = report.Json;
            foreach (var figure in json["figures"]!.AsArray()
                .Concat((json["rows"]?.AsArray() ?? []).SelectMany(row => row!["figures"]!.AsArray())))
                figure!.AsObject().Remove("lists");
            return (json["figures"]!.ToJsonString() + json["score"]!.ToJsonString() + json["rows"]?.ToJsonString())
                .Replace(street.Street.Street, "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Several_processes_issue_each_report_once()
    {
        await using var street = await ReportStreet.New();
        await using var other = street.App.StartSecondServer();
        street.Clock.MoveTo("2026-04-01 08:00");
        var settings = Only(PeriodKind.Month, "county,street,community,unit");
        var issued = await Task.WhenAll(
            AssessmentRun.Run(street.App.Db, settings, null, default),
            AssessmentRun.Run(other.Db, settings, null, default),
            AssessmentRun.Run(new Db(street.App.Engine), settings, null, default));
        var reports = await street.List("rootAdmin", $"grid={street.Street.County}");
        reports.Count.ShouldBe(6);
        reports.Select(item => (string)item!["grid"]!["code"]!).ShouldBeUnique();
        var all = await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM assessments"));
        issued.Sum().ShouldBe((int)all);
    }

    [Fact]
    public async Task An_interrupted_run_continues()
    {
        await using var street = await ReportStreet.New();
        var later = await TestStreet.New(street.App);
        street.Clock.MoveTo("2026-04-01 08:00");
        // Simulates a run that was interrupted after the first county.
        await street.App.Db.Write(tx => tx.Execute(
            "INSERT INTO assessment_runs (kind, from_day, last_grid_code, begun_at) VALUES ('month', 20260301, @Reached, @Now)",
                new { Reached = street.Street.County, tx.Now }));
        await street.Run(Only(PeriodKind.Month, "unit"));
        (await street.List("rootAdmin", $"grid={street.Street.County}")).ShouldBeEmpty();
        // The second unit grid has no appointments.
        (await street.List("rootAdmin", $"grid={later.County}")).Select(item => (string)item!["grid"]!["code"]!).Order()
            .ShouldBe([later.Grid, later.OtherGrid]);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM assessment_runs WHERE done_at IS NOT NULL")))
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_server_issues_reports_automatically()
    {
        await using var street = await ReportStreet.New();
        street.Clock.MoveTo("2026-03-11 00:00");
        await using var server = street.App.StartSecondServer(withWorkers: true);
        server.CreateClient();
        for (var i = 0; i < 200 && (await street.List("supervisor", "kind=day")).Count == 0; i++)
            await Task.Delay(50);
        (await street.List("supervisor", "kind=day")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("street/unit,city", 2)]
    [InlineData("none", 0)]
    [InlineData("street, street", 1)]
    public void The_settings_select_the_scheduled_reports(string value, int subjects) =>
        Settings(("Day", value)).Kinds[PeriodKind.Day].Count.ShouldBe(subjects);

    [Theory]
    [InlineData("village")]
    [InlineData("unit/street")]
    [InlineData("city/county")]
    [InlineData("street/community/unit")]
    public void An_invalid_setting_stops_the_start(string value) =>
        Should.Throw<SettingsException>(() => Settings(("Week", value))).Message.ShouldContain("GridGov:Assessments:Week");
}
