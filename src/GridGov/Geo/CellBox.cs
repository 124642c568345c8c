using System.Runtime.InteropServices;

namespace GridGov.Geo;

/// <summary>A rectangle of <see cref="GeoCells"/>, from the south pole and the 180th meridian; north and east exclusive.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CellBox(long West, long South, long East, long North)
{
    /// <summary>Edges in degrees, rounded to the nearest cell edge, so floating-point noise does not matter.</summary>
    public static bool TryCreate(double west, double south, double east, double north, out CellBox box)
    {
        box = default;
        if (!(west is >= -180 and <= 180 && east is >= -180 and <= 180 && south is >= -90 and <= 90 && north is >= -90 and <= 90))
            return false;
        box = new CellBox(Edge(west, 180), Edge(south, 90), Edge(east, 180), Edge(north, 90));
        return box.West < box.East && box.South < box.North;
    }

    static long Edge(double degrees, int offset) => (long)Math.Round((degrees + offset) * GeoCells.CellsPerDegree);
}
