using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Geo;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Rounds;

/// <summary>Adds points to the track of a round of the caller.</summary>
public sealed class TrackRound(Db db) : ApiEndpoint<TrackRound.Input, Results<Ok<TrackRound.Response>, NotFound, ProblemHttpResult>>
{
    const int MaxBatch = 500;

    public override void Configure()
    {
        Post("/{id}/track");
        Group<RoundGroup>();
        Operation("Add points to a track",
            "Up to 500 at once, in any order and as often as they are sent: a point is known by its time. Points outside the grid, and " +
            "those at more than 150 km/h from most of the six before (and more than 100 m away), are flagged and add no metres. Points " +
            "from before the start or after the end of the round are left out. A round has at most 5,000.");
        RequiresCapability(Capability.RecordWrite);
        ProducesProblem(400, "phone-clock-ahead", "done-too-long-ago");
        ProducesProblem(409, "too-many-points");
        RequestExample("""
            {
              "points": [
                { "doneAt": "2026-11-29T09:00:10+08:00", "lng": 113.6553, "lat": 34.7502, "accuracy": 8 },
                { "doneAt": "2026-11-29T09:00:40+08:00", "lng": 113.6556, "lat": 34.7504, "accuracy": 12 }
              ]
            }
            """);
    }

    /// <summary>Points of a track.</summary>
    /// <param name="Points">1 to 500 points.</param>
    public sealed record Request(IReadOnlyList<Point> Points)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Points).Must(points => points.Count is >= 1 and <= MaxBatch).WithErrorCode("wrong_length");
                RuleForEach(r => r.Points).SetValidator(new Point.Validator());
            }
        }
    }

    /// <summary>A point of a track.</summary>
    /// <param name="DoneAt">Its time by the phone's clock.</param>
    /// <param name="Lng">Longitude in degrees.</param>
    /// <param name="Lat">Latitude in degrees.</param>
    /// <param name="Accuracy">How exact it is, in metres.</param>
    /// <param name="CoordSys">The datum; wgs84 by default.</param>
    public sealed record Point(Instant DoneAt, double Lng, double Lat, double? Accuracy = null, CoordSys? CoordSys = null)
    {
        public sealed class Validator : AbstractValidator<Point>
        {
            public Validator()
            {
                RuleFor(p => p.Lng).InclusiveBetween(-180, 180);
                RuleFor(p => p.Lat).InclusiveBetween(-90, 90);
                RuleFor(p => p.Accuracy).InclusiveBetween(0, 100_000);
            }
        }
    }

    /// <summary>What became of the points.</summary>
    /// <param name="Taken">Those that are new.</param>
    /// <param name="Known">Those that had arrived before.</param>
    /// <param name="OutsideRound">Those from before the start or after the end, which were left out.</param>
    /// <param name="Flagged">Those of the new ones with a flag.</param>
    /// <param name="Points">The points of the whole track.</param>
    /// <param name="Metres">Its length without points with a flag.</param>
    public sealed record Response(int Taken, int Known, int OutsideRound, int Flagged, int Points, double Metres);

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            await tx.LockRow("rounds", request.Id);
            if (await RoundRow.FindOwn(tx, Actor, request.Id) is not { } round)
                return TypedResults.NotFound();
            foreach (var (i, point) in request.Body.Points.Index())
            {
                if (PhoneTime.Check(tx.Now, point.DoneAt, $"/points/{i}/doneAt") is { } wrongTime)
                    return wrongTime;
            }
            var inside = request.Body.Points
                .Where(point => point.DoneAt >= round.StartedAt && (round.EndedAt is not { } end || point.DoneAt <= end)).ToList();
            var known = inside.Count == 0
                ? []
                : await RoundRow.ListPointsNear(tx, round.Id, inside.Min(point => point.DoneAt), inside.Max(point => point.DoneAt));
            var added = await ListNew(tx, round, inside, known);
            if (round.TrackPoints + added.Count > RoundTrack.MaxPoints)
                return Problems.Of("too-many-points", RoundTrack.MaxPoints);
            var change = RoundTrack.Add(known, added);
            var (total, metres) = (round.TrackPoints + added.Count, RoundTrack.Extend(round.Metres, change.Decimetres));
            if (added.Count > 0)
                await Write(tx, round, change, total, metres);
            return TypedResults.Ok(new Response(added.Count, inside.Count - added.Count, request.Body.Points.Count - inside.Count,
                change.Added.Count(point => point.OutsideGrid || point.TooFast), total, metres));
        }, ct, WriteMode.Shared);

    static async Task<List<TrackPoint>> ListNew(Tx tx, RoundRow round, List<Point> points, List<TrackPoint> known)
    {
        var boundary = (await BoundaryCache.Load(tx)).Find(round.GridCode);
        var times = known.Select(point => point.DoneAt).ToHashSet();
        return points.DistinctBy(point => point.DoneAt).Where(point => !times.Contains(point.DoneAt)).Select(point =>
        {
            var (lng, lat) = Coordinates.ToWgs84(point.CoordSys ?? CoordSys.Wgs84, point.Lng, point.Lat);
            return new TrackPoint(point.DoneAt, lng, lat, point.Accuracy, Visit.IsOutside(boundary, lng, lat));
        }).ToList();
    }

    async Task Write(Tx tx, RoundRow round, TrackChange change, int points, double metres)
    {
        await Insert.Execute(tx, change.Added.Select(point => (round.Id, point)));
        // A point that arrives late shows that those after it were plausible, or were not.
        if (change.Flipped.Count > 0)
        {
            var parameters = new DynamicParameters();
            parameters.Add("Round", round.Id);
            var times = InList.Of(parameters, "time", change.Flipped);
            await tx.Execute(
                $"UPDATE round_points SET too_fast = 1 - too_fast WHERE round_id = @Round AND done_at IN {times}", parameters);
        }
        await tx.Execute(SetTrack, new { round.Id, Points = points, Metres = metres });
        if (round.EndedAt is not null)
            await Explain(tx, round, await RoundRow.ListPoints(tx, round.Id), metres);
    }

    /// <summary>Of a round that has ended each change is explained by an event; the end explains those before.</summary>
    Task Explain(Tx tx, RoundRow round, List<TrackPoint> points, double metres) => Journal.Append(tx, new JournalEntry(
        Journal.Round, round.Id.ToString(), round.GridCode, "track", Actor.Id, round.Version)
    {
        Post = Actor.PostsFor(Capability.RecordWrite, round.GridCode).FirstOrDefault()?.Kind,
        Payload = new { Points = points.Count, Metres = metres, Track = RoundTrack.HashOf(points) },
    });

    static readonly RowInsert<(Id Round, TrackPoint Point)> Insert = new("round_points",
        ("round_id", row => row.Round), ("done_at", row => row.Point.DoneAt), ("lng", row => row.Point.Lng), ("lat", row => row.Point.Lat),
        ("accuracy_m", row => row.Point.AccuracyM), ("outside_grid", row => row.Point.OutsideGrid), ("too_fast", row => row.Point.TooFast));

    const string SetTrack = "UPDATE rounds SET track_points = @Points, metres = @Metres WHERE id = @Id";
}
