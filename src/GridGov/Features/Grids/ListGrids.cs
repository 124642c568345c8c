using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>The grids in the caller's scope, ordered by code, so that each follows its parent.</summary>
public sealed class ListGrids(Db db) : ApiEndpoint<ListGrids.Query, Results<Ok<Page<ListGrids.Item>>, GridFeatures, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<GridGroup>();
        Operation("List grids",
            "With Accept: application/geo+json the whole list is streamed as GeoJSON, without limit, cursor and count, with the " +
            "boundaries of today; a grid without a boundary has no geometry.");
        RequiresCapability(Capability.GridRead);
        ProducesType(GeoJsonBody.GeoJson);
        ProducesProblem(400, "invalid-cursor", "not-in-export");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>1 streets, 2 communities, 3 unit grids, 0 cities and counties.</summary>
        [FromQuery(Name = "level")] public int? Level { get; init; }

        /// <summary>A code; only the grids directly below it.</summary>
        [FromQuery(Name = "parent")] public string? Parent { get; init; }

        /// <summary>A code; only itself and its whole subtree.</summary>
        [FromQuery(Name = "under")] public string? Under { get; init; }

        /// <summary>
        /// Words, each of which the name contains or the code begins with, up to 100 characters. Case and full or half width make no
        /// difference.
        /// </summary>
        [FromQuery(Name = "q")] public string? Q { get; init; }

        /// <summary>If true, retired grids are included.</summary>
        [FromQuery(Name = "retired")] public bool? Retired { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Level).InclusiveBetween(0, 3);
                RuleFor(q => q.Parent).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(q => q.Under).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(q => q.Q).SearchText();
                Include(new ListQuery.Validator());
            }
        }

        internal string Conditions(DynamicParameters parameters)
        {
            var conditions = new SqlConditions(parameters)
                .AndIf(Level, "level = @level", "level")
                .AndIf(Parent, "parent_code = @parent", "parent");
            if (Retired is not true)
                conditions.And("retired_at IS NULL");
            foreach (var (i, word) in TextRules.SearchWords(Q ?? "").Index())
            {
                conditions.And($"""
                    (search_fold(name) LIKE search_fold(@contains{i}) ESCAPE '\' OR (code >= @prefix{i} AND code < @prefixEnd{i}))
                    """,
                    ($"contains{i}", TextRules.ContainsPattern(word)), ($"prefix{i}", word), ($"prefixEnd{i}", word + ":"));
            }
            return conditions.ToString();
        }

        internal string Fingerprint() => $"grids {Level}|{Parent}|{Under}|{Retired}|{Q}";
    }

    /// <summary>A grid in the list.</summary>
    /// <param name="Code">The national code, 4 to 15 digits.</param>
    /// <param name="Name">The grid's name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid; 0 city or county.</param>
    /// <param name="Parent">The code of the parent; null for a city.</param>
    /// <param name="RetiredAt">The time at which it was retired; null while it is in use.</param>
    /// <param name="Version">Grows by 1 with every change.</param>
    public sealed record Item(string Code, string Name, int Level, string? Parent, Instant? RetiredAt, long Version);

    public override Task<Results<Ok<Page<Item>>, GridFeatures, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        Negotiation.Choose(HttpContext) == GeoJsonBody.GeoJson ? Task.FromResult(Features(query)) : Page(query, ct);

    Results<Ok<Page<Item>>, GridFeatures, ProblemHttpResult> Features(Query query)
    {
        var parameter = query.Limit is not null ? "limit" : query.Cursor is not null ? "cursor" : query.Count is not null ? "count" : null;
        if (parameter is not null)
            return Problems.At("/" + parameter, "not-in-export", parameter);
        var parameters = new DynamicParameters();
        return new GridFeatures("@scope(g.code)" + query.Conditions(parameters), parameters, ScopeOf(query));
    }

    Scope ScopeOf(Query query) => query.Under is null
        ? Actor.ScopeOf(Capability.GridRead)
        : Actor.ScopeOf(Capability.GridRead).Within(query.Under);

    Task<Results<Ok<Page<Item>>, GridFeatures, ProblemHttpResult>> Page(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Item>>, GridFeatures, ProblemHttpResult>>(async tx =>
        {
            var scope = ScopeOf(query);
            var parameters = new DynamicParameters();
            var where = "@scope(code)" + query.Conditions(parameters);

            var limit = query.Limit ?? Cursor.DefaultLimit;
            var fingerprint = query.Fingerprint();
            parameters.Add("after", Cursor.Parse(fingerprint, query.Cursor) ?? "");
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<Row>($"{Select} WHERE {where} AND code > @after ORDER BY code LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM grids WHERE {where}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToItem()), last => last.Code, count));
        }, ct);

    sealed record Row
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
        public string? ParentCode { get; init; }
        public Instant? RetiredAt { get; init; }
        public required long Version { get; init; }

        public Item ToItem() => new(Code, Name, Level, ParentCode, RetiredAt, Version);
    }

    const string Select = "SELECT code, name, level, parent_code, retired_at, version FROM grids";
}
