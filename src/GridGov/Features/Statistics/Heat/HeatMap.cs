using GridGov.Domain.Statistics;

namespace GridGov.Features.Statistics.Heat;

/// <summary>A heat map: a GeoJSON FeatureCollection (RFC 7946) with additional members.</summary>
/// <param name="Type">Always FeatureCollection.</param>
/// <param name="Grids">Codes of the grids, counties or cities whose subtrees it covers.</param>
/// <param name="From">The first day of filing, yyyy-MM-dd.</param>
/// <param name="To">The day after the last day of filing, yyyy-MM-dd.</param>
/// <param name="AsOf">The instant whose committed state it shows.</param>
/// <param name="By">The division of the map: tile or grid.</param>
/// <param name="Cell">The edge of a tile in degrees; absent for unit grids.</param>
/// <param name="Features">The tiles with tickets, from south to north and west to east, or the unit grids, ordered by code.</param>
public sealed record HeatMap(
    string Type, IReadOnlyList<string> Grids, DateOnly From, DateOnly To, Instant AsOf, HeatBy By, decimal? Cell,
    IReadOnlyList<HeatMap.Feature> Features)
{
    public const string MediaType = "application/geo+json";

    /// <summary>A tile or a unit grid.</summary>
    /// <param name="Type">Always Feature.</param>
    /// <param name="Geometry">
    /// The square of a tile, or the mean of the places of a unit grid's tickets, whose boundaries are not stored; null without places.
    /// </param>
    /// <param name="Properties">The counts.</param>
    public sealed record Feature(string Type, Geometry? Geometry, Figures Properties);

    /// <summary>A GeoJSON geometry.</summary>
    /// <param name="Type">Polygon or Point.</param>
    /// <param name="Coordinates">For a point its longitude and latitude in degrees, WGS84; for a polygon one ring of such points.</param>
    public sealed record Geometry(string Type, object Coordinates);

    /// <summary>The counts of the tickets filed in the period, in a tile or a unit grid.</summary>
    /// <param name="Grid">The code of the unit grid; absent for a tile.</param>
    /// <param name="Name">The name of the unit grid; absent for a tile.</param>
    /// <param name="Total">The number of tickets.</param>
    /// <param name="Open">The number of tickets that have not ended.</param>
    /// <param name="Closed">The number of closed tickets.</param>
    /// <param name="Dropped">The number of rejected, cancelled, merged and noted tickets.</param>
    /// <param name="Overdue">The number of open tickets whose current deadline has passed.</param>
    /// <param name="Established">The number of tickets accepted or handled on the spot, and not dropped since.</param>
    /// <param name="ResolutionRate">Closed ÷ established, to eight decimals; null when nothing is established.</param>
    /// <param name="Display">The rate for display.</param>
    /// <param name="Tickets">The address of the list of the tickets.</param>
    public sealed record Figures(
        string? Grid, string? Name, long Total, long Open, long Closed, long Dropped, long Overdue, long Established,
        decimal? ResolutionRate, string? Display, string Tickets);

    internal static Figures Of(HeatRow row, string tickets)
    {
        var rate = new Rate(row.Closed, row.Established);
        return new Figures(
            row.GridCode, row.GridName, row.Total, row.Total - row.Closed - row.Dropped, row.Closed, row.Dropped, row.Overdue,
            row.Established, rate.Value, rate.Display, tickets);
    }
}

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
