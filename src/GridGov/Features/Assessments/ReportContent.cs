using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>A report's numbers as they were issued. This is what is kept, and what <c>verify</c> recomputes.</summary>
/// <param name="GridName">What the grid was called.</param>
/// <param name="Figures">What the terms measured.</param>
/// <param name="Rows">Of a comparison, its grids by rank.</param>
/// <param name="Scheme">The scheme as it was.</param>
/// <param name="Changes">What differs from the revision before; null for the first.</param>
public sealed record ReportContent(
    string GridName, IReadOnlyList<MeasuredTerm> Figures, Score Score, IReadOnlyList<ComparedGrid>? Rows, SchemeContent Scheme, IReadOnlyList<Difference>? Changes)
{
    public string ToJson() => JsonSerializer.Serialize(this, StoredJson.Options);

    /// <exception cref="JsonException">It is not what <see cref="ToJson"/> gives.</exception>
    public static ReportContent Parse(string json) => JsonSerializer.Deserialize<ReportContent>(json, StoredJson.Options) ?? throw new JsonException("null");

    public static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}

/// <summary>What a term measured.</summary>
/// <param name="Term">The term's code.</param>
/// <param name="Numerator">The count; of a ratio the upper one.</param>
/// <param name="Denominator">Null for a count.</param>
/// <param name="Formula">The version of its formula.</param>
public sealed record MeasuredTerm(string Term, long Numerator, long? Denominator, int Formula)
{
    public TermValue Value() => new(Numerator, Denominator);

    /// <summary>As it is read out: the count, or the rate.</summary>
    public string? Display => Denominator is { } denominator
        ? new Rate(Numerator, denominator).Display
        : Numerator.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A grid of a comparison.</summary>
/// <param name="Rank">Its place: 1 for the highest score; equal scores share a place; null without a score.</param>
/// <param name="Grid">Its code.</param>
/// <param name="Name">What it was called.</param>
public sealed record ComparedGrid(int? Rank, string Grid, string Name, IReadOnlyList<MeasuredTerm> Figures, Score Score)
{
    /// <summary>Gives the places, and puts the first first.</summary>
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

/// <summary>A number that is another one in a later revision.</summary>
/// <param name="Grid">Of a comparison: in which grid's row.</param>
/// <param name="Term">The term's code; score for the score.</param>
/// <param name="Part">numerator, denominator, points or score.</param>
/// <param name="Before">What was issued before; null when it was not there.</param>
/// <param name="After">What it is now; null when it is not there any more.</param>
public sealed record Difference(string? Grid, string Term, string Part, decimal? Before, decimal? After)
{
    const string ScoreTerm = "score";

    /// <summary>What differs in numbers; what the scheme is called is none.</summary>
    public static IReadOnlyList<Difference> Between(ReportContent before, ReportContent after)
    {
        var was = Numbers(before);
        var is_ = Numbers(after);
        return [.. was.Keys.Union(is_.Keys)
            .Select(key => new Difference(key.Grid, key.Term, key.Part, was.GetValueOrDefault(key), is_.GetValueOrDefault(key)))
            .Where(one => one.Before != one.After)];
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
