using Dapper;
using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.ApiKeys;

/// <summary>The keys of the people who are kept in the caller's scope, oldest first.</summary>
public sealed class ListApiKeys(Db db) : ApiEndpoint<ListApiKeys.Query, Results<Ok<Page<ApiKey>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<ApiKeyGroup>();
        Operation("List API keys");
        RequiresCapability(Capability.ApiKeyManage);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The id of the person for whom the keys act.</summary>
        [FromQuery(Name = "person")] public string? Person { get; init; }

        /// <summary>If true, revoked and expired keys are left out.</summary>
        [FromQuery(Name = "active")] public bool? Active { get; init; }

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Person).Must(text => text is null || Id.TryParseExact(text, out _)).WithErrorCode("wrong_format");
                Include(new ListQuery.Validator());
            }
        }
    }

    public override Task<Results<Ok<Page<ApiKey>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<ApiKey>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.ApiKeyManage);
            var parameters = new DynamicParameters();
            var where = "@scope(p.grid_code)";
            if (Id.TryParseExact(query.Person, out var person))
            {
                where += " AND k.person_id = @person";
                parameters.Add("person", person.Value);
            }
            if (query.Active is true)
            {
                where += " AND k.revoked_at IS NULL AND s.expires_at > @now";
                parameters.Add("now", tx.Now.Milliseconds);
            }
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var fingerprint = string.Join('|', "api-keys", query.Person, query.Active is true);
            parameters.Add("last", Id.TryParseExact(Cursor.Parse(fingerprint, query.Cursor), out var last) ? last.Value : 0);
            parameters.Add("rows", limit + 1);
            var rows = await tx.Query<ApiKeyRow>(
                $"{ApiKeyRow.Select} WHERE {where} AND k.id > @last ORDER BY k.id LIMIT @rows", parameters, scope);
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM ({ApiKeyRow.Select} WHERE {where}) AS keys", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, rows.ConvertAll(row => row.ToKey()), key => key.Id.ToString(), count));
        }, ct);
}
