using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Somebody to invite, or who came: a person with an account, one without, or a group, or one of these for a group.</summary>
/// <param name="PersonId">The id of a person with an account.</param>
/// <param name="GroupId">The id of a group.</param>
/// <param name="Name">The name of a person without an account, 1 to 100 characters. It is stored encrypted and shown masked.</param>
/// <param name="Phone">The telephone number of a person without an account.</param>
/// <param name="Attendance">Whether they came; only for a meeting that was held.</param>
public sealed record Invitee(
    Id? PersonId = null, Id? GroupId = null, FreeText? Name = null, FreeText? Phone = null, Attendance? Attendance = null)
{
    public sealed class Validator : AbstractValidator<Invitee>
    {
        public Validator()
        {
            RuleFor(i => i.PersonId).NotNull().When(i => i.GroupId is null && i.Name is null);
            RuleFor(i => i.Name).OptionalText(100);
            RuleFor(i => i.Name).Null().When(i => i.PersonId is not null).WithErrorCode("not_together");
            RuleFor(i => i.Phone).Phone();
            RuleFor(i => i.Phone).Null().When(i => i.Name is null).WithErrorCode("not_together");
        }
    }
}

/// <summary>Adds attendees to a meeting.</summary>
static class Invitations
{
    public static void InviteeList<T>(this IRuleBuilder<T, IReadOnlyList<Invitee>?> rule) =>
        rule.Must(list => list is null || list.Count <= AttendeeRow.MaxPerMeeting).WithErrorCode("too_many");

    /// <summary>Checks and adds attendees.</summary>
    /// <param name="present">Those who are there already.</param>
    /// <param name="held">Whether each of them has an attendance; otherwise none has.</param>
    /// <returns>The refusal; null when they were added.</returns>
    public static async Task<ProblemHttpResult?> Add(
        Tx tx, Actor actor, Id meeting, IReadOnlyList<Invitee> invitees, IReadOnlyList<AttendeeRow> present, string pointer, bool invited,
        bool held)
    {
        if (present.Count + invitees.Count > AttendeeRow.MaxPerMeeting)
            return Problems.At(pointer, "too-many-attendees", AttendeeRow.MaxPerMeeting);
        var known = present.Where(each => each.PersonId is not null || each.Encrypted is null)
            .Select(each => (each.PersonId, Group: each.PersonId is null ? each.GroupId : null)).ToHashSet();
        foreach (var (i, invitee) in invitees.Index())
        {
            if (held && invitee.Attendance is null)
                return Problems.At(pointer, "attendance-incomplete", invitees.Count(each => each.Attendance is null));
            if (!held && invitee.Attendance is not null)
                return Problems.At($"{pointer}/{i}/attendance", "attendance-not-expected");
            // Two without an account may have the same name, and several may come for one group.
            if (invitee.Name is null && !known.Add((invitee.PersonId, invitee.PersonId is null ? invitee.GroupId : null)))
                return Problems.At($"{pointer}/{i}", "invited-twice");
            if (await Check(tx, actor, invitee, $"{pointer}/{i}") is { } refusal)
                return refusal;
        }
        foreach (var invitee in invitees)
        {
            var id = tx.NewId();
            await tx.Execute(Insert, new
            {
                Id = id, Meeting = meeting, invitee.PersonId, invitee.GroupId, Invited = invited, invitee.Attendance,
                Encrypted = invitee.Name is { } name ? await MemberSecret.Of(name, invitee.Phone).Encrypt(tx, AttendeeRow.Place(id)) : null,
            });
        }
        return null;
    }

    static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Invitee invitee, string pointer)
    {
        if (invitee.PersonId is { } person)
        {
            var found = await tx.Query(FindPerson, c => c.InstantOrNull(), new { Id = person }, actor.ScopeOf(Capability.PersonRead));
            // Who acts for a group reads no people, and knows those who are its members.
            if (found is [])
            {
                found = await tx.Query(FindMember, c => c.InstantOrNull(), new { Id = person, Today = Days.Number(tx.Today) },
                    actor.ScopeOf(Capability.GroupRead));
            }
            if (found is not [var disabledAt, ..])
                return Problems.At(pointer + "/personId", "unknown-person");
            if (disabledAt is not null)
                return Problems.At(pointer + "/personId", "person-disabled");
        }
        return await MeetingRules.CheckGroup(tx, actor, invitee.GroupId, pointer + "/groupId");
    }

    const string FindPerson = "SELECT disabled_at FROM people WHERE id = @Id AND @scope(grid_code)";

    const string FindMember = $"""
        SELECT p.disabled_at
          FROM memberships m
          JOIN groups g ON g.id = m.group_id
          JOIN people p ON p.id = m.person_id
         WHERE m.person_id = @Id AND m.from_day <= @Today AND (m.to_day IS NULL OR m.to_day > @Today) AND {GroupRow.IsWhole}
        """;

    const string Insert = """
        INSERT INTO meeting_attendees (id, meeting_id, person_id, group_id, encrypted, invited, attendance)
        VALUES (@Id, @Meeting, @PersonId, @GroupId, @Encrypted, @Invited, @Attendance)
        """;
}
