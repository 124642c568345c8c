using Dapper;

namespace GridGov.Data.Search;

/// <summary>
/// The search index of an engine. It finds the subjects whose words have all grams of a word; whether they have the word itself is
/// checked on <c>search_words</c>. Tables whose names begin with <see cref="TablePrefix"/> follow from others and are not copied.
/// </summary>
public abstract class SearchIndex
{
    public const string TablePrefix = "search_";

    const ulong HashStart = 14695981039346656037, HashFactor = 1099511628211;

    /// <summary>What a statement that the index drives reads before the subjects t and their words w.</summary>
    public abstract string Source { get; }

    /// <summary>The expression of the id in such a statement, whose order the index has.</summary>
    public abstract string Id { get; }

    /// <summary>The condition of such a statement that the index finds a row for all terms.</summary>
    /// <param name="parameters">Receives the values of the condition's parameters.</param>
    public abstract string Matches(IReadOnlyList<SearchTerm> terms, DynamicParameters parameters);

    /// <summary>A subquery of the ids that the index finds for a term.</summary>
    public abstract string IdsFor(SearchTerm term, DynamicParameters parameters);

    /// <summary>The condition that a code is in a parameter's list, whose codes are separated by commas.</summary>
    public abstract string InCodes(string column, string parameter);

    public Task Insert(Tx tx, Id id, SearchWords words) => Insert(tx, id, words, GramsOf(words));

    /// <summary>Replaces words, in the index only where they differ.</summary>
    public Task Replace(Tx tx, Id id, SearchWords before, SearchWords after) => Replace(tx, id, GramsOf(before), after, GramsOf(after));

    /// <summary>Makes words and index right, whatever they have.</summary>
    /// <param name="indexed">The grams that the index was found to have.</param>
    /// <param name="words">Null where there is no subject.</param>
    public abstract Task Repair(Tx tx, Id id, IReadOnlyCollection<string> indexed, SearchWords? words);

    /// <summary>Removes all words.</summary>
    public abstract Task Clear(Tx tx);

    /// <summary>Some of what is in the index.</summary>
    /// <param name="Grams">One or more grams of the id, separated by spaces.</param>
    public sealed record IndexedGrams(Id Id, string Grams);

    /// <summary>All that is in the index, in portions.</summary>
    public abstract IAsyncEnumerable<List<IndexedGrams>> ReadAll(Tx tx, CancellationToken ct);

    /// <summary>A checksum of grams in any order, which adds up.</summary>
    public static ulong Checksum(IEnumerable<string> grams)
    {
        var sum = 0UL;
        foreach (var gram in grams)
            sum += gram.Aggregate(HashStart, (hash, character) => unchecked((hash ^ character) * HashFactor));
        return sum;
    }

    public HashSet<string> GramsOf(SearchWords words)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in new[] { words.Filed, words.Result, words.Comments }.OfType<string>())
            Grams.AddTo(grams, text, LastOnly);
        grams.UnionWith(NumberGrams(words.Number));
        grams.Add(CategoryGram(words.Category));
        return [.. grams.Select(Stored)];
    }

    /// <summary>See <see cref="Grams.AddTo"/>.</summary>
    protected abstract bool LastOnly { get; }

    /// <summary>The form of a gram in the index.</summary>
    protected abstract string Stored(string gram);

    // These are longer than any gram of a text.
    protected static string CategoryGram(string code) => "category" + code;

    /// <summary>The parts of a number, or of a word that has only digits and signs between them; none of another word.</summary>
    protected static IReadOnlyList<string> NumberGrams(string text) => SearchNumber.IsNumber(text)
        ? [.. text.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => "number" + part)]
        : [];

    protected abstract Task Insert(Tx tx, Id id, SearchWords words, IReadOnlyCollection<string> grams);

    protected abstract Task Replace(Tx tx, Id id, HashSet<string> before, SearchWords after, HashSet<string> grams);
}
