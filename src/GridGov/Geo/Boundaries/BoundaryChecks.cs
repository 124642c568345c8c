using GridGov.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Valid;

namespace GridGov.Geo.Boundaries;

/// <summary>
/// The rules of boundaries: simple rings without holes, a child inside its parent, siblings that do not overlap. Distances are in metres on
/// a plane that touches the place, which is exact to a thousandth over a city.
/// </summary>
public static class BoundaryChecks
{
    /// <summary>How far a child may lie outside its parent, and siblings may overlap, in metres.</summary>
    public const double Tolerance = 1;

    const double MetresPerDegree = 111_320;

    /// <returns>The shape with its rings in the order of RFC 7946, null when it cannot be used; and its faults.</returns>
    internal static (Geometry? Shape, IReadOnlyList<BoundaryFault> Faults) OfShape(string pointer, Geometry shape)
    {
        if (shape.Coordinates.FirstOrDefault(c => !(c.X is >= -180 and <= 180 && c.Y is >= -90 and <= 90)) is { } wild)
            return (null, [new BoundaryFault($"{pointer}/geometry", "out_of_range", new(
                "坐标超出经纬度范围。", "A coordinate is no longitude and latitude in degrees."), wild.X, wild.Y)]);
        if (new IsValidOp(shape).ValidationError is { } error)
            return (null, [At(pointer, Code(error.ErrorType), Text(error.ErrorType), error.Coordinate)]);
        if (Polygons(shape).FirstOrDefault(polygon => polygon.NumInteriorRings > 0) is { } holed)
            return (null, [At(pointer, "hole", new("边界内有空洞。", "The boundary has a hole."), holed.GetInteriorRingN(0).Coordinate)]);
        return (shape.Factory.BuildGeometry([.. Polygons(shape).Select(polygon => (Geometry)Oriented(polygon))]), []);
    }

    /// <summary>The fault of a child that lies outside its parent by more than the tolerance; null without one.</summary>
    public static BoundaryFault? OutsideParent(string pointer, Geometry child, string parentCode, Geometry parent)
    {
        var plane = new Plane(child);
        var outside = plane.Of(child).Difference(plane.Of(parent).Buffer(Tolerance));
        return outside.IsEmpty ? null : At(pointer, "outside_parent", new(
            $"边界超出上级网格 {parentCode}。", $"The boundary lies outside the grid {parentCode} that it belongs to."), plane.Back(outside));
    }

    /// <summary>The fault of siblings that overlap more widely than the tolerance; null without one.</summary>
    public static BoundaryFault? Overlap(string pointer, Geometry one, string otherCode, Geometry other)
    {
        if (!one.EnvelopeInternal.Intersects(other.EnvelopeInternal))
            return null;
        var plane = new Plane(one);
        var common = plane.Of(one).Intersection(plane.Of(other)).Buffer(-Tolerance / 2);
        return common.IsEmpty ? null : At(pointer, "overlap", new(
            $"与网格 {otherCode} 的边界重叠。", $"The boundary overlaps that of the grid {otherCode}."), plane.Back(common));
    }

    /// <summary>In square metres.</summary>
    public static double AreaOf(Geometry shape) => new Plane(shape).Of(shape).Area;

    static IEnumerable<Polygon> Polygons(Geometry shape) => PolygonExtracter.GetPolygons(shape).Cast<Polygon>();

    static Polygon Oriented(Polygon polygon) =>
        polygon.Shell.IsCCW ? polygon : polygon.Factory.CreatePolygon((LinearRing)polygon.Shell.Reverse());

    static BoundaryFault At(string pointer, string code, LocalizedText detail, Coordinate place) =>
        new($"{pointer}/geometry", code, detail, Math.Round(place.X, 7), Math.Round(place.Y, 7));

    static string Code(TopologyValidationErrors error) =>
        error is TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection ? "self_crossing" : "invalid_shape";

    static LocalizedText Text(TopologyValidationErrors error) => Code(error) == "self_crossing"
        ? new("边界自相交。", "The boundary crosses itself.")
        : new("边界图形无效。", "The boundary is no valid polygon.");

    /// <summary>A plane in metres around the middle of a shape.</summary>
    sealed class Plane
    {
        readonly AffineTransformation to;
        readonly AffineTransformation from;

        public Plane(Geometry around)
        {
            var middle = around.EnvelopeInternal.Centre;
            to = AffineTransformation.TranslationInstance(-middle.X, -middle.Y)
                .Scale(MetresPerDegree * Math.Cos(middle.Y * Math.PI / 180), MetresPerDegree);
            from = to.GetInverse();
        }

        public Geometry Of(Geometry shape) => to.Transform(shape);

        public Coordinate Back(Geometry found) => from.Transform(found.InteriorPoint).Coordinate;
    }
}
