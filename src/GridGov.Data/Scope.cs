using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace GridGov.Data;

/// <summary>
/// The grids that a caller may reach for some purpose: one or more subtrees, of some of them only the rows of which a person is a party.
/// A statement with <c>@scope(column)</c> or <c>@scope(column, id IN table.key)</c> in its WHERE cannot run without a scope; an empty
/// scope matches nothing.
/// </summary>
public sealed partial class Scope
{
    public const string Marker = "@scope(";

    /// <summary>The parameter of <see cref="Party"/>.</summary>
    public const string PartyParameter = "scopeParty";

    const int MaxExpanded = 1000;

    static readonly ConcurrentDictionary<(string Sql, int Roots, int PartyRoots), string> Expanded = new();

    Scope(IReadOnlyList<string> roots, IReadOnlyList<string> partyRoots, Id party)
    {
        (Roots, PartyRoots, Party) = (roots, partyRoots, party);
        Parameters = [.. RangesOf("scope", roots), .. RangesOf("party", partyRoots)];
    }

    /// <summary>The codes of the subtrees' roots; none lies inside another.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>The codes of further subtrees, of which only the party's rows are reached; none lies inside a root of the others.</summary>
    public IReadOnlyList<string> PartyRoots { get; }

    /// <summary>The person whose rows are reached in <see cref="PartyRoots"/>.</summary>
    public Id Party { get; }

    public static readonly Scope Nothing = new([], [], Id.None);

    /// <summary>The whole deployment, for the program's own work.</summary>
    public static readonly Scope Everywhere = new([GridCode.Everywhere], [], Id.None);

    public static Scope Of(params IEnumerable<string> codes) => Of(codes, [], Id.None);

    /// <param name="partyCodes">Subtrees of which only the party's rows are reached.</param>
    public static Scope Of(IEnumerable<string> codes, IEnumerable<string> partyCodes, Id party)
    {
        var roots = RootsOf(codes, []);
        var partyRoots = RootsOf(partyCodes, roots);
        return (roots, partyRoots) is ([], []) ? Nothing : new Scope(roots, partyRoots, party);
    }

    /// <summary>Whether it reaches something in the whole subtree, be it only the party's rows.</summary>
    public bool Covers(string code) => Covers(Roots, code) || Covers(PartyRoots, code);

    /// <summary>The part of this scope that lies in a subtree.</summary>
    public Scope Within(string code) => Of(Within(Roots, code), Within(PartyRoots, code), Party);

    /// <summary>The part of this scope that lies in any of the subtrees.</summary>
    public Scope Within(IReadOnlyList<string> codes) => Of(
        codes.SelectMany(code => Within(Roots, code)), codes.SelectMany(code => Within(PartyRoots, code)), Party);

    public string Expand(string sql)
    {
        // Filters build many statements, so the cache is bounded.
        if (Expanded.Count >= MaxExpanded)
            Expanded.Clear();
        return Expanded.GetOrAdd((sql, Roots.Count, PartyRoots.Count), static key => Expand(key.Sql, key.Roots, key.PartyRoots));
    }

    public IReadOnlyList<(string Name, string Code)> Parameters { get; }

    static string Expand(string sql, int roots, int partyRoots) =>
        ScopeMarker().Replace(sql, match =>
        {
            var column = match.Groups["column"].Value;
            if (partyRoots == 0)
                return roots == 0 ? "1 = 0" : RangesIn("scope", column, roots);
            // Without the row's id nothing tells the party's rows from the others.
            if (!match.Groups["id"].Success)
                throw new InvalidOperationException("This statement cannot be limited to the rows of a party: " + sql);
            var (id, table, key) = (match.Groups["id"].Value, match.Groups["table"].Value, match.Groups["key"].Value);
            var own = $"({RangesIn("party", column, partyRoots)} AND {id} IN "
                + $"(SELECT {key} FROM {table} WHERE person_id = @{PartyParameter}))";
            return roots == 0 ? own : $"({RangesIn("scope", column, roots)} OR {own})";
        });

    static string RangesIn(string name, string column, int count) =>
        "(" + string.Join(" OR ", Enumerable.Range(0, count).Select(i => $"{column} >= @{name}{i}From AND {column} < @{name}{i}To")) + ")";

    static IEnumerable<(string, string)> RangesOf(string name, IReadOnlyList<string> roots) => roots.SelectMany((root, i) => new[]
    {
        ($"{name}{i}From", root == GridCode.Everywhere ? "" : root),
        ($"{name}{i}To", GridCode.EndOfSubtree(root)),
    });

    static List<string> RootsOf(IEnumerable<string> codes, IReadOnlyList<string> known)
    {
        var sorted = codes.Distinct(StringComparer.Ordinal).OrderBy(code => code.Length).ThenBy(code => code, StringComparer.Ordinal);
        var roots = new List<string>();
        foreach (var code in sorted)
        {
            if (code.Length == 0)
                throw new ArgumentException("An empty code would match everything; use * for that.", nameof(codes));
            if (!Covers(roots, code) && !Covers(known, code))
                roots.Add(code);
        }
        return roots;
    }

    static IEnumerable<string> Within(IReadOnlyList<string> roots, string code) =>
        Covers(roots, code) ? [code] : roots.Where(root => GridCode.Covers(code, root));

    static bool Covers(IReadOnlyList<string> roots, string code) => roots.Any(root => GridCode.Covers(root, code));

    [GeneratedRegex(@"@scope\((?<column>[^(),]+)(?:, (?<id>\S+) IN (?<table>\w+)\.(?<key>\w+))?\)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeMarker();
}
