using System.Runtime.CompilerServices;
using Dapper;

namespace GridGov.Data.Search;

/// <summary>
/// FTS5 without content and positions: a gram is a word of it. Removed grams leave its segments at once (secure-delete), so that
/// hidden words are not in the file.
/// </summary>
sealed class SqliteSearchIndex : SearchIndex
{
    public override string Source => "search_index i CROSS JOIN ";

    public override string Id => "i.rowid";

    public override string Matches(IReadOnlyList<SearchTerm> terms, DynamicParameters parameters)
    {
        parameters.Add("grams", string.Join(" AND ", terms.Select(Expression)));
        return "i.search_index MATCH @grams AND t.id = i.rowid";
    }

    public override string IdsFor(SearchTerm term, DynamicParameters parameters)
    {
        parameters.Add("gramsOf", Expression(term));
        return "SELECT x.rowid FROM search_index x WHERE x.search_index MATCH @gramsOf";
    }

    public override string InCodes(string column, string parameter) =>
        $"""{column} IN (SELECT value FROM json_each('["' || replace({parameter}, ',', '","') || '"]'))""";

    protected override bool LastOnly => true;

    protected override string Stored(string gram) => gram;

    // Grams have no quotation mark. A single character is searched for as the beginning of pairs.
    static string Expression(SearchTerm term)
    {
        var word = string.Join(" AND ", Grams.Required(term.Text).Distinct(StringComparer.Ordinal)
            .Select(gram => $"\"{gram}\"{(Grams.IsSingle(gram) ? " *" : "")}"));
        var number = string.Join(" AND ", NumberGrams(term.Text));
        return $"(({word}){(number.Length > 0 ? $" OR ({number})" : "")}"
            + string.Concat(term.Categories.Select(code => $" OR {CategoryGram(code)}")) + ")";
    }

    protected override async Task Insert(Tx tx, Id id, SearchWords words, IReadOnlyCollection<string> grams)
    {
        await tx.Execute(InsertWords, new { Id = id, words.Number, words.Filed, words.Result, words.Comments, words.Category });
        await tx.Execute(InsertGrams, new { Id = id, Grams = string.Join(' ', grams) });
    }

    protected override async Task Replace(Tx tx, Id id, HashSet<string> before, SearchWords after, HashSet<string> grams)
    {
        await tx.Execute(UpdateWords, new { Id = id, after.Filed, after.Result, after.Comments, after.Category });
        await Change(tx, id, [.. before.Except(grams)], [.. grams.Except(before)]);
    }

    public override async Task Repair(Tx tx, Id id, IReadOnlyCollection<string> indexed, SearchWords? words)
    {
        if (words is null)
            await tx.Execute(DeleteWords, new { Id = id });
        else
            await tx.Execute(UpsertWords, new { Id = id, words.Number, words.Filed, words.Result, words.Comments, words.Category });
        // The index may have changed since it was read, and only what it has can be removed from it.
        var grams = words is null ? [] : GramsOf(words);
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gram in indexed.Union(grams))
        {
            if (await tx.QuerySingle<long>(HasGram, new { Id = id, Gram = $"\"{gram}\"" }) == 1)
                present.Add(gram);
        }
        // FTS5 counts its rows by its inserts and deletes, and a delete without rows is an error.
        await tx.Execute(InsertGrams, new { Id = id, Grams = "" });
        await Change(tx, id, [.. present.Except(grams)], [.. grams.Except(present)]);
    }

    public override async Task Clear(Tx tx)
    {
        await tx.Execute(DeleteAllGrams);
        await tx.Execute(DeleteAllWords);
    }

    public override async IAsyncEnumerable<List<IndexedGrams>> ReadAll(Tx tx, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var portion in tx.QueryBatches(
            ListGrams, columns => new IndexedGrams(columns.Id(), columns.Text()), size: 5_000, ct: ct))
            yield return portion;
    }

    /// <summary>Changes only the grams that differ, which FTS5 allows without content.</summary>
    static async Task Change(Tx tx, Id id, IReadOnlyCollection<string> removed, IReadOnlyCollection<string> added)
    {
        if (removed.Count > 0)
            await tx.Execute(DeleteGrams, new { Id = id, Grams = string.Join(' ', removed) });
        // A delete takes a row from FTS5's count of rows, which an insert of nothing gives back.
        if (removed.Count > 0 || added.Count > 0)
            await tx.Execute(InsertGrams, new { Id = id, Grams = string.Join(' ', added) });
    }

    const string InsertWords = """
        INSERT INTO search_words (id, number, filed, result, comments, category)
        VALUES (@Id, @Number, @Filed, @Result, @Comments, @Category)
        """;

    const string UpdateWords = """
        UPDATE search_words
           SET filed = @Filed, result = @Result, comments = @Comments, category = @Category
         WHERE id = @Id
        """;

    const string UpsertWords = InsertWords + """

        ON CONFLICT (id) DO UPDATE
           SET filed = excluded.filed, result = excluded.result, comments = excluded.comments, category = excluded.category
        """;

    const string InsertGrams = "INSERT INTO search_index (rowid, grams) VALUES (@Id, @Grams)";

    const string DeleteGrams = "INSERT INTO search_index (search_index, rowid, grams) VALUES ('delete', @Id, @Grams)";

    const string HasGram = "SELECT count(*) FROM search_index WHERE search_index MATCH @Gram AND rowid = @Id";

    const string DeleteAllGrams = "INSERT INTO search_index (search_index) VALUES ('delete-all')";

    const string DeleteWords = "DELETE FROM search_words WHERE id = @Id";

    const string DeleteAllWords = "DELETE FROM search_words";

    const string ListGrams = "SELECT doc, term FROM search_grams";
}
