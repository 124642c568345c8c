using GridGov.Domain.Campaigns;
using GridGov.Domain.Meetings.Points;

namespace GridGov.Domain.Meetings;

/// <summary>The mark that residents gave a grid at a review (居民评议).</summary>
/// <param name="Meeting">The review.</param>
/// <param name="Grid">The grid.</param>
/// <param name="Score">The score, 0 to 100.</param>
/// <param name="Voters">How many residents gave it together.</param>
/// <param name="Reason">The reason.</param>
/// <param name="MarkedBy">Who entered it.</param>
/// <param name="MarkedAt">The time at which it was entered.</param>
public sealed record ReviewMark(
    Point.MeetingRef Meeting, Campaign.GridRef Grid, int Score, int Voters, string Reason, Campaign.PersonRef MarkedBy, Instant MarkedAt);

/// <summary>The row of a mark.</summary>
sealed record MarkRow
{
    public required Id Id { get; init; }
    public required Id MeetingId { get; init; }
    public required string MeetingTitle { get; init; }
    public required MeetingKind MeetingKind { get; init; }
    public required DateOnly MeetingDay { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required int Score { get; init; }
    public required int Voters { get; init; }
    public required string Reason { get; init; }
    public required Id MarkedBy { get; init; }
    public required string MarkedByName { get; init; }
    public required Instant MarkedAt { get; init; }
    public Instant? UntilAt { get; init; }

    public ReviewMark Show() => new(
        new Point.MeetingRef(MeetingId, MeetingTitle, MeetingKind, MeetingDay), new Campaign.GridRef(GridCode, GridName), Score, Voters,
        Reason, new Campaign.PersonRef(MarkedBy, MarkedByName), MarkedAt);

    /// <summary>What the meeting's event has the hash of.</summary>
    public IEnumerable<object?> Values =>
        [Id.ToString(), GridCode, Score, Voters, Reason, MarkedBy.ToString(), MarkedAt.Milliseconds, UntilAt?.Milliseconds];

    /// <summary>The condition on marks k that held at an instant.</summary>
    public const string AsOf = "k.marked_at <= @AsOf AND (k.until_at IS NULL OR k.until_at > @AsOf)";

    public const string Select = """
        SELECT k.id, k.meeting_id, m.title AS meeting_title, m.kind AS meeting_kind, m.day AS meeting_day, k.grid_code,
               g.name AS grid_name, k.score, k.voters, k.reason, k.marked_by, b.name AS marked_by_name, k.marked_at, k.until_at
          FROM review_marks k
          JOIN meetings m ON m.id = k.meeting_id
          JOIN grids g ON g.code = k.grid_code
          JOIN people b ON b.id = k.marked_by
        """;

    public static Task<List<MarkRow>> ListAll(Tx tx, Id meeting) =>
        tx.Query<MarkRow>(Select + " WHERE k.meeting_id = @Meeting ORDER BY k.id", new { Meeting = meeting });
}
