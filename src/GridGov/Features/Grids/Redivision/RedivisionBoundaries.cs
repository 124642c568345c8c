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

    /// <summary>Reads the geometries of a request (GeoJSON, WGS84), with the faults of each by its pointer.</summary>
    /// <param name="given">Null for a grid without a boundary.</param>
    public static IReadOnlyList<Geometry?> Read(RedivisionAct act, IReadOnlyList<(string Pointer, JsonElement? Geometry)> given)
    {
        var shapes = new Geometry?[given.Count];
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i].Geometry is not { } geometry)
                continue;
            var file = BoundaryFile.Read(geometry, CoordSys.Wgs84);
            foreach (var fault in file.Faults)
                act.AddFault(given[i].Pointer, fault.Code, fault.Detail);
            shapes[i] = file.Boundaries.Count == 1 ? file.Boundaries[0].Shape : null;
        }
        return shapes;
    }

    /// <summary>One boundary around several.</summary>
    public static Geometry Union(params IEnumerable<Geometry> shapes) => Tidy(UnaryUnionOp.Union([.. shapes]));

    /// <summary>A boundary without a part of it; null when nothing is left.</summary>
    public static Geometry? Without(Geometry shape, Geometry part) =>
        shape.Difference(part.Buffer(Closed, Mitre)) is { IsEmpty: false } left ? Tidy(left) : null;

    static Geometry Tidy(Geometry shape) =>
        BoundaryShape.Normalise(shape.Buffer(Closed, Mitre).Buffer(-Closed, Mitre), CoordSys.Wgs84).Shape;
}
