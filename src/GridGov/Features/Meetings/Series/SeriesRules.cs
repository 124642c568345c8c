using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Features.Meetings.Series;

/// <summary>The checks that creating, editing and ending a series have in common.</summary>
static class SeriesRules
{
    /// <summary>Whether a day can be one of a series, so that adding a cycle to it cannot overflow.</summary>
    public static bool IsDay(DateOnly day) => day.Year is >= 1900 and <= 9000;

    /// <summary>A series of the caller's that has not ended, in the version that was read.</summary>
    public static async Task<(SeriesRow? Series, ProblemHttpResult? Refusal)> FindForChange(Tx tx, Actor actor, Id id, IfMatch version)
    {
        if (await SeriesRow.Find(tx, actor, id) is not { } series)
            return (null, null);
        if (!MeetingRules.Manages(actor, series.GridCode))
            return (series, Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage)));
        if (version.Version != series.Version)
            return (series, Problems.StaleVersion(series.Version));
        return (series, series.EndedAt is null ? null : Problems.Of("series-ended"));
    }
}
