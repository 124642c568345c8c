namespace GridGov.Geo;

/// <summary>Cells of a thousandth of a degree (some 111 m by 90 m), which an index finds places by, and distances between places. WGS84.</summary>
public static class GeoCells
{
    /// <summary>Metres in a degree of latitude.</summary>
    public const double MetresPerDegree = 111_320;

    internal const int CellsPerDegree = 1000;
    const long Row = 1_000_000;

    /// <summary>Of a ticket t's cell: how many cells it is from the south pole, and from the 180th meridian.</summary>
    internal const string RowOfCell = "(t.cell / 1000000)";

    /// <inheritdoc cref="RowOfCell"/>
    internal const string ColumnOfCell = "(t.cell % 1000000)";

    /// <summary>Beyond 83 degrees cells get so narrow that a circle would have more of them; what is further is not looked at.</summary>
    const int MaxCellsInRow = 8;

    /// <summary>The cell that a place lies in.</summary>
    public static long CellOf(double lng, double lat) => (Index(lat, 90) * Row) + Index(lng, 180);

    /// <summary>The cells that a circle touches.</summary>
    public static IReadOnlyList<long> CellsWithin(double lng, double lat, double metres)
    {
        var height = metres / MetresPerDegree;
        var width = metres / MetresPerLng(lat);
        var south = Index(Math.Max(-90, lat - height), 90);
        var north = Index(Math.Min(90, lat + height), 90);
        var west = Index(Math.Max(-180, lng - width), 180);
        var east = Math.Min(Index(Math.Min(180, lng + width), 180), west + MaxCellsInRow - 1);
        var cells = new List<long>();
        for (var row = south; row <= north; row++)
        {
            for (var column = west; column <= east; column++)
                cells.Add((row * Row) + column);
        }
        return cells;
    }

    /// <summary>Metres between two places, as on a plane: exact enough over the few kilometres that one asks for.</summary>
    public static double Distance(double lng, double lat, double otherLng, double otherLat)
    {
        var x = (otherLng - lng) * MetresPerLng(lat);
        var y = (otherLat - lat) * MetresPerDegree;
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>Metres in a degree of longitude at a latitude.</summary>
    public static double MetresPerLng(double lat) => MetresPerDegree * Math.Max(0.01, Math.Cos(lat * Math.PI / 180));

    static long Index(double degrees, int offset) => (long)((degrees + offset) * CellsPerDegree);
}
