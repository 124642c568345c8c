using GridGov.Data.Journal;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;

namespace GridGov.Domain.Verification.Replays;

/// <summary>
/// Compares rounds and their tracks with their events. The end of a round has the hash of its points, and so has each change afterwards;
/// of a round that goes on only what its points add up to is compared.
/// </summary>
sealed class RoundReplay : IEventReplay
{
    readonly Dictionary<Id, Row> expected = [];
    readonly Dictionary<Id, Track> tracks = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the round and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, Journal.Round, (round, details) => Apply(entry, round, details), differs);

    void Apply(JournalEvent entry, Id round, EventDetails details)
    {
        if (entry.Action == "start")
        {
            expected[round] = new Row(entry.ActorId, entry.GridCode, details.Id("campaign"), details.Day("day"),
                details.Instant("startedAt"), null, null, entry.At, entry.Version);
            return;
        }
        if (entry.Action is "finish" or "lapse")
        {
            expected[round] = expected[round] with
            {
                EndedAt = details.Instant("endedAt"),
                Ending = entry.Action == "finish" ? "finished" : "lapsed",
                Version = entry.Version,
            };
        }
        tracks[round] = new Track(
            details.Number("points") ?? 0, details.Decimal("metres") ?? throw new FormatException("'metres' is missing."),
            details.Text("track") ?? "");
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new Dictionary<Id, Track>();
        await foreach (var batch in tx.QueryBatches(ListRounds, c => (Id: c.Id(), Row: new Row(
            c.Id(), c.Text(), c.IdOrNull(), c.Day(), c.Instant(), c.InstantOrNull(), c.TextOrNull(), c.Instant(), c.Long()),
            Points: c.Int(), Metres: c.DoubleOrNull() ?? 0)))
        {
            foreach (var (id, row, points, metres) in batch)
            {
                stored.Add(id, new Track(points, metres, ""));
                if (!expected.Remove(id, out var explained))
                    differs($"rounds {id}", "no event explains the row");
                else if (row != explained)
                    differs($"rounds {id}", "the row is not that of the round's events");
            }
        }
        foreach (var id in expected.Keys)
            differs($"rounds {id}", "the row is missing");
        await CompareTracks(tx, stored, differs);
    }

    async Task CompareTracks(Tx tx, Dictionary<Id, Track> stored, Action<string, string> differs)
    {
        var (current, points) = (Id.None, new List<TrackPoint>());
        await foreach (var batch in tx.QueryBatches(ListPoints, c => (Round: c.Id(), Point: RoundRow.ReadPoint(c))))
        {
            foreach (var (round, point) in batch)
            {
                if (round != current)
                    Check();
                current = round;
                points.Add(point);
            }
        }
        Check();
        foreach (var (id, track) in stored)
            Compare(id, track, []);

        void Check()
        {
            if (current != Id.None && stored.Remove(current, out var track))
                Compare(current, track, points);
            points = [];
        }

        void Compare(Id id, Track track, List<TrackPoint> found)
        {
            var (judged, metres) = RoundTrack.Judge(found);
            var now = new Track(found.Count, metres, RoundTrack.HashOf(found));
            var explained = tracks.GetValueOrDefault(id, new Track(track.Points, track.Metres, now.Hash));
            if (!judged.SequenceEqual(found) || now != explained || track with { Hash = now.Hash } != explained)
                differs($"round_points {id}", "the track is not that of the round's events, or does not add up");
        }
    }

    sealed record Row(
        Id? Person, string Grid, Id? Campaign, DateOnly? Day, Instant? StartedAt, Instant? EndedAt, string? Ending, Instant CreatedAt,
        long Version);

    readonly record struct Track(int Points, double Metres, string Hash);

    const string ListRounds = """
        SELECT id, person_id, grid_code, campaign_id, day, started_at, ended_at, ending, created_at, version, track_points, metres
          FROM rounds
         ORDER BY id
        """;

    const string ListPoints = """
        SELECT round_id, done_at, lng, lat, accuracy_m, outside_grid, too_fast FROM round_points ORDER BY round_id, done_at
        """;
}
