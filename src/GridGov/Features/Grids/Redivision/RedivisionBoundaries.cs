using System.Text.Json;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Buffer;
using NetTopologySuite.Operation.Union;

namespace GridGov.Features.Grids.Redivision;

/// <summary>The boundaries of a re-division: those in its request, and those that follow from it.</summary>
static class RedivisionBoundaries
{
    /// <summary>Half a metre in degrees: gaps and slivers up to a metre wide come from rounding, and are closed.</summary>
    const double Closed = 4.5e-6;

    static readonly BufferParameters Mitre = new(1, EndCapStyle.Flat, JoinStyle.Mitre, 5);

    /// <summary>Shapes of a request, null for a grid without one, and the faults of each by its pointer.</summary>
    public sealed record Given(IReadOnlyList<Geometry?> Shapes, IReadOnlyList<(string Pointer, BoundaryFault Fault)> Faults);

    /// <summary>Reads the geometries of a request (GeoJSON, WGS84), before the write that others wait for.</summary>
    public static Given Read(IReadOnlyList<(string Pointer, JsonElement? Geometry)> given)
    {
        var (shapes, faults) = (new Geometry?[given.Count], new List<(string, BoundaryFault)>());
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i].Geometry is not { } geometry)
                continue;
            var file = BoundaryFile.Read(geometry, CoordSys.Wgs84);
            faults.AddRange(file.Faults.Select(fault => (given[i].Pointer, fault)));
            shapes[i] = file.Boundaries.Count == 1 ? file.Boundaries[0].Shape : null;
        }
        return new Given(shapes, faults);
    }

    /// <summary>One boundary around several.</summary>
    public static Geometry Union(params IEnumerable<Geometry> shapes) => Tidy(UnaryUnionOp.Union([.. shapes]));

    /// <summary>A boundary without a part of it; null when nothing is left.</summary>
    public static Geometry? Without(Geometry shape, Geometry part) =>
        shape.Difference(part.Buffer(Closed, Mitre)) is { IsEmpty: false } left ? Tidy(left) : null;

    static Geometry Tidy(Geometry shape) =>
        BoundaryShape.Normalise(shape.Buffer(Closed, Mitre).Buffer(-Closed, Mitre), CoordSys.Wgs84).Shape;
}
