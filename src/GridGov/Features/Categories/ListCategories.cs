using GridGov.Api;
using GridGov.Domain;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Categories;

/// <summary>The categories of both levels, ordered by code, so that each follows its parent.</summary>
public sealed class ListCategories(Db db) : ApiEndpoint<ListCategories.Query, Results<Ok<Page<Category>>, StatusCodeHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<CategoryGroup>();
        Operation("List the categories", "The answer has all categories.");
        RequiresSignIn();
        AllowsApiKeys();
    }

    public sealed record Query
    {
        /// <summary>If true, retired categories are included.</summary>
        [FromQuery(Name = "retired")] public bool? Retired { get; init; }

        /// <summary>Only categories of this kind.</summary>
        [FromQuery(Name = "kind")] public string? Kind { get; init; }

        /// <summary>Only categories of this programme.</summary>
        [FromQuery(Name = "programme")] public string? Programme { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Kind).Must(code => code is null || Codes<TicketKind>.All.Contains(code)).WithErrorCode("unknown_code");
                RuleFor(q => q.Programme).Must(code => code is null || Codes<GridGov.Domain.Programme>.All.Contains(code))
                    .WithErrorCode("unknown_code");
            }
        }
    }

    public override Task<Results<Ok<Page<Category>>, StatusCodeHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var rows = await tx.Query<CategoryRow>(List, new { Retired = query.Retired is true, query.Kind, query.Programme });
            return ReferenceDataResult.Create(HttpContext, new Page<Category>(rows.ConvertAll(row => row.ToCategory()), Next: null));
        }, ct);

    // Two levels of two digits each are at most 10,000 rows.
    const string List = CategoryRow.Select + """

         WHERE (@Retired = 1 OR retired_at IS NULL)
           AND (@Kind IS NULL OR kind = @Kind)
           AND (@Programme IS NULL OR programme = @Programme)
         ORDER BY code
         LIMIT 10000
        """;
}
