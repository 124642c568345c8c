using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>The numbers of a report as issued. They are stored, and <c>verify</c> recomputes them.</summary>
public sealed record ReportContent(
    string GridName, IReadOnlyList<MeasuredTerm> Figures, Score Score, IReadOnlyList<ComparedGrid>? Rows, SchemeContent Scheme,
    IReadOnlyList<Difference>? Changes)
{
    public string ToJson() => JsonSerializer.Serialize(this, StoredJson.Options);

    public static ReportContent Parse(string json) =>
        JsonSerializer.Deserialize<ReportContent>(json, StoredJson.Options) ?? throw new JsonException("null");

    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}

/// <summary>The figure of a term.</summary>
/// <param name="Term">The term's code.</param>
/// <param name="Numerator">The count, or the numerator of a ratio.</param>
/// <param name="Denominator">The denominator of a ratio; null for a count.</param>
/// <param name="Formula">The version of the formula.</param>
public sealed record MeasuredTerm(string Term, long Numerator, long? Denominator, int Formula)
{
    public TermValue Value() => new(Numerator, Denominator);

    /// <summary>The figure for display: the count, or the rate.</summary>
    public string? Display => Denominator is { } denominator
        ? new Rate(Numerator, denominator).Display
        : Numerator.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A grid of a comparison.</summary>
/// <param name="Rank">The rank: 1 for the highest score; equal scores share a rank; null without a score.</param>
/// <param name="Grid">The grid's code.</param>
/// <param name="Name">The grid's name at the time of issue.</param>
public sealed record ComparedGrid(int? Rank, string Grid, string Name, IReadOnlyList<MeasuredTerm> Figures, Score Score)
{
    public static IReadOnlyList<ComparedGrid> RankAll(IEnumerable<ComparedGrid> grids)
    {
        var ordered = grids.OrderBy(grid => grid.Score.Total is null).ThenByDescending(grid => grid.Score.Total)
            .ThenBy(grid => grid.Grid, StringComparer.Ordinal).ToList();
        return [.. ordered.Select(grid => grid with
        {
            Rank = grid.Score.Total is { } total ? 1 + ordered.Count(other => other.Score.Total > total) : null,
        })];
    }
}

/// <summary>A number that differs from the previous revision.</summary>
/// <param name="Grid">The code of the compared grid; of a comparison only.</param>
/// <param name="Term">The term's code, or score.</param>
/// <param name="Part">The kind of number: numerator, denominator, points or score.</param>
/// <param name="Before">The previous number; null if there was none.</param>
/// <param name="After">The present number; null if there is none any more.</param>
public sealed record Difference(string? Grid, string Term, string Part, decimal? Before, decimal? After)
{
    const string ScoreTerm = "score";

    /// <summary>
    /// Compares the numbers only; names of schemes and terms may change. A term that is only in the later report is no difference: the
    /// program has it since.
    /// </summary>
    public static IReadOnlyList<Difference> Between(ReportContent before, ReportContent after)
    {
        var (old, current) = (Numbers(before), Numbers(after));
        var terms = old.Keys.Select(key => key.Term).ToHashSet(StringComparer.Ordinal);
        return [.. old.Keys.Union(current.Keys.Where(key => terms.Contains(key.Term)))
            .Select(key => new Difference(key.Grid, key.Term, key.Part, old.GetValueOrDefault(key), current.GetValueOrDefault(key)))
            .Where(difference => difference.Before != difference.After)];
    }

    static Dictionary<(string? Grid, string Term, string Part), decimal?> Numbers(ReportContent content)
    {
        var numbers = new Dictionary<(string?, string, string), decimal?>();
        Add(null, content.Figures, content.Score);
        foreach (var row in content.Rows ?? [])
            Add(row.Grid, row.Figures, row.Score);
        return numbers;

        void Add(string? grid, IReadOnlyList<MeasuredTerm> figures, Score score)
        {
            foreach (var figure in figures)
            {
                numbers[(grid, figure.Term, "numerator")] = figure.Numerator;
                if (figure.Denominator is { } denominator)
                    numbers[(grid, figure.Term, "denominator")] = denominator;
            }
            foreach (var term in score.Terms)
                numbers[(grid, term.Term, "points")] = term.Points;
            numbers[(grid, ScoreTerm, ScoreTerm)] = score.Total;
        }
    }
}
