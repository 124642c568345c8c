using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>The items counted in a number of a report, opened by the report's link.</summary>
public sealed class ViewCounted(AssessmentLinks links, Clock clock, Db db)
    : ApiEndpoint<ViewCounted.Input, Results<ContentHttpResult, NotFound, ProblemHttpResult>>
{
    const int Rows = 200;

    public override void Configure()
    {
        Get("/{id}/view/{term}");
        Group<AssessmentGroup>();
        Operation("Open what an assessment counts, by its link",
            "HTML: the tickets counted in a number, the posts of the vacancies, the marks of residents, or the needs, claims, meetings " +
            "and points, as of the report. It shows only items that the person who made the link may see.");
        AllowAnonymous();
        ContainsSecret();
        ProducesType("text/html");
        ProducesProblem(400, "invalid-cursor");
        ProducesProblem(403, "link-not-valid");
    }

    public sealed record Query
    {
        /// <summary>The link's token.</summary>
        [FromQuery(Name = "link")] public string? Link { get; init; }

        /// <summary>The number of the term: numerator (default), denominator or complement.</summary>
        [FromQuery(Name = "part")] public string? Part { get; init; }

        /// <summary>Code of a compared grid; of a comparison only.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The language, zh-CN or en; by Accept-Language if absent.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        /// <summary>The cursor of the next page, taken from the link on the page before.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Part).Must(text => text is null || Codes<MeasurePart>.All.Contains(text)).WithErrorCode("unknown_code");
                RuleFor(q => q.Lang).Language();
                RuleFor(q => q.Grid).Must(text => text is null || GridGov.Data.GridCode.IsCode(text)).WithErrorCode("wrong_format");
            }
        }
    }

    internal static string Address(Id id, string term, MeasurePart part, string grid, string lang, string pass) =>
        $"/v1/assessments/{id}/view/{term}?part={part.ToCode()}&grid={grid}&lang={lang}&link={pass}";

    public sealed record Input(Id Id, string Term, [AsParameters] Query Query);

    public override async Task<Results<ContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (links.Validate(input.Query.Link, input.Id) is not { } pass)
            return Problems.Of("link-not-valid");
        return await db.Read<Results<ContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await SessionLinks.LoadActor(tx, pass) is not { } actor)
                return Problems.Of("link-not-valid");
            if (await AssessmentRow.Find(tx, actor, input.Id) is not { } row
                || AssessedTickets.Of(row, input.Term, input.Query.Part, input.Query.Grid) is not { } counted)
                return TypedResults.NotFound();
            var zh = HtmlPage.InChinese(input.Query.Lang);
            var report = row.ToAssessment();
            var gridName = report.Rows?.FirstOrDefault(one => one.Grid.Code == counted.Grid)?.Grid.Name ?? report.Grid.Name;
            if (counted.Term.Source == TermSource.Vacancies)
            {
                var posts = await CountedPosts.Read(tx, actor, counted, HttpContext, input.Query.Cursor, Rows);
                var postsPage = new CountedPage(counted, gridName, zh, LinksOf(counted, zh, input.Query.Link!, posts.Next));
                return HtmlPage.Html(postsPage.Posts(posts), zh, HttpContext);
            }
            if (counted.Term.Source == TermSource.Marks)
            {
                var marks = await CountedMarks.Read(tx, actor, counted, HttpContext, input.Query.Cursor, Rows);
                var marksPage = new CountedPage(counted, gridName, zh, LinksOf(counted, zh, input.Query.Link!, marks.Next));
                return HtmlPage.Html(marksPage.Marks(marks), zh, HttpContext);
            }
            if (counted.Term.Source == TermSource.Together)
            {
                var together = await CountedTogether.Read(tx, actor, counted, HttpContext, input.Query.Cursor, Rows);
                var togetherPage = new CountedPage(counted, gridName, zh, LinksOf(counted, zh, input.Query.Link!, together.Next));
                return HtmlPage.Html(togetherPage.Together(together, clock), zh, HttpContext);
            }
            var tickets = await counted.Read(tx, actor, HttpContext, input.Query.Cursor, Rows, count: true);
            var page = new CountedPage(counted, gridName, zh, LinksOf(counted, zh, input.Query.Link!, tickets.Next));
            return HtmlPage.Html(page.Tickets(tickets, Stated(report, counted), clock), zh, HttpContext);
        }, ct);
    }

    static CountedLinks LinksOf(AssessedTickets counted, bool zh, string pass, string? next)
    {
        var id = counted.Report.Id;
        return new CountedLinks(AssessmentLinks.Address(id, pass, zh ? HtmlPage.Chinese : HtmlPage.English),
            next is null ? null : Self(zh) + $"&cursor={next}", Self(!zh));

        string Self(bool chinese) =>
            Address(id, counted.Term.Code, counted.Part, counted.Grid, chinese ? HtmlPage.Chinese : HtmlPage.English, pass);
    }

    static long Stated(Assessment report, AssessedTickets counted)
    {
        var figures = counted.Grid == report.Grid.Code
            ? report.Figures
            : report.Rows?.FirstOrDefault(row => row.Grid.Code == counted.Grid)?.Figures ?? [];
        return figures.FirstOrDefault(figure => figure.Term == counted.Term.Code) is not { } figure ? 0 : counted.Part switch
        {
            MeasurePart.Numerator => figure.Numerator,
            MeasurePart.Denominator => figure.Denominator ?? figure.Numerator,
            MeasurePart.Complement => (figure.Denominator ?? figure.Numerator) - figure.Numerator,
        };
    }
}
