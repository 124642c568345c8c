using GridGov.Api;
using GridGov.Domain.Boards;
using GridGov.Domain.Statistics;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Boards;

/// <summary>Sets what the public board of a grid shows, and whether anybody may read it.</summary>
public sealed class PutBoard(Db db) : ApiEndpoint<PutBoard.Input, Results<Ok<Board>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{grid}");
        Group<BoardsApiGroup>();
        Operation("Set what the board of a grid publishes",
            "The body replaces the whole board of this grid, which applies to all grids below that have none of their own. A grid of " +
            "which nothing was set yet has version 1. Boards that are served from memory follow at once.");
        RequiresCapability(Capability.BoardManage);
        ProducesProblem(409, "grid-already-retired");
        RequestExample("""
            {
              "published": true, "title": "二道街社区亮牌公示",
              "sections": ["heads", "service_roles", "team", "venue", "office_phone", "needs", "circle", "resolution_rate"],
              "names": "surname", "officePhone": "0371-66220000", "officeAddress": "二道街10号 社区党群服务中心",
              "noticeZh": "工作日 8:30 至 18:00 接待来访。", "noticeEn": "Visitors are welcome on working days from 8:30 to 18:00.",
              "measure": "resolution_rate", "period": "this_month"
            }
            """);
    }

    /// <summary>What the board of a grid publishes.</summary>
    /// <param name="Published">Whether anybody may read the board.</param>
    /// <param name="Sections">What is shown, each once; none leaves title, notice and grid.</param>
    /// <param name="Names">How people are named: full, surname (with the post) or none (the post alone).</param>
    /// <param name="Measure">The code of a measure of tickets, from measures/catalogue, behind the rate.</param>
    /// <param name="Period">The days that the rate covers; the last one is today.</param>
    /// <param name="Title">The title, up to 100 characters; if absent, the name of the grid that is shown.</param>
    /// <param name="OfficePhone">The office's telephone number, at most 32 characters.</param>
    /// <param name="OfficeAddress">The office's address, up to 200 characters.</param>
    /// <param name="NoticeZh">A notice in Chinese, up to 500 characters.</param>
    /// <param name="NoticeEn">A notice in English, up to 500 characters.</param>
    public sealed record Request(
        bool Published, IReadOnlyList<BoardSection> Sections, NameStyle Names, string Measure, RatePeriod Period, string? Title = null,
        string? OfficePhone = null, string? OfficeAddress = null, string? NoticeZh = null, string? NoticeEn = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Sections).Must(list => list.Distinct().Count() == list.Count).WithErrorCode("duplicate");
                RuleFor(r => r.Measure).Must(code => TicketMeasure.Codes.Contains(code)).WithErrorCode("unknown_code");
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.OfficePhone).Phone();
                RuleFor(r => r.OfficeAddress).OptionalText(200);
                RuleFor(r => r.NoticeZh).OptionalText(500);
                RuleFor(r => r.NoticeEn).OptionalText(500);
            }
        }

        internal BoardContent ToContent() => new(
            Published, Title, [.. Sections.Order()], Names, OfficePhone, OfficeAddress, NoticeZh, NoticeEn, Measure, Period);
    }

    public sealed record Input(string Grid, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Board>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Board>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await BoardGrid.Find(tx, Actor.ScopeOf(Capability.BoardManage), input.Grid) is not { } grid)
                return TypedResults.NotFound();
            var before = await BoardStore.Find(tx, grid.Code);
            if (before.Version != input.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (grid.IsRetired)
                return Problems.Of("grid-already-retired", grid.Code);
            var content = input.Body.ToContent();
            if (before.Content?.IsSameAs(content) is true)
                return TypedResults.Ok(Board.Of(grid, grid.Code, content, before.Version));
            var post = Actor.PostsFor(Capability.BoardManage, grid.Code).First().Kind;
            return await BoardStore.Save(tx, Actor, post, before, content) is { } version
                ? TypedResults.Ok(Board.Of(grid, grid.Code, content, version))
                : Problems.StaleVersion();
        }, ct);
}
