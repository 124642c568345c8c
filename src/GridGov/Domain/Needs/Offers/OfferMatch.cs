namespace GridGov.Domain.Needs.Offers;

/// <summary>Why an offer and a need match.</summary>
public enum MatchReason
{
    /// <summary>类别相同</summary>
    SameKind,
    /// <summary>网格相同</summary>
    SameGrid,
    /// <summary>资源覆盖该网格: the need lies in the offer's grid.</summary>
    GridCovered,
    /// <summary>资源位于该网格内: the offer lies in the need's grid.</summary>
    GridInside,
    /// <summary>时间相符</summary>
    DaysOverlap,
    /// <summary>距离较近: within 3 km of each other.</summary>
    Near,
}

/// <summary>A reason, as a code and as a sentence in both languages.</summary>
/// <param name="Code">The code.</param>
/// <param name="Zh">The sentence in Chinese.</param>
/// <param name="En">The sentence in English.</param>
public sealed record MatchReasonText(MatchReason Code, string Zh, string En);

/// <summary>Where and when something is needed or offered.</summary>
sealed record MatchSide(string Grid, DateOnly? From, DateOnly? To, double? Lng, double? Lat);

/// <summary>Compares a need with an offer of its kind. It is pure and asks no database.</summary>
static class OfferMatch
{
    public const int NearMetres = 3000;

    /// <summary>The reasons and the rank, less is better; null when they do not match.</summary>
    public static (IReadOnlyList<MatchReasonText> Reasons, int? Metres, long Rank)? Compare(MatchSide need, MatchSide offer)
    {
        if (!(GridCode.Covers(offer.Grid, need.Grid) || GridCode.Covers(need.Grid, offer.Grid)))
            return null;
        if (offer.From > (need.To ?? DateOnly.MaxValue) || (need.From ?? DateOnly.MinValue) > (offer.To ?? DateOnly.MaxValue))
            return null;
        var metres = need is { Lng: { } x, Lat: { } y } && offer is { Lng: { } u, Lat: { } v }
            ? (int)Math.Round(Geo.GeoCells.Distance(x, y, u, v))
            : (int?)null;
        List<MatchReasonText> reasons =
        [
            new(MatchReason.SameKind, "类别相同。", "Both are of the same kind."),
            need.Grid == offer.Grid ? new(MatchReason.SameGrid, "在同一网格。", "Both are in the same grid.")
                : GridCode.Covers(offer.Grid, need.Grid)
                ? new(MatchReason.GridCovered, "资源可用于该网格。", "The offer is for a grid that contains the need's.")
                : new(MatchReason.GridInside, "资源在需求所在的网格内。", "The offer is in a part of the need's grid."),
            new(MatchReason.DaysOverlap, need.From is null && need.To is null ? "需求不限时间。" : "时间有重合。",
                need.From is null && need.To is null ? "The need is for any time." : "Their days overlap."),
        ];
        if (metres <= NearMetres)
            reasons.Add(new(MatchReason.Near, $"相距 {metres} 米。", $"They are {metres} metres apart."));
        // The nearest grid first, then the shortest way; without positions, after those that are near.
        return (reasons, metres, (Math.Abs(need.Grid.Length - offer.Grid.Length) * 1_000_000L) + (metres ?? NearMetres));
    }
}
