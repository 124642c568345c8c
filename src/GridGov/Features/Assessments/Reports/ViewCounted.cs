using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>What is behind a number of a report, for whoever has a link to the report.</summary>
public sealed class ViewCounted(AssessmentLinks links, Clock clock, Db db)
    : ApiEndpoint<ViewCounted.Input, Results<ContentHttpResult, NotFound, ProblemHttpResult>>
{
    const int Rows = 200;

    public override void Configure()
    {
        Get("/{id}/view/{term}");
        Group<AssessmentGroup>();
        Operation("Open what an assessment counts, by its link",
            "HTML: the tickets behind a number, or the posts behind the vacancies, as they were counted and as far as the person may see them whose link it is.");
        AllowAnonymous();
        ContainsSecret();
        ProducesType("text/html");
        ProducesProblem(400, "invalid-cursor");
        ProducesProblem(403, "link-not-valid");
    }

    /// <summary>By which link, and which of the term's numbers.</summary>
    public sealed record Query
    {
        /// <summary>What the link carries.</summary>
        [FromQuery(Name = "link")] public string? Link { get; init; }

        /// <summary>numerator (default), denominator or complement.</summary>
        [FromQuery(Name = "part")] public string? Part { get; init; }

        /// <summary>Of a comparison: one of its grids.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>zh-CN or en; by default what the browser asks for.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        /// <summary>Where to go on.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Part).Must(text => text is null || Codes<MeasurePart>.All.Contains(text)).WithErrorCode("unknown_code");
                RuleFor(q => q.Lang).Must(HtmlPage.IsLanguage).WithErrorCode("unknown_code");
                RuleFor(q => q.Grid).Must(text => text is null || GridGov.Data.GridCode.IsCode(text)).WithErrorCode("wrong_format");
            }
        }
    }

    internal static string Address(Id id, string term, MeasurePart part, string grid, string lang, string pass) =>
        $"/v1/assessments/{id}/view/{term}?part={part.ToCode()}&grid={grid}&lang={lang}&link={pass}";

    /// <summary>What is asked.</summary>
    public sealed record Input(Id Id, string Term, [AsParameters] Query Query);

    public override async Task<Results<ContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (links.Validate(input.Query.Link, input.Id) is not { } pass)
            return Problems.Of("link-not-valid");
        return await db.Read<Results<ContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await AssessmentLinks.LoadActor(tx, pass) is not { } actor)
                return Problems.Of("link-not-valid");
            if (await AssessmentRow.Find(tx, actor, input.Id) is not { } row || AssessedTickets.Of(row, input.Term, input.Query.Part, input.Query.Grid) is not { } behind)
                return TypedResults.NotFound();
            var zh = HtmlPage.InChinese(input.Query.Lang);
            var report = row.ToAssessment();
            var gridName = report.Rows?.FirstOrDefault(one => one.Grid.Code == behind.Grid)?.Grid.Name ?? report.Grid.Name;
            if (behind.Term.Source == TermSource.Vacancies)
            {
                var posts = await CountedPosts.Read(tx, actor, behind, HttpContext, input.Query.Cursor, Rows);
                var listed = new CountedPage(behind, gridName, zh, To(behind, zh, input.Query.Link!, posts.Next));
                return HtmlPage.Html(listed.Posts(posts), zh, HttpContext);
            }
            var tickets = await behind.Read(tx, actor, HttpContext, input.Query.Cursor, Rows, count: true);
            var page = new CountedPage(behind, gridName, zh, To(behind, zh, input.Query.Link!, tickets.Next));
            return HtmlPage.Html(page.Tickets(tickets, Stated(report, behind), clock), zh, HttpContext);
        }, ct);
    }

    static CountedLinks To(AssessedTickets behind, bool zh, string pass, string? next)
    {
        var id = behind.Report.Id;
        return new CountedLinks(AssessmentLinks.Address(id, pass, zh ? HtmlPage.Chinese : HtmlPage.English),
            next is null ? null : Self(zh) + $"&cursor={next}", Self(!zh));

        string Self(bool chinese) => Address(id, behind.Term.Code, behind.Part, behind.Grid, chinese ? HtmlPage.Chinese : HtmlPage.English, pass);
    }

    /// <summary>The number that the report says.</summary>
    static long Stated(Assessment report, AssessedTickets behind)
    {
        var figures = behind.Grid == report.Grid.Code ? report.Figures : report.Rows?.FirstOrDefault(row => row.Grid.Code == behind.Grid)?.Figures ?? [];
        return figures.FirstOrDefault(figure => figure.Term == behind.Term.Code) is not { } figure ? 0 : behind.Part switch
        {
            MeasurePart.Numerator => figure.Numerator,
            MeasurePart.Denominator => figure.Denominator ?? figure.Numerator,
            MeasurePart.Complement => (figure.Denominator ?? figure.Numerator) - figure.Numerator,
        };
    }
}
