using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Assessments;

/// <summary>One issued report: as JSON, as a page to print, or as a workbook, by the Accept header.</summary>
public static class GetAssessment
{
    public static void Map(IEndpointRouteBuilder assessments) => assessments
        .MapGet("/{id}", Handle)
        .Named("getAssessment", "Get an assessment")
        .WithDescription("The page and the workbook are in Chinese or English, by Accept-Language or lang. To open it in a browser and click through its numbers there is linkAssessment.")
        .Needs(Capability.AssessmentRead)
        .AlsoAs("text/html", ReportWorkbook.ContentType);

    /// <param name="lang">Language of the page and the workbook: zh-CN or en; by default what Accept-Language says.</param>
    static async Task<Results<Ok<Assessment>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> Handle(
        Id id, [FromQuery(Name = "lang")] string? lang, Actor actor, HttpContext http, Clock clock, Db db, CancellationToken ct)
    {
        if (!HtmlPage.IsLanguage(lang))
            return Problems.At("/lang", "invalid-parameter", $"lang={lang}");
        if (await db.Read(tx => AssessmentRow.Find(tx, actor, id), ct) is not { } row)
            return TypedResults.NotFound();
        http.Response.Headers.Vary = "Accept, Accept-Language";
        var report = row.ToAssessment();
        return FormOf(http.Request) switch
        {
            "text/html" => HtmlPage.Html(new ReportPage(report, HtmlPage.InChinese(lang), clock, ReportLinks.Api).Render()),
            ReportWorkbook.ContentType => Workbook(report, HtmlPage.InChinese(lang), clock, ReportLinks.Api, http),
            _ => TypedResults.Ok(report),
        };
    }

    internal static FileContentHttpResult Workbook(Assessment report, bool zh, Clock clock, ReportLinks links, HttpContext http) => TypedResults.File(
        ReportWorkbook.Of(report, zh, clock, links, new Uri($"{http.Request.Scheme}://{http.Request.Host}")),
        ReportWorkbook.ContentType, $"{report.Grid.Code}-{report.Kind.Code()}-{report.From:yyyy-MM-dd}-r{report.Revision}.xlsx");

    /// <summary>The form that is asked for by name and liked best; JSON where none is.</summary>
    static string? FormOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            ? accepted.Where(type => type.MediaType.Value is "application/json" or "text/html" or ReportWorkbook.ContentType)
                .OrderByDescending(type => type.Quality ?? 1).FirstOrDefault()?.MediaType.Value
            : null;
}
