using GridGov.Api;

namespace GridGov.Features.Meetings.Points;

/// <summary>The checks that raising and editing a point have in common.</summary>
static class PointRules
{
    /// <summary>The refusal of a grid that does not lie in the meeting's, or is retired.</summary>
    public static async Task<ProblemHttpResult?> CheckGrid(Tx tx, string meetingGrid, string grid) =>
        !GridCode.Covers(meetingGrid, grid)
            || await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = grid }) is not [var retiredAt]
                ? Problems.At("/grid", "grid-outside-meeting", grid)
        : retiredAt is not null ? Problems.At("/grid", "grid-retired", grid)
        : null;

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code";
}
