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
        // Marks enter assessments, so they are the office's to enter, also at a group's meeting.
        if (!Manages(actor, meeting.GridCode, action == MeetingAction.Mark ? null : meeting.GroupId))
        {
            if (action != MeetingAction.Raise)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage));
            if (!(await AttendeeRow.List(tx, meeting.Id)).Exists(each => IsOf(actor, each)))
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
            if (point.RaisedBy != actor.Id && !Manages(actor, point.MeetingGrid, point.MeetingGroup))
                return Problems.Of("not-the-points-author");
        }
        else if (!Manages(actor, point.MeetingGrid, point.MeetingGroup))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage));
        if ((action, actor.May(Capability.TicketFile)) is (PointAction.FileTicket, false))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.TicketFile));
        if ((action, actor.May(Capability.NeedSubmit)) is (PointAction.SubmitNeed, false))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.NeedSubmit));
        return PointLifecycle.After(point.Status, action) is null ? Problems.Of("point-decided") : null;
    }

    /// <summary>Whether the caller manages the meetings of a grid by a post.</summary>
    public static bool Manages(Actor actor, string grid) => actor.ScopeOf(Capability.MeetingManage).Covers(grid);

    /// <summary>Whether the caller manages a meeting: by a post in its grid, or by acting for the group whose meeting it is.</summary>
    public static bool Manages(Actor actor, string grid, Id? group) =>
        Manages(actor, grid) || (group is { } own && actor.RepresentationOf(own) is not null);

    /// <summary>The group for which the caller manages a meeting; null for who manages it by a post or not at all.</summary>
    public static Id? ActsFor(Actor actor, string grid, Id? group) =>
        group is { } own && !Manages(actor, grid) && actor.RepresentationOf(own) is not null ? own : null;

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

    /// <summary>Whether the caller is an attendee, or acts for the group that is one.</summary>
    public static bool IsOf(Actor actor, AttendeeRow attendee) => actor.Key is null
        && (attendee.PersonId == actor.Id || (attendee.GroupId is { } group && actor.RepresentationOf(group) is not null));

    /// <summary>The refusal of the time at which a meeting was held.</summary>
    public static ProblemHttpResult? CheckHeldAt(Tx tx, Instant heldAt) =>
        heldAt > tx.Now ? Problems.At("/heldAt", "held-in-future", tx.Now.ToQueryValue())
        : heldAt < tx.Now - Longest ? Problems.At("/heldAt", "held-too-long-ago")
        : null;

    /// <summary>The refusal of the grid of a meeting or a series, which must be in use.</summary>
    /// <param name="group">The group for which who acts for it plans in its grid and those below; by default only posts do.</param>
    public static async Task<ProblemHttpResult?> CheckGrid(Tx tx, Actor actor, string grid, Id? group = null)
    {
        var home = group is { } own ? actor.RepresentationOf(own)?.Grid : null;
        var scope = Scope.Of([.. actor.ScopeOf(Capability.MeetingManage).Roots, .. home is null ? [] : new[] { home }]);
        var found = await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = grid }, scope);
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
