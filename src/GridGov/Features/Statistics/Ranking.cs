using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics;

/// <summary>Orders figures by their exact rates; null rates come last, equal ones in the order of their keys.</summary>
static class Ranking
{
    public static string BestFirst(Measure measure) => measure.MoreIsBetter ? "-rate" : "rate";

    /// <param name="figures">The figures, ordered by their keys.</param>
    /// <param name="sort">key, rate or -rate.</param>
    public static IEnumerable<MeasureFigures.FigureEntry> Sort(List<MeasureFigures.FigureEntry> figures, string sort)
    {
        var nullsLast = figures.OrderBy(figure => figure.Rate.Denominator == 0);
        return sort switch
        {
            "rate" => nullsLast.ThenBy(figure => figure.Rate, Rate.ByValue),
            "-rate" => nullsLast.ThenByDescending(figure => figure.Rate, Rate.ByValue),
            _ => figures,
        };
    }

    /// <summary>Returns the rank of each figure that has a rate: 1 for the first, and equal ranks for equal rates (1, 1, 3).</summary>
    public static Dictionary<MeasureFigures.FigureEntry, int?> Of(List<MeasureFigures.FigureEntry> figures, string sort)
    {
        var ranks = new Dictionary<MeasureFigures.FigureEntry, int?>(ReferenceEqualityComparer.Instance);
        var (place, rank, last) = (0, 0, default(Rate));
        foreach (var figure in Sort(figures, sort).Where(figure => figure.Rate.Denominator != 0))
        {
            if (++place == 1 || Rate.ByValue.Compare(figure.Rate, last) != 0)
                rank = place;
            (ranks[figure], last) = (rank, figure.Rate);
        }
        return ranks;
    }
}
