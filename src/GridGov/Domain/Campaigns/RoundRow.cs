using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The row of a round.</summary>
sealed record RoundRow
{
    public required Id Id { get; init; }
    public required Id PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public Id? CampaignId { get; init; }
    public string? CampaignName { get; init; }
    public CampaignKind? CampaignKind { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant StartedAt { get; init; }
    public Instant? EndedAt { get; init; }
    public RoundEnding? Ending { get; init; }
    public required Instant CreatedAt { get; init; }
    public required int TrackPoints { get; init; }
    public required double Metres { get; init; }
    public required long Records { get; init; }
    public required long Version { get; init; }

    /// <summary>
    /// The condition on rounds r that a caller may read. Who goes out reads there too; own ones of a former grid are read no more.
    /// </summary>
    public const string InScope = "@scope(r.grid_code)";

    public static Task<RoundRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle<RoundRow>(
        $"{Select} WHERE r.id = @Id AND {InScope}", new { Id = id }, actor.ScopeOf(Capability.RecordRead));

    /// <summary>A round that the caller started, also where the caller reads nothing, or nothing any more.</summary>
    public static Task<RoundRow?> FindOwn(Tx tx, Actor actor, Id id) => tx.QuerySingle<RoundRow>(
        Select + " WHERE r.id = @Id AND r.person_id = @Person", new { Id = id, Person = actor.Id });

    public Round ToRound() => new(
        Id, new Campaign.PersonRef(PersonId, PersonName), new Campaign.GridRef(GridCode, GridName),
        CampaignId is { } campaign ? new Round.CampaignRef(campaign, CampaignName!, CampaignKind!.Value) : null,
        Day, StartedAt, EndedAt, Ending, CreatedAt, TrackPoints, Metres, Records, Version);

    /// <summary>Its judged points in the order of their times.</summary>
    public static Task<List<TrackPoint>> ListPoints(Tx tx, Id round) => tx.Query(SelectPoints, ReadPoint, new { Round = round });

    /// <summary>Those from one time to another one, and those before and after on which <see cref="RoundTrack.Add"/> depends.</summary>
    public static Task<List<TrackPoint>> ListPointsNear(Tx tx, Id round, Instant from, Instant to) => tx.Query(
        SelectNear, ReadPoint, new { Round = round, From = from, To = to, RoundTrack.Reach, Last = RoundTrack.Reach - 1 });

    public static TrackPoint ReadPoint(Columns c) => new(
        c.Instant(), c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value, c.DoubleOrNull(), c.Flag(), c.Flag());

    /// <summary>Ends the round, and explains its track in the event, because no event has each point.</summary>
    /// <returns>Whether it was as it had been read.</returns>
    public async Task<bool> End(Tx tx, Id? actor, PostKind? post, RoundEnding ending, Instant endedAt)
    {
        if (await tx.Execute(SetEnd, new { Id, Version, EndedAt = endedAt, Ending = ending }) == 0)
            return false;
        var points = await ListPoints(tx, Id);
        await Journal.Append(tx, new JournalEntry(
            Journal.Round, Id.ToString(), GridCode, ending == RoundEnding.Finished ? "finish" : "lapse", actor, Version + 1)
        {
            Post = post,
            Payload = new { EndedAt = endedAt.ToUtc(), Points = points.Count, Metres, Track = RoundTrack.HashOf(points) },
        });
        return true;
    }

    public const string Select = """
        SELECT r.id, r.person_id, p.name AS person_name, r.grid_code, g.name AS grid_name, r.campaign_id, c.name AS campaign_name,
               c.kind AS campaign_kind, r.day, r.started_at, r.ended_at, r.ending, r.created_at, r.track_points, r.metres,
               (SELECT count(*) FROM records x WHERE x.round_id = r.id AND x.corrected_by IS NULL) AS records, r.version
          FROM rounds r
          JOIN people p ON p.id = r.person_id
          JOIN grids g ON g.code = r.grid_code
          LEFT JOIN campaigns c ON c.id = r.campaign_id
        """;

    const string SelectPoints = """
        SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast FROM round_points WHERE round_id = @Round ORDER BY done_at
        """;

    const string SelectNear = """
        SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast
          FROM round_points
         WHERE round_id = @Round AND done_at BETWEEN @From AND @To
         UNION
        SELECT * FROM (
          SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast
            FROM round_points
           WHERE round_id = @Round AND done_at < @From
           ORDER BY done_at DESC
           LIMIT @Reach) near_before
         UNION
        SELECT * FROM (
          SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast
            FROM round_points
           WHERE round_id = @Round AND done_at > @To
           ORDER BY done_at
           LIMIT @Reach) near_after
         UNION
        SELECT * FROM (
          SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast
            FROM round_points
           WHERE round_id = @Round AND done_at < @From AND outside_grid = 0 AND too_fast = 0
           ORDER BY done_at DESC
           LIMIT 1) counted_before
         UNION
        SELECT * FROM (
          SELECT done_at, lng, lat, accuracy_m, outside_grid, too_fast
            FROM round_points
           WHERE round_id = @Round AND outside_grid = 0 AND too_fast = 0 AND done_at > (
                   SELECT done_at FROM round_points WHERE round_id = @Round AND done_at > @To ORDER BY done_at LIMIT 1 OFFSET @Last)
           ORDER BY done_at
           LIMIT 1) counted_after
         ORDER BY done_at
        """;

    const string SetEnd = """
        UPDATE rounds SET ended_at = @EndedAt, ending = @Ending, version = version + 1 WHERE id = @Id AND version = @Version
        """;
}
