using GridGov.Geo;

namespace GridGov.Domain.Boards.Circles;

/// <summary>Positions in the order of their latitude, so that a search looks at a band of them only.</summary>
sealed class NearPositions
{
    readonly (double Lng, double Lat)[] sorted;
    readonly double[] latitudes;

    public NearPositions(IEnumerable<(double Lng, double Lat)> positions)
    {
        sorted = [.. positions.OrderBy(each => each.Lat)];
        latitudes = Array.ConvertAll(sorted, each => each.Lat);
    }

    /// <summary>The metres to the nearest position within a distance; null when there is none.</summary>
    public double? MetresTo(double lng, double lat, double within)
    {
        var height = within / GeoCells.MetresPerDegree;
        var first = Array.BinarySearch(latitudes, lat - height);
        double? nearest = null;
        for (var i = first < 0 ? ~first : first; i < sorted.Length && sorted[i].Lat <= lat + height; i++)
        {
            var metres = GeoCells.Distance(lng, lat, sorted[i].Lng, sorted[i].Lat);
            if (metres <= within && !(metres >= nearest))
                nearest = metres;
        }
        return nearest;
    }
}
