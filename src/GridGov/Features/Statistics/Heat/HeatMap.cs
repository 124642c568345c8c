using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics.Heat;

/// <summary>A map of how many tickets there are where: a GeoJSON FeatureCollection (RFC 7946) with some members of its own.</summary>
/// <param name="Type">FeatureCollection.</param>
/// <param name="Grids">The codes of the subtrees that it covers.</param>
/// <param name="From">First day of filing.</param>
/// <param name="To">The day after the last.</param>
/// <param name="AsOf">The instant whose committed state it shows.</param>
/// <param name="By">By what the ground is divided.</param>
/// <param name="Cell">The edge of a tile, in degrees; absent by grids.</param>
/// <param name="Features">The tiles that have tickets, from south to north and west to east; or the unit grids, by their codes.</param>
public sealed record HeatMap(
    string Type, IReadOnlyList<string> Grids, DateOnly From, DateOnly To, Instant AsOf, HeatBy By, decimal? Cell, IReadOnlyList<HeatMap.Feature> Features)
{
    public const string MediaType = "application/geo+json";

    /// <summary>A tile or a unit grid.</summary>
    /// <param name="Type">Feature.</param>
    /// <param name="Geometry">Of a tile its square. Of a unit grid, whose boundaries are not kept yet, the middle of its tickets' places; null when none of them has one.</param>
    /// <param name="Properties">Its figures.</param>
    public sealed record Feature(string Type, Geometry? Geometry, Figures Properties);

    /// <summary>A GeoJSON geometry.</summary>
    /// <param name="Type">Polygon or Point.</param>
    /// <param name="Coordinates">Of a point longitude and latitude in degrees, WGS84; of a polygon one ring of such points.</param>
    public sealed record Geometry(string Type, object Coordinates);

    /// <summary>The figures of a tile or a unit grid, of the tickets filed in the period.</summary>
    /// <param name="Grid">Code of the unit grid.</param>
    /// <param name="Name">Name of the unit grid.</param>
    /// <param name="Total">All of them.</param>
    /// <param name="Open">Not ended.</param>
    /// <param name="Closed">Closed.</param>
    /// <param name="Dropped">Rejected, cancelled, merged or noted.</param>
    /// <param name="Overdue">Whose running clock has run out; they are among the open ones.</param>
    /// <param name="Established">Accepted or handled on the spot, and not dropped since.</param>
    /// <param name="ResolutionRate">Closed ÷ established, to eight decimals; null when nothing is established.</param>
    /// <param name="Display">The rate as it is read out.</param>
    /// <param name="Tickets">Address that lists all of them.</param>
    public sealed record Figures(
        string? Grid, string? Name, long Total, long Open, long Closed, long Dropped, long Overdue, long Established, decimal? ResolutionRate, string? Display, string Tickets);

    internal static Figures Of(HeatRow row, string tickets)
    {
        var rate = new Rate(row.Closed, row.Established);
        return new Figures(row.GridCode, row.GridName, row.Total, row.Total - row.Closed - row.Dropped, row.Closed, row.Dropped, row.Overdue, row.Established,
            rate.Value, rate.Display, tickets);
    }
}

/// <summary>A tile's or grid's counts, as they are read.</summary>
sealed record HeatRow
{
    public string? GridCode { get; init; }
    public string? GridName { get; init; }
    public long South { get; init; }
    public long West { get; init; }
    public double? Lng { get; init; }
    public double? Lat { get; init; }
    public required long Total { get; init; }
    public required long Closed { get; init; }
    public required long Dropped { get; init; }
    public required long Overdue { get; init; }
    public required long Established { get; init; }
}
