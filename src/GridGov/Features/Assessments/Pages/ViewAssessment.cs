using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments;

/// <summary>A report as a page or a workbook, for whoever has a link to it.</summary>
public static class ViewAssessment
{
    public static void Map(IEndpointRouteBuilder assessments) => assessments
        .MapGet("/{id}/view", Handle)
        .Named("viewAssessment", "Open an assessment by its link")
        .WithDescription("HTML to read and to print, in Chinese or English; each number leads to what was counted. With format=xlsx the workbook, whose links are good as long as this one.")
        .Anonymously()
        .AlsoAs("text/html", ReportWorkbook.ContentType)
        .Refuses(403, "link-not-valid");

    /// <summary>By which link, and in which form.</summary>
    public sealed record Query
    {
        /// <summary>What the link carries.</summary>
        [FromQuery(Name = "link")] public string? Link { get; init; }

        /// <summary>zh-CN or en; by default what the browser asks for.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        /// <summary>xlsx for the workbook; by default the page.</summary>
        [FromQuery(Name = "format")] public string? Format { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Lang).Must(HtmlPage.IsLanguage).WithErrorCode("unknown_code");
                RuleFor(q => q.Format).Must(text => text is null or "html" or "xlsx").WithErrorCode("unknown_code");
            }
        }
    }

    static async Task<Results<ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> Handle(
        Id id, [AsParameters] Query query, AssessmentLinks links, HttpContext http, Clock clock, Db db, CancellationToken ct)
    {
        if (links.Open(query.Link, id) is not { } pass)
            return Problems.Of("link-not-valid");
        var (known, row) = await db.Read(async tx => await AssessmentLinks.ActorOf(tx, pass) is { } actor
            ? (true, await AssessmentRow.Find(tx, actor, id))
            : (false, null), ct);
        if (!known)
            return Problems.Of("link-not-valid");
        if (row is null)
            return TypedResults.NotFound();
        var zh = HtmlPage.InChinese(query.Lang);
        var report = row.ToAssessment();
        var lang = zh ? HtmlPage.Chinese : HtmlPage.English;
        var targets = new ReportLinks(
            (figure, part, grid) => ViewCounted.Address(id, figure.Term, part, grid, lang, query.Link!),
            AssessmentLinks.Address(id, query.Link!, zh ? HtmlPage.English : HtmlPage.Chinese),
            AssessmentLinks.Address(id, query.Link!, lang) + "&format=xlsx");
        return query.Format is "xlsx"
            ? GetAssessment.Workbook(report, zh, clock, targets, http)
            : HtmlPage.Html(new ReportPage(report, zh, clock, targets).Render());
    }
}
