using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace GridGov.Data;

/// <summary>
/// The grids that a caller may reach for some purpose: one or more subtrees. A statement with <c>@scope(column)</c> in its WHERE
/// cannot run without a scope; an empty scope matches nothing.
/// </summary>
public sealed partial class Scope
{
    public const string Marker = "@scope(";

    const int MaxExpanded = 1000;

    static readonly ConcurrentDictionary<(string Sql, int Roots), string> Expanded = new();

    Scope(IReadOnlyList<string> roots)
    {
        Roots = roots;
        Parameters = [.. roots.SelectMany((root, i) => new[]
        {
            ($"scope{i}From", root == GridCode.Everywhere ? "" : root),
            ($"scope{i}To", GridCode.EndOfSubtree(root)),
        })];
    }

    /// <summary>The codes of the subtrees' roots; none lies inside another.</summary>
    public IReadOnlyList<string> Roots { get; }

    public static readonly Scope Nothing = new([]);

    /// <summary>The whole deployment, for the program's own work.</summary>
    public static readonly Scope Everywhere = new([GridCode.Everywhere]);

    public static Scope Of(params IEnumerable<string> codes)
    {
        var sorted = codes.Distinct(StringComparer.Ordinal).OrderBy(code => code.Length).ThenBy(code => code, StringComparer.Ordinal);
        var roots = new List<string>();
        foreach (var code in sorted)
        {
            if (code.Length == 0)
                throw new ArgumentException("An empty code would match everything; use * for that.", nameof(codes));
            if (!roots.Any(root => GridCode.Covers(root, code)))
                roots.Add(code);
        }
        return roots.Count == 0 ? Nothing : new Scope(roots);
    }

    public bool Covers(string code) => Roots.Any(root => GridCode.Covers(root, code));

    /// <summary>The part of this scope that lies in a subtree.</summary>
    public Scope Within(string code) =>
        Covers(code) ? new Scope([code]) : new Scope([.. Roots.Where(root => GridCode.Covers(code, root))]);

    public string Expand(string sql)
    {
        // Filters build many statements, so the cache is bounded.
        if (Expanded.Count >= MaxExpanded)
            Expanded.Clear();
        return Expanded.GetOrAdd((sql, Roots.Count), static key => Expand(key.Sql, key.Roots));
    }

    static string Expand(string sql, int roots) =>
        ScopeMarker().Replace(sql, match =>
        {
            var column = match.Groups["column"].Value;
            return roots == 0
                ? "1 = 0"
                : "(" + string.Join(" OR ", Enumerable.Range(0, roots)
                    .Select(i => $"{column} >= @scope{i}From AND {column} < @scope{i}To")) + ")";
        });

    public IReadOnlyList<(string Name, string Code)> Parameters { get; }

    [GeneratedRegex(@"@scope\((?<column>[^()]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeMarker();
}
