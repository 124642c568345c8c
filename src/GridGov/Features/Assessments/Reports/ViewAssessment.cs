using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A report as a page or a workbook, opened by a link.</summary>
public sealed class ViewAssessment(AssessmentLinks links, Clock clock, Db db)
    : ApiEndpoint<ViewAssessment.Input, Results<ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/view");
        Group<AssessmentGroup>();
        Operation("Open an assessment by its link",
            "HTML to read and to print, in Chinese or English; each number is linked to the counted items. With format=xlsx the answer " +
            "is the workbook, whose links are valid as long as this one.");
        AllowAnonymous();
        ContainsSecret();
        ProducesType("text/html", ReportWorkbook.ContentType);
        ProducesProblem(403, "link-not-valid");
    }

    public sealed record Query
    {
        /// <summary>The link's token.</summary>
        [FromQuery(Name = "link")] public string? Link { get; init; }

        /// <summary>The language, zh-CN or en; by Accept-Language if absent.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        /// <summary>The format: html (default) or xlsx.</summary>
        [FromQuery(Name = "format")] public string? Format { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Lang).Language();
                RuleFor(q => q.Format).Must(text => text is null or "html" or "xlsx").WithErrorCode("unknown_code");
            }
        }
    }

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override async Task<Results<ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        if (links.Validate(input.Query.Link, input.Id) is not { } pass)
            return Problems.Of("link-not-valid");
        var (known, row, context) = await db.Read(async tx =>
        {
            if (await SessionLinks.LoadActor(tx, pass) is not { } actor)
                return (false, null, null);
            var found = await AssessmentRow.Find(tx, actor, input.Id);
            return (true, found, found is null || input.Query.Format is "xlsx" ? null : await ReportContext.Load(tx, found));
        }, ct);
        if (!known)
            return Problems.Of("link-not-valid");
        if (row is null)
            return TypedResults.NotFound();
        var zh = HtmlPage.InChinese(input.Query.Lang);
        var report = row.ToAssessment();
        var lang = zh ? HtmlPage.Chinese : HtmlPage.English;
        var targets = new ReportLinks(
            (figure, part, grid) => ViewCounted.Address(input.Id, figure.Term, part, grid, lang, input.Query.Link!),
            AssessmentLinks.Address(input.Id, input.Query.Link!, zh ? HtmlPage.English : HtmlPage.Chinese),
            AssessmentLinks.Address(input.Id, input.Query.Link!, lang) + "&format=xlsx");
        return input.Query.Format is "xlsx"
            ? GetAssessment.Workbook(report, zh, clock, targets, HttpContext)
            : HtmlPage.Html(new ReportPage(report, context!, zh, clock, targets).Render(), zh, HttpContext);
    }
}
