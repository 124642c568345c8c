using GridGov.Domain.PublicReports;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Held reports of the public follow from a retired grid to the successor that their place lies in, or else to the named one. Of filed
/// ones the ticket follows, and discarded ones keep their grid.
/// </summary>
static class FollowingPublicReports
{
    public static async Task Move(Tx tx, Actor actor, ReplacedGrid grid)
    {
        var post = actor.PostsFor(Capability.GridManage, grid.Code).First().Kind;
        foreach (var row in await tx.Query<PublicReportRow>(ListHeld, new { grid.Code }))
        {
            var secret = await row.OpenSecret(tx);
            var (lng, lat) = await PositionOf(tx, row, secret.Report!);
            var files = (await HeldPhotos.List(tx, row.Id)).ConvertAll(file => file.Id);
            await (row with { GridCode = grid.For(lng, lat).Code }).Save(tx, secret, "follow", actor, post, files);
        }
    }

    static async Task<(double? Lng, double? Lat)> PositionOf(Tx tx, PublicReportRow row, PublicReportSecret.HeldReport held)
    {
        if (held.ToReport(row.Category).Location is { Lng: { } lng, Lat: { } lat, CoordSys: var datum })
            return Coordinates.ToWgs84(datum ?? CoordSys.Wgs84, lng, lat);
        return held.Place is { } place
            ? await tx.QuerySingle(FindPlace, c => (c.DoubleOrNull(), c.DoubleOrNull()), new { Id = Id.Parse(place, provider: null) })
            : (null, null);
    }

    const string ListHeld = PublicReportRow.Select + " WHERE r.grid_code = @Code AND r.status = 'held' ORDER BY r.id";

    const string FindPlace = "SELECT lng, lat FROM places WHERE id = @Id";
}
