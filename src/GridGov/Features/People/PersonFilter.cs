using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.People;

/// <summary>Which people: the filters of the list. All of them must hold.</summary>
public sealed record PersonFilter
{
    /// <summary>Words, each of which the name contains or the username begins with; up to 100 characters. Case and full or half width make no difference.</summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>A grid, county or city: records kept in its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>A post held today.</summary>
    [FromQuery(Name = "post")] public string? Post { get; init; }

    /// <summary>A service role held today; with post, in that post.</summary>
    [FromQuery(Name = "role")] public string? Role { get; init; }

    /// <summary>Also count the whole list, exactly.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>How many entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>Where to go on: next of the part before.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<PersonFilter>
    {
        public Validator()
        {
            RuleFor(f => f.Q).SearchText();
            RuleFor(f => f.Grid).GridCode();
            RuleFor(f => f.Post).OneOf(Codes<PostKind>.All);
            RuleFor(f => f.Role).Role();
            RuleFor(f => f.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
        }
    }

    /// <summary>The conditions as SQL on a person p, beginning with AND; their values go into the parameters.</summary>
    internal string Conditions(DynamicParameters parameters, DateOnly today)
    {
        var conditions = new SqlConditions(parameters);
        foreach (var (i, word) in TextRules.SearchWords(Q ?? "").Index())
        {
            conditions.And($@"(search_fold(p.name) LIKE search_fold(@q{i}) ESCAPE '\' OR p.username LIKE search_fold(@username{i}) ESCAPE '\')",
                ($"q{i}", TextRules.ContainsPattern(word)), ($"username{i}", TextRules.StartsWithPattern(word)));
        }
        if ((Post ?? Role) is not null)
        {
            var held = new SqlConditions(parameters)
                .And("@scope(a.grid_code)")
                .And("a.from_day <= @today AND (a.to_day IS NULL OR a.to_day > @today)", ("today", today))
                .AndIf(Post, "a.post = @post", "post")
                .AndIf(Role, "a.role = @role", "role");
            conditions.And($"EXISTS (SELECT 1 FROM appointments a WHERE a.person_id = p.id{held})");
        }
        return conditions.ToString();
    }

    /// <summary>Everything that decides which people there are, for the cursor.</summary>
    internal string Fingerprint() => string.Join('|', "people", Q, Grid, Post, Role);
}
