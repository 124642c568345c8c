using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.AnswerTemplates;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.AnswerTemplates;

/// <summary>The answer templates that serve the caller's grids, oldest first.</summary>
public sealed class ListAnswerTemplates(Db db)
    : ApiEndpoint<ListAnswerTemplates.Query, Results<Ok<Page<AnswerTemplate>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<AnswerTemplatesApiGroup>();
        Operation("List answer templates",
            "Those of the caller's grids, of those below and of those above. `actions` of a ticket has the address of the list for it.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>Only templates for this action.</summary>
        [FromQuery(Name = "action")] public string? Action { get; init; }

        /// <summary>The code of a category: only templates for it, for its group, or for all categories.</summary>
        [FromQuery(Name = "category")] public string? Category { get; init; }

        /// <summary>The code of a grid: only templates that serve it, its own and those of the grids above it.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>If true, retired templates are included.</summary>
        [FromQuery(Name = "retired")] public bool? Retired { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Action).OneOf(Codes<AnswerAction>.All);
                RuleFor(q => q.Category).MatchesWhole("^([0-9]{2}){1,2}$");
                RuleFor(q => q.Grid).GridCode();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters);
            if (Retired is not true)
                conditions.And("x.retired_at IS NULL");
            if (Action is not null)
                conditions.And("x.action = @action", ("action", Action));
            if (Category is not null)
            {
                conditions.And("(x.category IS NULL OR x.category = @category OR x.category = @group)",
                    ("category", Category), ("group", Category[..2]));
            }
            if (Grid is not null)
                conditions.And($"x.grid_code IN {InList.Of(parameters, "serves", AnswerTemplateRow.Above(Grid))}");
            return conditions.ToString();
        }

        internal string Fingerprint() => $"answer-templates {Action}|{Category}|{Grid}|{Retired}";
    }

    public override Task<Results<Ok<Page<AnswerTemplate>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<AnswerTemplate>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.GridRead);
            var parameters = new DynamicParameters();
            var where = AnswerTemplateRow.Usable(parameters, Actor) + query.Conditions(parameters);
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<AnswerTemplateRow>(
                $"{AnswerTemplateRow.Select} WHERE {where} AND x.id > @last ORDER BY x.id LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM answer_templates x WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToTemplate()), item => item.Id.ToString(), count));
        }, ct);
}
