using GridGov.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Valid;

namespace GridGov.Geo.Boundaries;

/// <summary>The rules of boundaries: simple rings without holes, a child inside its parent, siblings that do not overlap.</summary>
public static class BoundaryChecks
{
    /// <summary>How far a child may lie outside its parent, and siblings may overlap, in metres.</summary>
    public const double Tolerance = 1;

    const double MaxWidth = 180;

    /// <summary>The faults of a shape by itself.</summary>
    internal static BoundaryFault? OfShape(string pointer, Geometry shape)
    {
        if (shape.Coordinates.FirstOrDefault(c => !(c.X is >= -180 and <= 180 && c.Y is >= -90 and <= 90)) is { } wild)
            return At(pointer, "out_of_range", new(
                "坐标超出经纬度范围；经度在前，纬度在后。",
                "A coordinate is no longitude and latitude in degrees; longitude comes first."), wild);
        if (shape.EnvelopeInternal.Width > MaxWidth)
            return At(pointer, "antimeridian", new(
                "边界跨越180度经线。", "The boundary crosses the 180th meridian."), shape.Coordinate);
        if (new IsValidOp(shape).ValidationError is { } error)
            return At(pointer, Code(error.ErrorType), Text(error.ErrorType), error.Coordinate);
        return BoundaryShape.Polygons(shape).FirstOrDefault(polygon => polygon.NumInteriorRings > 0) is { } holed
            ? At(pointer, "hole", new(
                "边界内有空洞；请将其划入某个网格。", "The boundary has a hole; let it belong to a grid."), holed.GetInteriorRingN(0).Coordinate)
            : null;
    }

    /// <summary>The fault of a child that lies outside its parent by more than the tolerance; null without one.</summary>
    public static BoundaryFault? OutsideParent(string pointer, Geometry child, string parentCode, BoundaryArea parent)
    {
        if (parent.Widened.Covers(child))
            return null;
        var plane = new LocalPlane(child);
        var outside = plane.ToMetres(child).Difference(plane.ToMetres(parent.Widened.Geometry));
        return outside.Area < Negligible ? null : At(pointer, "outside_parent", new(
            $"边界超出上级网格 {parentCode}。", $"The boundary lies outside the grid {parentCode} that it belongs to."), plane.PlaceIn(outside));
    }

    /// <summary>The fault of siblings that overlap more widely than the tolerance; null without one.</summary>
    public static BoundaryFault? Overlap(string pointer, Geometry one, string otherCode, Geometry other) =>
        CommonOf(one, other) is var (_, place) ? At(pointer, "overlap", new(
            $"与网格 {otherCode} 的边界重叠。", $"The boundary overlaps that of the grid {otherCode}."), place) : null;

    /// <summary>The common area of two shapes in square metres and a place in it; null when it is not wider than the tolerance.</summary>
    public static (double Area, Coordinate Place)? CommonOf(Geometry one, Geometry other)
    {
        if (!one.EnvelopeInternal.Intersects(other.EnvelopeInternal))
            return null;
        var plane = new LocalPlane(one);
        var common = plane.ToMetres(one).Intersection(plane.ToMetres(other));
        return common.Area < Negligible || Narrowed(common) is not { } wide ? null : (common.Area, plane.PlaceIn(wide));
    }

    /// <summary>A shape in metres without what is narrower than the tolerance; null when nothing is left.</summary>
    internal static Geometry? Narrowed(Geometry shape) => shape.Buffer(-Tolerance / 2) is { IsEmpty: false } left ? left : null;

    /// <summary>In square metres.</summary>
    public static double AreaOf(Geometry shape) => new LocalPlane(shape).ToMetres(shape).Area;

    /// <summary>Square metres that stem from rounding.</summary>
    const double Negligible = 0.01;

    internal static BoundaryFault At(string pointer, string code, LocalizedText detail, Coordinate place) =>
        new($"{pointer}/geometry", code, detail, Math.Round(place.X, 7), Math.Round(place.Y, 7));

    static string Code(TopologyValidationErrors error) => error switch
    {
        TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection => "self_crossing",
        TopologyValidationErrors.TooFewPoints => "too_few_points",
        _ => "invalid_shape",
    };

    static LocalizedText Text(TopologyValidationErrors error) => Code(error) switch
    {
        "self_crossing" => new("边界自相交。", "The boundary crosses itself."),
        "too_few_points" => new("每环至少须有三个不同的点。", "A ring has at least three different points."),
        _ => new("边界图形无效。", "The boundary is no valid polygon."),
    };
}

/// <summary>A boundary that others are compared with, and itself widened by the tolerance, which is computed once.</summary>
public sealed class BoundaryArea(Geometry shape)
{
    readonly Lazy<IPreparedGeometry> widened = new(() =>
    {
        var plane = new LocalPlane(shape);
        return PreparedGeometryFactory.Prepare(plane.ToDegrees(plane.ToMetres(shape).Buffer(BoundaryChecks.Tolerance)));
    });

    public Geometry Shape => shape;

    internal IPreparedGeometry Widened => widened.Value;
}
