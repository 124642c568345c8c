using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace GridGov.Data;

/// <summary>
/// The rows that a caller may reach for some purpose: one or more subtrees of grids, of some of them only the rows of which a person is a
/// party, and the rows of groups that the caller acts for, with what is published in their grids. A statement with one of these in its
/// WHERE cannot run without a scope; an empty scope matches nothing:
/// <c>@scope(column)</c>, <c>@scope(column, id IN table.key)</c> for tables with parties,
/// <c>@scope(column, groups: column)</c> or <c>@scope(column, groups: id IN table.key)</c> for rows of groups, and
/// <c>@scope(column, groups: …, published: column)</c> where a value in a column publishes a row to the groups of its grid.
/// </summary>
public sealed partial class Scope
{
    public const string Marker = "@scope(";

    /// <summary>The parameter of <see cref="Party"/>.</summary>
    public const string PartyParameter = "scopeParty";

    /// <summary>The parameters of <see cref="Groups"/>, each with its index behind the name.</summary>
    public const string GroupParameter = "scopeGroup";

    const int MaxExpanded = 1000;

    static readonly ConcurrentDictionary<(string Sql, int Roots, int PartyRoots, int Groups, int GroupRoots), string> Expanded = new();

    Scope(IReadOnlyList<string> roots, IReadOnlyList<string> partyRoots, Id party, IReadOnlyList<(Id Group, string Grid)> groups)
    {
        (Roots, PartyRoots, Party) = (roots, partyRoots, party);
        Groups = [.. groups.Select(each => each.Group).Distinct().OrderBy(group => group.Value)];
        GroupRoots = RootsOf(groups.Select(each => each.Grid), roots);
        this.groups = groups;
        Parameters = [.. RangesOf("scope", roots), .. RangesOf("party", partyRoots), .. RangesOf("groups", GroupRoots)];
    }

    readonly IReadOnlyList<(Id Group, string Grid)> groups;

    /// <summary>The codes of the subtrees' roots; none lies inside another.</summary>
    public IReadOnlyList<string> Roots { get; }

    /// <summary>The codes of further subtrees, of which only the party's rows are reached; none lies inside a root of the others.</summary>
    public IReadOnlyList<string> PartyRoots { get; }

    /// <summary>The person whose rows are reached in <see cref="PartyRoots"/>.</summary>
    public Id Party { get; }

    /// <summary>The groups of which all rows are reached, wherever they lie.</summary>
    public IReadOnlyList<Id> Groups { get; }

    /// <summary>The codes of the groups' grids, of whose subtrees published rows are reached; none lies inside a root.</summary>
    public IReadOnlyList<string> GroupRoots { get; }

    public static readonly Scope Nothing = new([], [], Id.None, []);

    /// <summary>The whole deployment, for the program's own work.</summary>
    public static readonly Scope Everywhere = new([GridCode.Everywhere], [], Id.None, []);

    public static Scope Of(params IEnumerable<string> codes) => Of(codes, [], Id.None);

    /// <param name="partyCodes">Subtrees of which only the party's rows are reached.</param>
    public static Scope Of(IEnumerable<string> codes, IEnumerable<string> partyCodes, Id party) => Of(codes, partyCodes, party, []);

    /// <param name="groups">The groups that the caller acts for, each with its grid.</param>
    public static Scope Of(
        IEnumerable<string> codes, IEnumerable<string> partyCodes, Id party, IReadOnlyList<(Id Group, string Grid)> groups)
    {
        var roots = RootsOf(codes, []);
        var partyRoots = RootsOf(partyCodes, roots);
        return (roots, partyRoots, groups) is ([], [], []) ? Nothing : new Scope(roots, partyRoots, party, groups);
    }

    /// <summary>Whether it reaches something in the whole subtree, be it only the party's rows.</summary>
    public bool Covers(string code) => Covers(Roots, code) || Covers(PartyRoots, code);

    /// <summary>
    /// The part of this scope that lies in a subtree; rows of groups are narrowed by their grid's column and not here.
    /// </summary>
    public Scope Within(string code) => Within([code]);

    /// <summary>The part of this scope that lies in any of the subtrees.</summary>
    public Scope Within(IReadOnlyList<string> codes) => Of(
        codes.SelectMany(code => Within(Roots, code)), codes.SelectMany(code => Within(PartyRoots, code)), Party, groups);

    public string Expand(string sql)
    {
        // Filters build many statements, so the cache is bounded.
        if (Expanded.Count >= MaxExpanded)
            Expanded.Clear();
        return Expanded.GetOrAdd((sql, Roots.Count, PartyRoots.Count, Groups.Count, GroupRoots.Count),
            static key => Expand(key.Sql, key.Roots, key.PartyRoots, key.Groups, key.GroupRoots));
    }

    public IReadOnlyList<(string Name, string Code)> Parameters { get; }

    static string Expand(string sql, int roots, int partyRoots, int groups, int groupRoots) =>
        ScopeMarker().Replace(sql, match =>
        {
            string Part(string name) => match.Groups[name].Value;
            var column = Part("column");
            var reached = new List<string>();
            if (roots > 0)
                reached.Add(RangesIn("scope", column, roots));
            if (partyRoots > 0)
            {
                // Without the row's id nothing tells the party's rows from the others.
                if (!match.Groups["table"].Success)
                    throw new InvalidOperationException("This statement cannot be limited to the rows of a party: " + sql);
                reached.Add($"({RangesIn("party", column, partyRoots)} AND {Part("id")} IN "
                    + $"(SELECT {Part("key")} FROM {Part("table")} WHERE person_id = @{PartyParameter}))");
            }
            if (groups > 0)
            {
                if (!match.Groups["of"].Success)
                    throw new InvalidOperationException("This statement cannot be limited to the rows of groups: " + sql);
                var among = $"IN ({string.Join(", ", Enumerable.Range(0, groups).Select(i => $"@{GroupParameter}{i}"))})";
                reached.Add(match.Groups["ofTable"].Success
                    ? $"{Part("of")} IN (SELECT {Part("ofKey")} FROM {Part("ofTable")} WHERE group_id {among})"
                    : $"{Part("of")} {among}");
                if (groupRoots > 0 && match.Groups["published"].Success)
                    reached.Add($"({RangesIn("groups", column, groupRoots)} AND {Part("published")} IS NOT NULL)");
            }
            return reached switch
            {
                [] => "1 = 0",
                [var only] => only,
                _ => $"({string.Join(" OR ", reached)})",
            };
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

    [GeneratedRegex("""
        @scope\((?<column>[^(),]+)(?:,\ (?<id>\S+)\ IN\ (?<table>\w+)\.(?<key>\w+))?
        (?:,\ groups:\ (?<of>[\w.]+)(?:\ IN\ (?<ofTable>\w+)\.(?<ofKey>\w+))?(?:,\ published:\ (?<published>[\w.]+))?)?\)
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeMarker();
}
