using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>The actions that the caller may do to a meeting now, decided by the rules of the actions themselves.</summary>
public sealed class ListMeetingActions(Db db) : ApiEndpoint<ById, Results<Ok<ListMeetingActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<MeetingsApiGroup>();
        Operation("List the actions on a meeting",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer.");
        RequiresCapability(Capability.MeetingRead);
    }

    /// <summary>The actions of the caller on the present version of the meeting.</summary>
    /// <param name="Items">All actions.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">
    /// The address of the action: PATCH for edit, PUT for set_minutes, POST for the others; absent for set_attendance and mark, whose
    /// addresses have the attendee or the grid.
    /// </param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    /// <param name="To">The status after an allowed action, often the same.</param>
    public sealed record Item(MeetingAction Action, string? Href, bool Allowed, string? Code, string? Detail, MeetingStatus? To);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await MeetingRow.Find(tx, Actor, request.Id) is not { } meeting)
                return TypedResults.NotFound();
            var items = new List<Item>();
            foreach (var action in Enum.GetValues<MeetingAction>())
            {
                var problem = (await MeetingRules.Check(tx, Actor, meeting, action))?.ProblemDetails;
                items.Add(new Item(
                    action, PathOf(action) is { } path ? $"/v1/meetings/{meeting.Id}{path}" : null, problem is null,
                    problem?.Extensions["code"] as string, problem?.Detail,
                    problem is null ? MeetingLifecycle.After(meeting.Status, action) : null));
            }
            return TypedResults.Ok(new Response(items, meeting.Version));
        }, ct);

    static string? PathOf(MeetingAction action) => action switch
    {
        MeetingAction.Edit => "",
        MeetingAction.Invite => "/attendees",
        MeetingAction.Raise => "/points",
        MeetingAction.Hold => "/hold",
        MeetingAction.SetAttendance => null,
        MeetingAction.SetMinutes => "/minutes",
        MeetingAction.Mark => null,
        MeetingAction.Close => "/close",
        MeetingAction.Cancel => "/cancel",
    };
}
