using GridGov.Text;

namespace GridGov.Domain.Tickets.Search;

/// <summary>
/// The names of grids and categories as searches compare them. Tickets are found by the codes of these, so that a new name needs no
/// change of the index.
/// </summary>
sealed class SearchNames
{
    readonly SortedDictionary<string, Name> grids = new(StringComparer.Ordinal);
    readonly Dictionary<string, Name> categories = new(StringComparer.Ordinal);

    public sealed record Name(string Text, string Folded);

    /// <summary>The names of a snapshot, read again when the number or a version of the rows has changed.</summary>
    public static async Task<SearchNames> Load(Tx tx)
    {
        var cache = tx.Cache<Cache>();
        var stamp = await tx.QuerySingle<Stamp>(FindStamp);
        if (cache.Current is { } current && current.Stamp == stamp)
            return current.Names;
        var names = new SearchNames();
        foreach (var (code, name) in await tx.Query(ListGrids, c => (Code: c.Text(), Name: c.Text())))
            names.grids[code] = new Name(name, SearchText.Fold(name));
        foreach (var (code, name) in await tx.Query(ListCategories, c => (Code: c.Text(), Name: c.Text())))
            names.categories[code] = new Name(name, SearchText.Fold(name));
        cache.Current = new Loaded(stamp!, names);
        return names;
    }

    /// <summary>The codes of the grids with a name that has a word, and of all grids below them.</summary>
    /// <param name="large">Whether one of the names is that of a street or of more.</param>
    public IReadOnlyList<string> GridsNamed(string word, out bool large)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        large = false;
        // A parent's code comes before its children's.
        foreach (var (code, name) in grids)
        {
            var itself = name.Folded.Contains(word, StringComparison.Ordinal);
            large |= itself && GridCode.Level(code) <= 1;
            if (itself || (GridCode.Parent(code) is { } parent && named.Contains(parent)))
                named.Add(code);
        }
        return [.. named];
    }

    /// <summary>The codes of the categories with a name that has a word, and of those below them.</summary>
    public IReadOnlyList<string> CategoriesNamed(string word) =>
    [
        .. categories.Where(category => Has(category.Key, word)).Select(category => category.Key),
    ];

    /// <summary>The names of a grid and of those above it, the grid's own first.</summary>
    public IEnumerable<string> NamesOfGrid(string code)
    {
        for (var each = code; each is not null; each = GridCode.Parent(each))
        {
            if (grids.TryGetValue(each, out var name))
                yield return name.Text;
        }
    }

    /// <summary>The names of a category and of its group.</summary>
    public IEnumerable<string> NamesOfCategory(string code)
    {
        foreach (var each in new[] { code, code[..ParentLength] }.Distinct(StringComparer.Ordinal))
        {
            if (categories.TryGetValue(each, out var name))
                yield return name.Text;
        }
    }

    bool Has(string code, string word) =>
        categories.TryGetValue(code, out var name) && (name.Folded.Contains(word, StringComparison.Ordinal)
            || (code.Length > ParentLength && Has(code[..ParentLength], word)));

    const int ParentLength = 2;

    sealed class Cache
    {
        public Loaded? Current { get; set; }
    }

    sealed record Loaded(Stamp Stamp, SearchNames Names);

    sealed record Stamp(long Grids, long GridVersions, long Categories, long CategoryVersions);

    const string FindStamp = """
        SELECT g.grids, g.grid_versions, c.categories, c.category_versions
          FROM (SELECT count(*) AS grids, CAST(coalesce(sum(version), 0) AS BIGINT) AS grid_versions FROM grids) g
         CROSS JOIN (SELECT count(*) AS categories, CAST(coalesce(sum(version), 0) AS BIGINT) AS category_versions FROM categories) c
        """;

    const string ListGrids = "SELECT code, name FROM grids";

    const string ListCategories = "SELECT code, name_zh FROM categories";
}
