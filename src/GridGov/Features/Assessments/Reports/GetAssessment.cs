using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Assessments.Reports;

/// <summary>One issued report as JSON, as a page to print, or as a workbook, chosen by the Accept header.</summary>
public sealed class GetAssessment(Clock clock, Db db)
    : ApiEndpoint<GetAssessment.Input, Results<Ok<Assessment>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<AssessmentGroup>();
        Operation("Get an assessment",
            "The page and the workbook are in Chinese or English, by lang or Accept-Language. Use linkAssessment to open the page in a " +
            "browser.");
        RequiresCapability(Capability.AssessmentRead);
        ProducesType("text/html", ReportWorkbook.ContentType);
    }

    public sealed record Input(Id Id, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<Assessment>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var negotiated = Negotiation.Choose(HttpContext);
        var (row, context) = await db.Read(async tx => await AssessmentRow.Find(tx, Actor, input.Id) is { } found
            ? (found, negotiated is "text/html" ? await ReportContext.Load(tx, found) : null)
            : (null, null), ct);
        if (row is null)
            return TypedResults.NotFound();
        HttpContext.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        var report = row.ToAssessment();
        var zh = HtmlPage.InChinese(input.Query.Lang);
        return negotiated switch
        {
            "text/html" => HtmlPage.Html(new ReportPage(report, context!, zh, clock, ReportLinks.Api).Render(), zh, HttpContext),
            ReportWorkbook.ContentType => Workbook(report, zh, clock, ReportLinks.Api, HttpContext),
            _ => TypedResults.Ok(report),
        };
    }

    internal static FileContentHttpResult Workbook(Assessment report, bool zh, Clock clock, ReportLinks links, HttpContext http)
    {
        Languages.Set(http, zh);
        return TypedResults.File(
            ReportWorkbook.Of(report, zh, clock, links, new Uri($"{http.Request.Scheme}://{http.Request.Host}")),
            ReportWorkbook.ContentType, $"{report.Grid.Code}-{report.Kind.ToCode()}-{report.From:yyyy-MM-dd}-r{report.Revision}.xlsx");
    }
}
