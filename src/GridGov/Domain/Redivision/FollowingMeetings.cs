using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Series, meetings and points of a retired grid that go on follow to the successor in which the meeting's place lies, or else to the named
/// one. What is closed, cancelled or decided keeps its grid.
/// </summary>
static class FollowingMeetings
{
    public static async Task Move(Tx tx, Actor actor, ReplacedGrid grid)
    {
        var post = actor.PostsFor(Capability.GridManage, grid.Code).First().Kind;
        foreach (var id in await tx.Query<Id>(ListSeries, new { grid.Code, tx.Today }))
        {
            await tx.Execute(SetSeriesGrid, new { Id = id, Grid = grid.Rest.Code, Salt = ContentHash.NewSalt() });
            await SeriesRow.Append(tx, actor, id, "follow", post);
        }
        foreach (var (id, lng, lat) in await tx.Query(ListMeetings, c => (c.Id(), c.DoubleOrNull(), c.DoubleOrNull()), new { grid.Code }))
        {
            await tx.Execute(SetMeetingGrid, new { Id = id, Grid = grid.For(lng, lat).Code, Salt = ContentHash.NewSalt() });
            await MeetingStore.Append(tx, actor, id, "follow", new { From = grid.Code }, post);
        }
        foreach (var id in await tx.Query<Id>(ListPoints, new { grid.Code }))
        {
            await tx.Execute(SetPointGrid, new { Id = id, Grid = grid.Rest.Code, Salt = ContentHash.NewSalt() });
            await PointRow.Append(tx, actor, id, "follow", post: post);
        }
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

    const string SetSeriesGrid = "UPDATE meeting_series SET grid_code = @Grid, salt = @Salt, version = version + 1 WHERE id = @Id";

    const string SetMeetingGrid = "UPDATE meetings SET grid_code = @Grid, salt = @Salt, version = version + 1 WHERE id = @Id";

    const string SetPointGrid = "UPDATE points SET grid_code = @Grid, salt = @Salt, version = version + 1 WHERE id = @Id";
}
