using GridGov.Api;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Events;
using GridGov.Text;

namespace GridGov.Features.AnswerTemplates;

/// <summary>Prepares a text for the public (新建答复模板), which clients offer for an action on tickets.</summary>
public sealed class CreateAnswerTemplate(Db db)
    : ApiEndpoint<CreateAnswerTemplate.Request, Results<Created<AnswerTemplate>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<AnswerTemplatesApiGroup>();
        Operation("Create an answer template",
            "It serves a grid, county or city with all below, and one category, a group of categories, or all. Its texts may have the " +
            "placeholders {number}, {date} and {office}.");
        RequiresCapability(AnswerTemplateRow.Manage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid", "grid-retired", "unknown-category");
        RequestExample("""
            {
              "grid": "410103003", "action": "reject", "category": "0107", "title": "不属本街道",
              "textZh": "您反映的问题（{number}）不属{office}管辖，已于{date}转告主管单位。",
              "textEn": "What you reported ({number}) is not in the charge of {office}; it was passed on {date}."
            }
            """);
    }

    /// <summary>A new answer template.</summary>
    /// <param name="Grid">The code of the grid, county or city that it serves.</param>
    /// <param name="Action">The action.</param>
    /// <param name="Title">What it is for, 1 to 100 characters.</param>
    /// <param name="TextZh">The text in Chinese, 1 to 500 characters.</param>
    /// <param name="TextEn">The text in English, 1 to 1,000 characters.</param>
    /// <param name="Category">The code of a category of either level; null for all.</param>
    public sealed record Request(string Grid, AnswerAction Action, string Title, string TextZh, string TextEn, string? Category = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format");
                RuleFor(r => r.Title).Text(100);
                RuleFor(r => r.TextZh).TemplateText(500);
                RuleFor(r => r.TextEn).TemplateText(1000);
                RuleFor(r => r.Category).MatchesWhole("^([0-9]{2}){1,2}$");
            }
        }
    }

    public override Task<Results<Created<AnswerTemplate>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<AnswerTemplate>, ProblemHttpResult>>(async tx =>
        {
            var grid = await tx.Query(FindGrid, c => (Name: c.Text(), RetiredAt: c.InstantOrNull()), new { Code = request.Grid },
                Actor.ScopeOf(AnswerTemplateRow.Manage));
            if (grid is not [var home])
                return Problems.At("/grid", "unknown-grid", request.Grid);
            if (home.RetiredAt is not null)
                return Problems.At("/grid", "grid-retired", request.Grid);
            if (request.Category is not null && await tx.QuerySingle<long>(CountCategory, new { request.Category }) == 0)
                return Problems.At("/category", "unknown-category", request.Category);
            var row = new AnswerTemplateRow
            {
                Id = tx.NewId(), GridCode = request.Grid, GridName = home.Name, Category = request.Category, Action = request.Action,
                Title = request.Title, TextZh = request.TextZh, TextEn = request.TextEn, CreatedAt = tx.Now, Version = 1,
            };
            await row.Insert(tx, Actor.Id);
            await Journal.Append(tx, row.Event(Actor, "create", row.ToPayload()));
            return TypedResults.Created($"/v1/answer-templates/{row.Id}", row.ToTemplate());
        }, ct);

    const string FindGrid = "SELECT name, retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string CountCategory = "SELECT count(*) FROM categories WHERE code = @Category AND retired_at IS NULL";
}
