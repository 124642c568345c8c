using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace GridGov.Geo.Boundaries;

/// <summary>How the boundaries of grids fill that of their parent. What is narrower than the tolerance is left out.</summary>
public sealed class BoundaryCover
{
    readonly LocalPlane plane;
    readonly Geometry parent;
    readonly List<(string Code, Geometry Shape)> children;

    public BoundaryCover(Geometry parent, IReadOnlyList<(string Code, Geometry Shape)> children)
    {
        plane = new LocalPlane(parent);
        this.parent = plane.ToMetres(parent);
        this.children = [.. children.Select(child => (child.Code, plane.ToMetres(child.Shape)))];
    }

    /// <summary>A part of the plane.</summary>
    /// <param name="Codes">The grids that it is about.</param>
    /// <param name="Area">In square metres.</param>
    public sealed record Part(IReadOnlyList<string> Codes, double Area, double Lng, double Lat);

    /// <summary>The parts of the parent in no child, largest first.</summary>
    public List<Part> FindGaps()
    {
        var covered = UnaryUnionOp.Union(children.Select(child => child.Shape)) ?? parent.Factory.CreatePolygon();
        return Sorted(BoundaryShape.Polygons(parent.Difference(covered)).Select(gap => PartOf([], gap)));
    }

    /// <summary>The common parts of two children, largest first.</summary>
    public List<Part> FindOverlaps() => Sorted(
        from one in children
        from other in children
        where string.CompareOrdinal(one.Code, other.Code) < 0 && one.Shape.EnvelopeInternal.Intersects(other.Shape.EnvelopeInternal)
        select PartOf([one.Code, other.Code], one.Shape.Intersection(other.Shape)));

    /// <summary>The parts of children outside the parent, largest first.</summary>
    public List<Part> FindOutside()
    {
        var widened = parent.Buffer(BoundaryChecks.Tolerance);
        return Sorted(children.Select(child => PartOf([child.Code], child.Shape.Difference(widened))));
    }

    Part? PartOf(IReadOnlyList<string> codes, Geometry shape)
    {
        if (shape.Area == 0 || BoundaryChecks.Narrowed(shape) is not { } wide)
            return null;
        var place = plane.PlaceIn(wide);
        return new Part(codes, Math.Round(shape.Area), Math.Round(place.X, 7), Math.Round(place.Y, 7));
    }

    static List<Part> Sorted(IEnumerable<Part?> parts) => [.. parts.OfType<Part>().OrderByDescending(part => part.Area)];
}
