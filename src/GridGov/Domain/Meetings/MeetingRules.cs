using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>Who may do what with a meeting and its points. The routes and the lists of actions decide by it.</summary>
static class MeetingRules
{
    /// <summary>The longest time after which a meeting is recorded.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>The refusal of an action; null when the caller may do it now.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, MeetingRow meeting, MeetingAction action)
    {
        if (!Manages(actor, meeting.GridCode))
        {
            if (action != MeetingAction.Raise)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage));
            if (!IsInvited(actor, meeting, await AttendeeRow.List(tx, meeting.Id)))
                return Problems.Of("not-of-the-meeting");
        }
        var raised = action == MeetingAction.Close ? await CountRaised(tx, meeting.Id) : 0;
        return MeetingLifecycle.RefusalOf(meeting.Status, meeting.Kind, raised, action) is { } code ? Problems.Of(code, raised) : null;
    }

    /// <summary>The refusal of an action on a point; null when the caller may do it now.</summary>
    public static ProblemHttpResult? Check(Actor actor, PointRow point, PointAction action)
    {
        if (action == PointAction.Edit)
        {
            if (point.RaisedBy != actor.Id && !Manages(actor, point.MeetingGrid))
                return Problems.Of("not-the-points-author");
        }
        else if (!Manages(actor, point.MeetingGrid))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage));
        if ((action, actor.May(Capability.TicketFile)) is (PointAction.FileTicket, false))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.TicketFile));
        if ((action, actor.May(Capability.NeedSubmit)) is (PointAction.SubmitNeed, false))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.NeedSubmit));
        return PointLifecycle.After(point.Status, action) is null ? Problems.Of("point-decided") : null;
    }

    public static bool Manages(Actor actor, string grid) => actor.ScopeOf(Capability.MeetingManage).Covers(grid);

    /// <summary>A meeting that the caller reads, for an action in the version that was read.</summary>
    public static async Task<(MeetingRow? Meeting, ProblemHttpResult? Refusal)> FindForChange(
        Tx tx, Actor actor, Id id, IfMatch version, MeetingAction action)
    {
        if (await MeetingRow.Find(tx, actor, id) is not { } meeting)
            return (null, null);
        // Who may not do it learns no version; a stale one is told before the state refuses.
        var refusal = await Check(tx, actor, meeting, action);
        return (meeting, refusal is { StatusCode: StatusCodes.Status403Forbidden } ? refusal
            : version.Version != meeting.Version ? Problems.StaleVersion(meeting.Version)
            : refusal);
    }

    public static async Task<(PointRow? Point, ProblemHttpResult? Refusal)> FindForChange(
        Tx tx, Actor actor, Id id, IfMatch version, PointAction action)
    {
        if (await PointRow.Find(tx, actor, id) is not { } point)
            return (null, null);
        var refusal = Check(actor, point, action);
        return (point, refusal is { StatusCode: StatusCodes.Status403Forbidden } ? refusal
            : version.Version != point.Version ? Problems.StaleVersion(point.Version)
            : refusal);
    }

    static bool IsInvited(Actor actor, MeetingRow meeting, List<AttendeeRow> attendees) =>
        (meeting.GroupId is { } own && actor.RepresentationOf(own) is not null)
        || attendees.Exists(each => IsOf(actor, each));

    /// <summary>Whether the caller is an attendee, or acts for the group that is one.</summary>
    public static bool IsOf(Actor actor, AttendeeRow attendee) => actor.Key is null
        && (attendee.PersonId == actor.Id || (attendee.GroupId is { } group && actor.RepresentationOf(group) is not null));

    /// <summary>The refusal of the time at which a meeting was held.</summary>
    public static ProblemHttpResult? CheckHeldAt(Tx tx, Instant heldAt) =>
        heldAt > tx.Now ? Problems.At("/heldAt", "held-in-future", tx.Now.ToQueryValue())
        : heldAt < tx.Now - Longest ? Problems.At("/heldAt", "held-too-long-ago")
        : null;

    /// <summary>The refusal of the grid of a meeting or a series, which must be managed by the caller and in use.</summary>
    public static async Task<ProblemHttpResult?> CheckGrid(Tx tx, Actor actor, string grid)
    {
        var found = await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = grid }, actor.ScopeOf(Capability.MeetingManage));
        return found switch
        {
            [] => Problems.At("/grid", "unknown-grid", grid),
            [not null, ..] => Problems.At("/grid", "grid-retired", grid),
            _ => null,
        };
    }

    /// <summary>The refusal of a group, which the caller must know and which must go on.</summary>
    public static async Task<ProblemHttpResult?> CheckGroup(Tx tx, Actor actor, Id? group, string pointer = "/groupId") =>
        group is not { } id ? null
        : await GroupRow.FindNamed(tx, actor, id) is not { } found ? Problems.At(pointer, "unknown-group")
        : found.EndedAt is not null ? Problems.At(pointer, "group-ended", found.Name)
        : null;

    public static Task<long> CountRaised(Tx tx, Id meeting) => tx.QuerySingle<long>(CountRaisedPoints, new { Meeting = meeting });

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string CountRaisedPoints = "SELECT count(*) FROM points WHERE meeting_id = @Meeting AND status = 'raised'";
}
