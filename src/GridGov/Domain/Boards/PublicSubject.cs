using GridGov.Domain.Boundaries;
using GridGov.Domain.Places;

namespace GridGov.Domain.Boards;

/// <summary>What the public asks for, if its board is published: a grid, a place or a position.</summary>
/// <param name="Grid">The code of the grid whose board it is.</param>
/// <param name="Place">The place that was asked for.</param>
/// <param name="Lng">Of the place or the position, in WGS84.</param>
sealed record PublicSubject(string Grid, BoardContent Content, BoardPlace? Place, double? Lng, double? Lat)
{
    /// <summary>One statement finds it, or nothing, so that the time of the answer does not tell why there is nothing.</summary>
    public static Task<PublicSubject?> OfGrid(Tx tx, string grid) =>
        tx.QuerySingle(ByGrid, c => new PublicSubject(c.Text(), BoardStore.ReadContent(c), Place: null, Lng: null, Lat: null),
            new { Grid = grid });

    public static Task<PublicSubject?> OfPlace(Tx tx, Id place) => tx.QuerySingle(ByPlace, c =>
    {
        var subject = new PublicSubject(c.Text(), BoardStore.ReadContent(c), Place: null, Lng: null, Lat: null);
        var shown = new BoardPlace(c.Id(), c.Enum<PlaceKind>(), c.Text(), c.TextOrNull());
        return subject with { Place = shown, Lng = c.DoubleOrNull(), Lat = c.DoubleOrNull() };
    }, new { Place = place });

    /// <summary>The board of the lowest grid whose boundary contains the position.</summary>
    public static async Task<PublicSubject?> OfPosition(Tx tx, double lng, double lat)
    {
        var found = (await BoundaryCache.Load(tx)).Locate(lng, lat, static _ => true);
        return await OfGrid(tx, found?.Code ?? "") is { } subject ? subject with { Lng = lng, Lat = lat } : null;
    }

    /// <summary>The board of grid g: its own, or that of the nearest grid above.</summary>
    const string NearestBoard = """
        JOIN boards b ON b.grid_code =
               (SELECT x.grid_code
                  FROM boards x
                 WHERE x.removed_at IS NULL
                   AND x.grid_code IN (g.code, substr(g.code, 1, 12), substr(g.code, 1, 9), substr(g.code, 1, 6), substr(g.code, 1, 4))
                 ORDER BY length(x.grid_code) DESC
                 LIMIT 1)
        """;

    const string IsShown = "g.retired_at IS NULL AND g.level BETWEEN 1 AND 3 AND b.published = 1";

    const string ByGrid = $"""
        SELECT g.code, {BoardStore.ContentColumns}
          FROM grids g
          {NearestBoard}
         WHERE g.code = @Grid AND {IsShown}
        """;

    // A door is nobody's place to publish, whatever is set.
    const string ByPlace = $"""
        SELECT g.code, {BoardStore.ContentColumns}, p.id, p.kind, p.name, p.address, p.lng, p.lat
          FROM places p
          JOIN grids g ON g.code = p.grid_code
          {NearestBoard}
         WHERE p.id = @Place AND p.public = 1 AND p.retired_at IS NULL AND p.kind <> 'household' AND {IsShown}
        """;
}
