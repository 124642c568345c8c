using GridGov.Domain.Places;

namespace GridGov.Domain.Boards.Circles;

/// <summary>Reads the service circle around an origin.</summary>
static class CircleReader
{
    /// <summary>The points of a circle that are listed.</summary>
    public const int MaxPoints = 300;

    /// <param name="scope">The points that the caller may see, beside the public ones; null for these alone.</param>
    /// <param name="most">The points that are listed.</param>
    public static async Task<ServiceCircle> Read(
        Tx tx, CircleSettings settings, CircleOrigins.Found from, Scope? scope, int most = MaxPoints)
    {
        List<(double Lng, double Lat)> origins = [.. from.Positions.Select(each => (each.Lng, each.Lat))];
        var near = new NearPositions(origins);
        var reached =
            (from point in await ServicePoints.Near(tx, origins, settings.Reach, tag: null, scope)
             where point.Id != @from.Place
             let metres = near.MetresTo(point.Lng, point.Lat, settings.Reach)
             where metres is not null
             orderby metres, point.Id.Value
             select (point.Id, Metres: metres.Value, Minutes: settings.MinutesFor(metres.Value))).ToList();
        var rings = CircleSettings.Minutes.Select(minutes => new CircleRing(
            minutes, (int)Math.Round(settings.MetresIn(minutes)), reached.Count(point => RingOf(point.Minutes) == minutes))).ToList();
        var shown = reached.Take(most).ToList();
        var rows = (await PlaceRow.List(tx, shown.ConvertAll(point => point.Id))).ToDictionary(row => row.Id);
        return new ServiceCircle(
            from.Origin, settings.ToRule(), rings,
            [.. shown.Where(point => rows.ContainsKey(point.Id)).Select(point => ToPoint(rows[point.Id], point.Metres, point.Minutes))],
            reached.Count)
        {
            Origins = from.Positions,
        };
    }

    // What is reached within the last ring is in it, however its minutes were rounded.
    static int RingOf(double minutes) => CircleSettings.Minutes.FirstOrDefault(ring => minutes <= ring, CircleSettings.Minutes[^1]);

    static CirclePoint ToPoint(PlaceRow row, double metres, double minutes) => new(
        row.Id, row.Name, row.Kind, row.Tags, row.Address, row.OpeningHours, row.OfficePhone,
        new CirclePosition(row.Lng!.Value, row.Lat!.Value), (int)Math.Round(metres), Math.Ceiling(minutes * 10) / 10, RingOf(minutes));
}
