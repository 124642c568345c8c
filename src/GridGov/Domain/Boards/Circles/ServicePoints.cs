using Dapper;
using GridGov.Geo;

namespace GridGov.Domain.Boards.Circles;

/// <summary>The positions of service points in use around other positions.</summary>
static class ServicePoints
{
    public sealed record Found(Id Id, double Lng, double Lat);

    /// <param name="around">At least one position.</param>
    /// <param name="tag">Only points with this tag; null for any.</param>
    /// <param name="scope">The points that the caller may see, beside the public ones; null for these alone.</param>
    public static Task<List<Found>> Near(
        Tx tx, IReadOnlyCollection<(double Lng, double Lat)> around, double metres, string? tag, Scope? scope)
    {
        var (south, north) = (around.Min(each => each.Lat), around.Max(each => each.Lat));
        var height = metres / GeoCells.MetresPerDegree;
        var width = metres / GeoCells.MetresPerLng(Math.Max(Math.Abs(south), Math.Abs(north)));
        var parameters = new DynamicParameters();
        parameters.Add("South", south - height);
        parameters.Add("North", north + height);
        parameters.Add("West", around.Min(each => each.Lng) - width);
        parameters.Add("East", around.Max(each => each.Lng) + width);
        parameters.Add("Tag", tag ?? "");
        return tx.Query(
            scope is null ? ListPublic : ListInScope,
            c => new Found(c.Id(), c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value), parameters, scope);
    }

    const string Points = """
        SELECT p.id, p.lng, p.lat
          FROM places p
         WHERE p.kind = 'service_point' AND p.retired_at IS NULL AND p.lat IS NOT NULL
           AND p.lat BETWEEN @South AND @North AND p.lng BETWEEN @West AND @East
           AND (@Tag = '' OR EXISTS (SELECT 1 FROM place_tags x WHERE x.place_id = p.id AND x.tag = @Tag))
        """;

    const string ListPublic = Points + " AND p.public = 1 ORDER BY p.id LIMIT 50000";

    const string ListInScope = Points + " AND (p.public = 1 OR @scope(p.grid_code)) ORDER BY p.id";
}
