using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain.Meetings;

/// <summary>The row of an attendee with the names of person and group.</summary>
sealed record AttendeeRow
{
    /// <summary>The most attendees of a meeting.</summary>
    public const int MaxPerMeeting = 500;

    public required Id Id { get; init; }
    public required Id MeetingId { get; init; }
    public Id? PersonId { get; init; }
    public string? PersonName { get; init; }
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public string? Encrypted { get; init; }
    public bool Invited { get; init; }
    public Attendance? Attendance { get; init; }

    /// <summary>Where the name of one without an account is stored.</summary>
    public static string Place(Id attendee) => $"meeting_attendees/{attendee}";

    public static Task<List<AttendeeRow>> List(Tx tx, Id meeting) =>
        tx.Query<AttendeeRow>(Select + " WHERE a.meeting_id = @Meeting ORDER BY a.id", new { Meeting = meeting });

    /// <summary>
    /// Whether names of people with an account are shown whole: to who reads the meeting by a post in its grid, or acts for its group.
    /// </summary>
    public static bool ShowsNames(Actor reader, string grid, Id? group) => reader.ScopeOf(Capability.MeetingRead).Covers(grid)
        || (group is { } own && reader.RepresentationOf(own) is not null);

    public async Task<Attendee> Show(Tx tx, Actor reader, bool wholeNames)
    {
        var secret = Encrypted is { } text ? await MemberSecret.Decrypt(tx, Place(Id), text) : null;
        var name = wholeNames || PersonId == reader.Id ? PersonName : Masking.MaskName(PersonName);
        return new Attendee(Id, PersonId, name ?? secret?.MaskedName, secret?.MaskedPhone,
            GroupId is { } group ? new Attendee.GroupRef(group, GroupName!) : null, Invited, Attendance);
    }

    /// <summary>What the meeting's event has the hash of. The name of one without an account is in another hash.</summary>
    public IEnumerable<object?> Values =>
        [Id.ToString(), PersonId?.ToString(), GroupId?.ToString(), Encrypted is not null, Invited, Attendance?.ToCode()];

    public const string Select = """
        SELECT a.id, a.meeting_id, a.person_id, p.name AS person_name, a.group_id, o.name AS group_name, a.encrypted, a.invited,
               a.attendance
          FROM meeting_attendees a
          LEFT JOIN people p ON p.id = a.person_id
          LEFT JOIN groups o ON o.id = a.group_id
        """;
}
