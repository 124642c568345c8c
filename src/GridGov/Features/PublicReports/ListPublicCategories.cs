using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports;

/// <summary>The categories that the public can report under, in the words that people use.</summary>
public sealed class ListPublicCategories(PublicAccess access, Db db)
    : ApiEndpoint<ListPublicCategories.Query, Results<Ok<ListPublicCategories.Response>, StatusCodeHttpResult, ProblemHttpResult>>
{
    /// <summary>Of pairs of characters in common; fewer are chance.</summary>
    const double MinSimilarity = 0.25;

    static readonly char[] Separators = ['、', '，', ',', ';', '；'];

    public override void Configure()
    {
        Get("/categories");
        Group<PublicReportsApiGroup>();
        Operation("List the categories in plain words",
            "All that are open to the public. With q, those whose words are like what is typed, the most similar first.");
        AllowAnonymous();
        ProducesProblem(404, "public-reports-off");
    }

    public sealed record Query
    {
        /// <summary>What somebody types about a problem, up to 100 characters.</summary>
        [FromQuery(Name = "q")] public string? Q { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Q).OptionalText(100);
        }
    }

    /// <summary>Categories for the public.</summary>
    /// <param name="Items">The categories.</param>
    public sealed record Response(IReadOnlyList<PublicCategory> Items);

    /// <summary>A category for the public.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Group">The name of its group.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Words">What people call its problems.</param>
    public sealed record PublicCategory(string Code, string Group, string Name, IReadOnlyList<string> Words);

    public override async Task<Results<Ok<Response>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(
        Query query, CancellationToken ct)
    {
        if (access.CheckOn() is { } off)
            return off;
        var rows = await db.Read(tx => tx.Query(List, Row.Read), ct);
        var found = query.Q is not { Length: > 0 } typed ? rows
            : [.. from row in rows
                  let similarity = row.SimilarityTo(typed)
                  where similarity >= MinSimilarity
                  orderby similarity descending
                  select row];
        var answer = ReferenceDataResult.Create(HttpContext, new Response(found.ConvertAll(row => row.ToCategory(Problems.InChinese))));
        // The names are in the language of the request.
        HttpContext.Response.Headers.Vary = "Accept-Language";
        return answer.Result is Ok<Response> ok ? ok : (StatusCodeHttpResult)answer.Result;
    }

    sealed record Row(string Code, string GroupZh, string GroupEn, string NameZh, string NameEn, string? PlainZh, string? PlainEn)
    {
        public static Row Read(Columns c) => new(c.Text(), c.Text(), c.Text(), c.Text(), c.Text(), c.TextOrNull(), c.TextOrNull());

        /// <summary>1 when what is typed has one of the words, or the other way round.</summary>
        public double SimilarityTo(string typed)
        {
            var sought = TextFold.Fold(typed);
            return WordsOf(PlainZh).Concat(WordsOf(PlainEn)).Append(NameZh).Append(NameEn).Max(word =>
                TextFold.Fold(word) is var known
                && (sought.Contains(known, StringComparison.Ordinal) || known.Contains(sought, StringComparison.Ordinal))
                    ? 1
                    : TextSimilarity.Compute(word, typed));
        }

        public PublicCategory ToCategory(bool zh) => new(
            Code, zh ? GroupZh : GroupEn, zh ? NameZh : NameEn, [.. WordsOf(zh ? PlainZh : PlainEn ?? PlainZh)]);

        static IEnumerable<string> WordsOf(string? words) =>
            (words ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // A retired category, or one that was opened with its group, takes no reports.
    const string List = """
        SELECT c.code, g.name_zh, g.name_en, c.name_zh, c.name_en, c.plain_zh, c.plain_en
          FROM categories c
          JOIN categories g ON g.code = c.parent_code
         WHERE c.public = 1 AND c.retired_at IS NULL
         ORDER BY c.code
         LIMIT 10000
        """;
}
