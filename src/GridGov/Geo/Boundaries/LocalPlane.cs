using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace GridGov.Geo.Boundaries;

/// <summary>A plane in metres that touches the middle of a shape, exact to a thousandth over a city.</summary>
sealed class LocalPlane
{
    readonly AffineTransformation to;
    readonly AffineTransformation from;

    public LocalPlane(Geometry around)
    {
        var middle = around.EnvelopeInternal.Centre;
        to = AffineTransformation.TranslationInstance(-middle.X, -middle.Y)
            .Scale(GeoCells.MetresPerLng(middle.Y), GeoCells.MetresPerDegree);
        from = to.GetInverse();
    }

    public Geometry ToMetres(Geometry shape) => to.Transform(shape);

    public Geometry ToDegrees(Geometry shape) => from.Transform(shape);

    /// <summary>A place inside a shape of the plane, in degrees.</summary>
    public Coordinate PlaceIn(Geometry shape) => from.Transform(shape.InteriorPoint).Coordinate;
}
