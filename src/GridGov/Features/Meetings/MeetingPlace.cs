using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>The checks of where and when a meeting is, which planning and editing have in common.</summary>
static class MeetingPlace
{
    const int MaxDaysAhead = 3 * 366;

    /// <summary>The refusal of a place, which the caller must know and which must be in use.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Id? place)
    {
        if (place is not { } id)
            return null;
        var found = await tx.Query(FindPlace, c => c.InstantOrNull(), new { Id = id }, actor.ScopeOf(Capability.PlaceRead));
        return found is not [var retiredAt] ? Problems.At("/placeId", "unknown-place")
            : retiredAt is not null ? Problems.At("/placeId", "place-retired")
            : null;
    }

    /// <summary>The refusal of the time for which a meeting is planned.</summary>
    public static ProblemHttpResult? CheckPlannedAt(Tx tx, Instant plannedAt, bool held) =>
        plannedAt > tx.Now + TimeSpan.FromDays(MaxDaysAhead)
            ? Problems.Invalid("/plannedAt", "out_of_range", new("至多提前三年。", "It must lie within the next three years."))
        : !held && tx.DayOf(plannedAt) < tx.Today ? Problems.At("/plannedAt", "past-without-attendance")
        : null;

    const string FindPlace = "SELECT retired_at FROM places WHERE id = @Id AND @scope(grid_code)";
}
