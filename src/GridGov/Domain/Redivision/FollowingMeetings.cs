using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Series, meetings and points of a retired grid that go on follow to the successor in which the meeting's place lies, or else to the named
/// one. What is closed, cancelled or decided keeps its grid.
/// </summary>
sealed class FollowingMeetings
{
    public FollowingCounts Series { get; } = new();
    public FollowingCounts Meetings { get; } = new();
    public FollowingCounts Points { get; } = new();

    public async Task Move(Tx tx, Actor actor, ReplacedGrid grid, string reason)
    {
        var cause = new ChangeCause(actor.PostsFor(Capability.GridManage, grid.Code).First().Kind, reason);
        foreach (var id in await tx.Query<Id>(ListSeries, new { grid.Code, tx.Today }))
        {
            var series = await SeriesRow.Load(tx, id) with { GridCode = grid.Rest.Code };
            Written(await SeriesStore.Write(tx, actor, series, "follow", cause));
            Series.Add(grid.Code, series.GridCode);
        }
        foreach (var (id, lng, lat) in await tx.Query(ListMeetings, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            var meeting = await MeetingRow.Reread(tx, id) with { GridCode = grid.For(lng, lat).Code };
            Written(await MeetingStore.Write(tx, actor, meeting, "follow", new { From = grid.Code }, cause));
            Meetings.Add(grid.Code, meeting.GridCode);
        }
        foreach (var id in await tx.Query<Id>(ListPoints, new { grid.Code }))
        {
            var point = await PointRow.Reread(tx, id) with { GridCode = grid.Rest.Code };
            Written(await PointStore.Write(tx, actor, point, "follow", cause));
            Points.Add(grid.Code, point.GridCode);
        }
    }

    /// <summary>A re-division is an exclusive write, so nothing else changes the row that was just read.</summary>
    static void Written(ProblemHttpResult? refusal)
    {
        if (refusal is not null)
            throw new InvalidOperationException("A row has changed while its grid was divided anew.");
    }

    const string ListSeries = """
        SELECT s.id
          FROM meeting_series s
         WHERE s.grid_code = @Code AND s.ended_at IS NULL AND (s.to_day IS NULL OR s.to_day >= @Today)
         ORDER BY s.id
        """;

    const string ListMeetings = """
        SELECT m.id, p.lng, p.lat
          FROM meetings m
          LEFT JOIN places p ON p.id = m.place_id
         WHERE m.grid_code = @Code AND m.status IN ('planned', 'held')
         ORDER BY m.id
        """;

    const string ListPoints = "SELECT id FROM points WHERE grid_code = @Code AND status = 'raised' ORDER BY id";
}
