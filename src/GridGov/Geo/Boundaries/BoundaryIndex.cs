using System.Collections.Frozen;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace GridGov.Geo.Boundaries;

/// <summary>A grid near a position.</summary>
/// <param name="Metres">To its nearest edge, from inside or from outside.</param>
public sealed record NearGrid(string Code, double Metres);

/// <summary>A boundary in the index, with its shape prepared for many questions.</summary>
/// <param name="id">The id of its row.</param>
public sealed class IndexedBoundary(long id, string code, Geometry shape)
{
    readonly Lazy<IndexedPointInAreaLocator> locator = new(() => new IndexedPointInAreaLocator(shape));

    public long Id => id;
    public string Code => code;
    public Geometry Shape => shape;
    public Envelope Envelope => shape.EnvelopeInternal;

    /// <summary>Whether the place is inside or on the edge.</summary>
    public bool Covers(Coordinate place) => Envelope.Covers(place) && locator.Value.Locate(place) != Location.Exterior;

    /// <summary>Metres to the nearest edge.</summary>
    public double MetresToEdge(Coordinate place)
    {
        var (east, nearest) = (GeoCells.MetresPerLng(place.Y), double.MaxValue);
        foreach (var polygon in BoundaryShape.Polygons(shape))
        {
            var points = polygon.Shell.CoordinateSequence;
            for (var i = 1; i < points.Count; i++)
            {
                nearest = Math.Min(nearest, SquareTo(
                    (points.GetX(i - 1) - place.X) * east, (points.GetY(i - 1) - place.Y) * GeoCells.MetresPerDegree,
                    (points.GetX(i) - place.X) * east, (points.GetY(i) - place.Y) * GeoCells.MetresPerDegree));
            }
        }
        return Math.Sqrt(nearest);
    }

    /// <summary>At most the metres to its nearest edge, for a place outside.</summary>
    public double MetresToEnvelope(Coordinate place) => GeoCells.Distance(place.X, place.Y,
        Math.Clamp(place.X, Envelope.MinX, Envelope.MaxX), Math.Clamp(place.Y, Envelope.MinY, Envelope.MaxY));

    /// <summary>The square of the distance from the origin to a segment.</summary>
    static double SquareTo(double x, double y, double toX, double toY)
    {
        var (dx, dy) = (toX - x, toY - y);
        var length = (dx * dx) + (dy * dy);
        var along = length > 0 ? Math.Clamp(-((x * dx) + (y * dy)) / length, 0, 1) : 0;
        var (nearX, nearY) = (x + (along * dx), y + (along * dy));
        return (nearX * nearX) + (nearY * nearY);
    }
}

/// <summary>The boundaries of all grids that are valid at a time, in memory. It never changes; another one replaces it.</summary>
public sealed class BoundaryIndex
{
    readonly STRtree<IndexedBoundary> tree = new();
    readonly FrozenDictionary<string, IndexedBoundary> byCode;

    public BoundaryIndex(IReadOnlyCollection<IndexedBoundary> boundaries)
    {
        byCode = boundaries.ToFrozenDictionary(boundary => boundary.Code, StringComparer.Ordinal);
        foreach (var boundary in boundaries)
            tree.Insert(boundary.Envelope, boundary);
        tree.Build();
    }

    public int Count => byCode.Count;

    /// <summary>The boundary of a grid; null for one without.</summary>
    public IndexedBoundary? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>
    /// The lowest grid of the three levels that the place is in. On a common edge it is the one with the lowest code, so the answer does
    /// not depend on the order.
    /// </summary>
    /// <param name="isIncluded">The grids to look among.</param>
    public IndexedBoundary? Locate(double lng, double lat, Func<string, bool> isIncluded)
    {
        var place = new Coordinate(lng, lat);
        IndexedBoundary? found = null;
        foreach (var boundary in tree.Query(new Envelope(place)))
        {
            if (GridCode.Level(boundary.Code) > 0 && IsBefore(boundary.Code, found?.Code) && isIncluded(boundary.Code)
                && boundary.Covers(place))
                found = boundary;
        }
        return found;
    }

    static bool IsBefore(string code, string? other) => other is null || code.Length > other.Length
        || (code.Length == other.Length && string.CompareOrdinal(code, other) < 0);

    /// <summary>The boundaries that an envelope in degrees may touch, parents before children.</summary>
    public List<IndexedBoundary> Within(Envelope envelope, Func<string, bool> isIncluded) =>
        [.. tree.Query(envelope).Where(boundary => isIncluded(boundary.Code)).OrderBy(boundary => boundary.Code, StringComparer.Ordinal)];

    /// <summary>The grids of a level within a distance from the place, nearest first, without the given one.</summary>
    public List<NearGrid> Near(double lng, double lat, int level, double metres, string except, Func<string, bool> isIncluded)
    {
        var place = new Coordinate(lng, lat);
        return [.. Around(place, metres)
            .Where(boundary => GridCode.Level(boundary.Code) == level && boundary.Code != except && isIncluded(boundary.Code))
            .Select(boundary => new NearGrid(boundary.Code, boundary.MetresToEdge(place)))
            .Where(near => near.Metres <= metres)
            .OrderBy(near => near.Metres).ThenBy(near => near.Code, StringComparer.Ordinal)];
    }

    /// <summary>The nearest grid of the three levels to a place outside all of them; of equally near ones the lowest.</summary>
    public NearGrid? Nearest(double lng, double lat, Func<string, bool> isIncluded)
    {
        var place = new Coordinate(lng, lat);
        // Most places outside are near an edge, so the search widens.
        for (var metres = FirstRadius; metres < LastRadius; metres *= 4)
        {
            if (NearestOf(Around(place, metres), place, isIncluded) is { } found && found.Metres < metres - SameDistance)
                return found;
        }
        return NearestOf(byCode.Values, place, isIncluded);
    }

    IList<IndexedBoundary> Around(Coordinate place, double metres)
    {
        var around = new Envelope(place);
        around.ExpandBy(metres / GeoCells.MetresPerLng(place.Y), metres / GeoCells.MetresPerDegree);
        return tree.Query(around);
    }

    static NearGrid? NearestOf(IEnumerable<IndexedBoundary> boundaries, Coordinate place, Func<string, bool> isIncluded)
    {
        NearGrid? nearest = null;
        foreach (var boundary in boundaries.Where(boundary => GridCode.Level(boundary.Code) > 0 && isIncluded(boundary.Code))
            .OrderBy(boundary => boundary.MetresToEnvelope(place)))
        {
            if (nearest is not null && boundary.MetresToEnvelope(place) > nearest.Metres)
                break;
            var near = new NearGrid(boundary.Code, boundary.MetresToEdge(place));
            if (nearest is null || near.Metres < nearest.Metres - SameDistance
                || (near.Metres < nearest.Metres + SameDistance && IsBefore(near.Code, nearest.Code)))
                nearest = near;
        }
        return nearest;
    }

    const double FirstRadius = 250, LastRadius = 100_000;

    /// <summary>Metres; parents and children share edges, whose points are rounded.</summary>
    const double SameDistance = 0.1;
}
