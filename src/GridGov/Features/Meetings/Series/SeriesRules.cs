using GridGov.Api;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Features.Meetings.Series;

/// <summary>Who may do what with a series. The routes and the list of actions decide by it.</summary>
static class SeriesRules
{
    /// <summary>Whether a day can be one of a series, so that adding a cycle to it cannot overflow.</summary>
    public static bool IsDay(DateOnly day) => day.Year is >= 1900 and <= 9000;

    /// <summary>The refusal of an action; null when the caller may do it now.</summary>
    public static ProblemHttpResult? Check(Actor actor, SeriesRow series, SeriesAction action) =>
        // How often a group meets is the office's to say, because meetings are counted by it.
        !MeetingRules.Manages(actor, series.GridCode, action == SeriesAction.Plan ? series.GroupId : null)
            ? Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage))
        : series.EndedAt is not null ? Problems.Of("series-ended")
        : null;

    /// <summary>A series that the caller reads, for an action in the version that was read.</summary>
    public static async Task<(SeriesRow? Series, ProblemHttpResult? Refusal)> FindForChange(
        Tx tx, Actor actor, Id id, IfMatch version, SeriesAction action)
    {
        if (await SeriesRow.Find(tx, actor, id) is not { } series)
            return (null, null);
        // Who may not do it learns no version; a stale one is told before the state refuses.
        var refusal = Check(actor, series, action);
        return (series, refusal is { StatusCode: StatusCodes.Status403Forbidden } ? refusal
            : version.Version != series.Version ? Problems.StaleVersion(series.Version)
            : refusal);
    }
}
