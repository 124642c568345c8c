namespace GridGov.Geo;

/// <summary>Cells of a thousandth of a degree (some 111 m by 90 m) for the index of places, and distances; WGS84.</summary>
public static class GeoCells
{
    public const double MetresPerDegree = 111_320;

    internal const int CellsPerDegree = 1000;
    const long Row = 1_000_000;

    /// <summary>A ticket's cell row from the south pole and cell column from the 180th meridian.</summary>
    internal const string RowOfCell = "(t.cell / 1000000)";

    internal const string ColumnOfCell = "(t.cell % 1000000)";

    /// <summary>Beyond 83 degrees of latitude a circle may touch more cells; the rest is ignored.</summary>
    const int MaxCellsInRow = 8;

    public static long CellOf(double lng, double lat) => (Index(lat, 90) * Row) + Index(lng, 180);

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

    /// <summary>Metres between two places, computed on a plane; exact enough for a few kilometres.</summary>
    public static double Distance(double lng, double lat, double otherLng, double otherLat)
    {
        var x = (otherLng - lng) * MetresPerLng(lat);
        var y = (otherLat - lat) * MetresPerDegree;
        return Math.Sqrt((x * x) + (y * y));
    }

    public static double MetresPerLng(double lat) => MetresPerDegree * Math.Max(0.01, Math.Cos(lat * Math.PI / 180));

    static long Index(double degrees, int offset) => (long)((degrees + offset) * CellsPerDegree);
}
