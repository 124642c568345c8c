using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;

namespace GridGov.Data.Search;

/// <summary>A GIN index over an array of the grams' hashes. It finds no beginnings, so single characters are grams of their own.</summary>
sealed class PostgresSearchIndex : SearchIndex
{
    public override string Source => "";

    public override string Id => "t.id";

    public override string Matches(IReadOnlyList<SearchTerm> terms, DynamicParameters parameters) =>
        string.Join(" AND ", terms.Select((term, i) => Condition("w", term, $"{i}", parameters)));

    public override string IdsFor(SearchTerm term, DynamicParameters parameters) =>
        $"SELECT x.id FROM search_words x WHERE {Condition("x", term, "Of", parameters)}";

    public override string InCodes(string column, string parameter) => $"{column} = ANY (string_to_array({parameter}, ','))";

    protected override bool LastOnly => false;

    /// <summary>FNV-1a over the characters; the same on every machine, because it is stored.</summary>
    protected override string Stored(string gram) =>
        unchecked((int)gram.Aggregate(2166136261, (hash, character) => (hash ^ character) * 16777619))
            .ToString(CultureInfo.InvariantCulture);

    string Condition(string table, SearchTerm term, string suffix, DynamicParameters parameters)
    {
        parameters.Add("grams" + suffix, ArrayOf(Grams.Required(term.Text).Select(Stored)));
        var found = $"{table}.grams @> CAST(@grams{suffix} AS INTEGER[])";
        if (NumberGrams(term.Text) is { Count: > 0 } number)
        {
            parameters.Add("parts" + suffix, ArrayOf(number.Select(Stored)));
            found += $" OR {table}.grams @> CAST(@parts{suffix} AS INTEGER[])";
        }
        if (term.Categories.Count > 0)
        {
            parameters.Add("codes" + suffix, ArrayOf(term.Categories.Select(code => Stored(CategoryGram(code)))));
            found += $" OR {table}.grams && CAST(@codes{suffix} AS INTEGER[])";
        }
        return $"({found})";
    }

    protected override Task Insert(Tx tx, Id id, SearchWords words, IReadOnlyCollection<string> grams) =>
        tx.Execute(InsertWords, new
        {
            Id = id, words.Number, words.Filed, words.Result, words.Comments, words.Category, Grams = ArrayOf(grams),
        });

    protected override Task Replace(Tx tx, Id id, HashSet<string> before, SearchWords after, HashSet<string> grams) =>
        tx.Execute(UpdateWords, new { Id = id, after.Filed, after.Result, after.Comments, after.Category, Grams = ArrayOf(grams) });

    public override Task Repair(Tx tx, Id id, IReadOnlyCollection<string> indexed, SearchWords? words) =>
        words is null ? tx.Execute(DeleteWords, new { Id = id }) : tx.Execute(UpsertWords, new
        {
            Id = id, words.Number, words.Filed, words.Result, words.Comments, words.Category, Grams = ArrayOf(GramsOf(words)),
        });

    public override Task Clear(Tx tx) => tx.Execute(DeleteAll);

    public override async IAsyncEnumerable<List<IndexedGrams>> ReadAll(Tx tx, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var portion in tx.QueryBatches(
            ListGrams, columns => new IndexedGrams(columns.Id(), columns.Text()), size: 1_000, ct: ct))
            yield return portion;
    }

    static string ArrayOf(IEnumerable<string> hashes) => $"{{{string.Join(',', hashes)}}}";

    const string InsertWords = """
        INSERT INTO search_words (id, number, filed, result, comments, category, grams)
        VALUES (@Id, @Number, @Filed, @Result, @Comments, @Category, CAST(@Grams AS INTEGER[]))
        """;

    const string UpdateWords = """
        UPDATE search_words
           SET filed = @Filed, result = @Result, comments = @Comments, category = @Category,
               grams = CAST(@Grams AS INTEGER[])
         WHERE id = @Id
        """;

    const string UpsertWords = InsertWords + """

        ON CONFLICT (id) DO UPDATE
           SET filed = excluded.filed, result = excluded.result, comments = excluded.comments, category = excluded.category,
               grams = excluded.grams
        """;

    const string DeleteWords = "DELETE FROM search_words WHERE id = @Id";

    const string DeleteAll = "DELETE FROM search_words";

    const string ListGrams = "SELECT id, array_to_string(grams, ' ') FROM search_words";
}
