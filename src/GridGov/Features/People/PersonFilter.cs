using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.People;

public sealed record PersonFilter : ListQuery
{
    /// <summary>
    /// Words, each of which the name contains or the username begins with, up to 100 characters. Case and full or half width make no
    /// difference.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>Code of a grid, county or city; includes the records of its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>A kind of post held today.</summary>
    [FromQuery(Name = "post")] public string? Post { get; init; }

    /// <summary>The code of a service role held today; together with post, in that post.</summary>
    [FromQuery(Name = "role")] public string? Role { get; init; }

    public new sealed class Validator : AbstractValidator<PersonFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Q).SearchText();
            RuleFor(f => f.Grid).GridCode();
            RuleFor(f => f.Post).OneOf(Codes<PostKind>.All);
            RuleFor(f => f.Role).Role();
            Include(new ListQuery.Validator());
        }
    }

    internal string Conditions(DynamicParameters parameters, DateOnly today)
    {
        var conditions = new SqlConditions(parameters);
        foreach (var (i, word) in TextRules.SearchWords(Q ?? "").Index())
        {
            conditions.And($"""
                (search_fold(p.name) LIKE search_fold(@q{i}) ESCAPE '\' OR p.username LIKE search_fold(@username{i}) ESCAPE '\')
                """,
                ($"q{i}", TextRules.ContainsPattern(word)), ($"username{i}", TextRules.StartsWithPattern(word)));
        }
        if ((Post ?? Role) is not null)
        {
            var held = new SqlConditions(parameters)
                .And("@scope(a.grid_code)")
                .And("a.status IN ('effective', 'suspended')")
                .And("a.from_day <= @today AND (a.to_day IS NULL OR a.to_day > @today)", ("today", today))
                .AndIf(Post, "a.post = @post", "post")
                .AndIf(Role, "a.role = @role", "role");
            conditions.And($"EXISTS (SELECT 1 FROM appointments a WHERE a.person_id = p.id{held})");
        }
        return conditions.ToString();
    }

    internal string Fingerprint() => string.Join('|', "people", Q, Grid, Post, Role);
}
