using GridGov.Domain.Boundaries;

namespace GridGov.Domain.Boards.Circles;

/// <summary>Where the walks of a service circle begin.</summary>
static class CircleOrigins
{
    /// <summary>What a circle begins from, and its positions.</summary>
    public sealed record Found(CircleOrigin Origin, IReadOnlyList<CirclePosition> Positions)
    {
        /// <summary>The place that the circle begins from, which is not a service point of its own circle.</summary>
        public Id? Place { get; init; }
    }

    public static Found OfPosition(double lng, double lat) =>
        Of(new CircleOrigin(CircleOriginKind.Position, Name: null, Courtyards: 0, new CirclePosition(lng, lat)));

    public static Found OfPlace(Id id, string name, double lng, double lat) =>
        Of(new CircleOrigin(CircleOriginKind.Place, name, Courtyards: 0, new CirclePosition(lng, lat))) with { Place = id };

    /// <summary>Each courtyard of the grid, or else a point inside its boundary; null where it has neither.</summary>
    /// <param name="scope">The courtyards that the caller may see; null for the public ones.</param>
    public static async Task<Found?> OfGrid(Tx tx, string code, string name, Scope? scope)
    {
        var courtyards = await tx.Query(
            scope is null ? ListPublicCourtyards : ListCourtyards,
            c => new CirclePosition(c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value),
            new { Code = code, End = GridCode.EndOfSubtree(code) }, scope);
        if (courtyards.Count > 0)
            return new Found(new CircleOrigin(CircleOriginKind.Courtyards, name, courtyards.Count, Position: null), courtyards);
        if ((await BoundaryCache.Load(tx)).Find(code) is not { } boundary)
            return null;
        var inside = boundary.Shape.InteriorPoint;
        return Of(new CircleOrigin(
            CircleOriginKind.InteriorPoint, name, Courtyards: 0, new CirclePosition(Math.Round(inside.X, 6), Math.Round(inside.Y, 6))));
    }

    static Found Of(CircleOrigin origin) => new(origin, [origin.Position!]);

    const string Courtyards = """
        SELECT p.lng, p.lat
          FROM places p
         WHERE p.kind = 'courtyard' AND p.retired_at IS NULL AND p.lat IS NOT NULL AND p.grid_code >= @Code AND p.grid_code < @End
        """;

    const string ListPublicCourtyards = Courtyards + " AND p.public = 1 ORDER BY p.id LIMIT 20000";

    const string ListCourtyards = Courtyards + " AND @scope(p.grid_code) ORDER BY p.id LIMIT 20000";
}
