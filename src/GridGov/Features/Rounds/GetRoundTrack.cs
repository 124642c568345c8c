using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Rounds;

/// <summary>The track of a round, for the person and for who reads the records of the grid.</summary>
public sealed class GetRoundTrack(Db db) : ApiEndpoint<ById, Results<Ok<GetRoundTrack.Track>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/track");
        Group<RoundGroup>();
        Operation("Get the track of a round",
            "A GeoJSON Feature: a LineString of the points without a flag in the order of their times, and all points as properties. " +
            "Without two such points it has no geometry.");
        RequiresCapability(Capability.RecordRead);
    }

    /// <summary>A track.</summary>
    /// <param name="Type">Feature.</param>
    /// <param name="Geometry">The way; null without two points that have no flag.</param>
    /// <param name="Properties">What GeoJSON has no place for.</param>
    public sealed record Track(string Type, Line? Geometry, TrackProperties Properties);

    /// <summary>A line.</summary>
    /// <param name="Type">LineString.</param>
    /// <param name="Coordinates">Longitude and latitude of each point (WGS84).</param>
    public sealed record Line(string Type, IReadOnlyList<double[]> Coordinates);

    /// <summary>What belongs to a track.</summary>
    /// <param name="RoundId">The id of its round.</param>
    /// <param name="Metres">Its length without points with a flag.</param>
    /// <param name="Points">All its points.</param>
    public sealed record TrackProperties(Id RoundId, double Metres, IReadOnlyList<Point> Points);

    /// <summary>A point.</summary>
    /// <param name="DoneAt">Its time by the phone's clock.</param>
    /// <param name="Lng">Longitude in degrees (WGS84).</param>
    /// <param name="Lat">Latitude in degrees (WGS84).</param>
    /// <param name="Accuracy">How exact it is, in metres.</param>
    /// <param name="OutsideGrid">Whether it lies outside the grid of the round.</param>
    /// <param name="TooFast">Whether nobody gets there so fast from the point before.</param>
    public sealed record Point(Instant DoneAt, double Lng, double Lat, double? Accuracy, bool OutsideGrid, bool TooFast);

    public override Task<Results<Ok<Track>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Track>, NotFound>>(async tx =>
        {
            if (await RoundRow.Find(tx, Actor, request.Id) is not { } round)
                return TypedResults.NotFound();
            var points = await RoundRow.ListPoints(tx, round.Id);
            var way = points.Where(point => point is { OutsideGrid: false, TooFast: false })
                .Select(point => new[] { point.Lng, point.Lat }).ToList();
            return TypedResults.Ok(new Track("Feature", way.Count < 2 ? null : new Line("LineString", way), new TrackProperties(
                round.Id, round.Metres, points.ConvertAll(point => new Point(
                    point.DoneAt, point.Lng, point.Lat, point.AccuracyM, point.OutsideGrid, point.TooFast)))));
        }, ct);
}
