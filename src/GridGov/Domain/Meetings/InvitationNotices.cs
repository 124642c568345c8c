using GridGov.Domain.Notifications;
using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>Notifies the people with an account who are invited to a meeting, but not whoever did it.</summary>
static class InvitationNotices
{
    /// <summary>Of an invitation, once.</summary>
    public static Task OnInvited(Tx tx, Actor actor, MeetingRow meeting, IEnumerable<Id> people) =>
        Write(tx, actor, meeting, people, NotificationKind.MeetingInvited);

    /// <summary>Of another time, or that it is cancelled.</summary>
    public static async Task OnChanged(Tx tx, Actor actor, MeetingRow meeting) => await Write(
        tx, actor, meeting, (await AttendeeRow.List(tx, meeting.Id)).Select(each => each.PersonId).OfType<Id>(),
        NotificationKind.MeetingChanged);

    static async Task Write(Tx tx, Actor actor, MeetingRow meeting, IEnumerable<Id> people, NotificationKind kind)
    {
        var active = new List<Id>();
        foreach (var person in people.Where(person => person != actor.Id))
            active.AddRange(await Recipients.ListActive(tx, person));
        await NotificationWriter.Write(tx, active, kind, ticket: null, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["name"] = meeting.Title, ["grid"] = meeting.GridName, ["by"] = actor.Name, ["meeting"] = meeting.Status.ToCode(),
            ["at"] = TicketNotifications.FormatInstant(tx, meeting.PlannedAt),
        });
    }
}
