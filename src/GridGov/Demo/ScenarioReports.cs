using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Reports;

namespace GridGov.Demo;

/// <summary>The scenario's assessments of June 2012: the street's monthly report, and the comparison of its communities.</summary>
static class ScenarioReports
{
    static readonly AssessedPeriod June = new(PeriodKind.Month, new DateOnly(2012, 6, 1));

    public static async Task Issue(Db db, DemoStreet street, DemoActors actors, CancellationToken ct)
    {
        var supervisor = await actors.Get(street.Supervisor, ct);
        foreach (var level in new int?[] { null, 2 })
        {
            var issued = await new IssueAssessment(db) { Actor = supervisor }
                .ExecuteAsync(new(June.Kind, June.From, DemoStreet.Street, level), ct);
            if (issued.Result is not Created<Assessment>)
            {
                throw new InvalidOperationException(
                    "The report of June cannot be issued: "
                    + $"{(issued.Result as ProblemHttpResult)?.ProblemDetails.Detail ?? issued.Result.ToString()}");
            }
        }
    }

    /// <summary>The browser address of the monthly report, valid for some hours; null in a database without reports.</summary>
    public static async Task<string?> Link(Db db, AssessmentLinks links, CancellationToken ct)
    {
        var (report, supervisor) = await db.Read(async tx => (
            await AssessmentRow.FindLatest(tx, June, AssessmentSubject.OfGrid(DemoStreet.Street)),
            await tx.QuerySingle<Id?>(FindPerson, new { Username = "demo-supervisor" })), ct);
        return report is null || supervisor is not { } person
            ? null
            : AssessmentLinks.Address(
                report.Id, links.Create(report.Id, person, session: Id.None, AssessmentLinks.DefaultHours).Pass, lang: "zh-CN");
    }

    const string FindPerson = "SELECT id FROM people WHERE username = @Username";
}
