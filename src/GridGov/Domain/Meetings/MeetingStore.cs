using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Encryption;
using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>
/// The only place where the row of a meeting changes, each time with an event: what changed, and the hash of the meeting, its attendees and
/// marks, without a word.
/// </summary>
static class MeetingStore
{
    /// <summary>Writes a change of the row, or counts one that was just made in the tables of attendees or marks.</summary>
    /// <param name="actor">Null for what happens by itself.</param>
    /// <param name="after">The row in the version that was read.</param>
    /// <param name="details">What readers of the history are shown besides; no words.</param>
    /// <param name="cause">The act on something else by which it changes; by default its own, by the post that holds meetings.</param>
    /// <returns>The refusal of an earlier version; null when it was written.</returns>
    public static async Task<ProblemHttpResult?> Write(
        Tx tx, Actor? actor, MeetingRow after, string action, object? details = null, ChangeCause? cause = null)
    {
        var written = await tx.Execute(Update, new
        {
            after.Id, after.Version, after.Title, after.Agenda, after.GridCode, after.PlaceId, after.Venue, after.Status, after.PlannedAt,
            after.Day, after.CycleDay, after.HeldAt, after.Minutes, after.EndedAt, after.EndedReason, Salt = ContentHash.NewSalt(),
        });
        if (written == 0)
            return Problems.StaleVersion();
        await Append(tx, actor, after.Id, action, details, cause);
        return null;
    }

    /// <summary>
    /// Appends the event of a meeting that was just inserted or changed, with its attendees and marks, and the group for which it was done.
    /// </summary>
    public static async Task Append(Tx tx, Actor? actor, Id id, string action, object? details = null, ChangeCause? cause = null)
    {
        var row = await MeetingRow.Reread(tx, id);
        var attendees = await AttendeeRow.List(tx, id);
        await tx.Execute(ClearGroups, new { Id = id });
        foreach (var group in attendees.Select(each => each.GroupId).Append(row.GroupId).OfType<Id>().Distinct())
            await tx.Execute(InsertGroup, new { Id = id, Group = group });
        await Journal.Append(tx, new JournalEntry(MeetingRow.Subject, id.ToString(), row.GridCode, action, actor?.Id, row.Version)
        {
            Reason = cause?.Reason,
            Post = cause?.Post ?? actor?.PostsFor(Capability.MeetingManage, row.GridCode).FirstOrDefault()?.Kind,
            Payload = new
            {
                row.Status, row.HeldAt, Details = details,
                Group = cause is null && actor is not null ? MeetingRules.ActsFor(actor, row.GridCode, row.GroupId)?.ToString() : null,
                Content = Hash(row, attendees, await MarkRow.ListAll(tx, id)),
                Names = await HashOfNames(tx, row.Salt, attendees),
            },
        });
    }

    public static string Hash(MeetingRow row, IEnumerable<AttendeeRow> attendees, IEnumerable<MarkRow> marks) => ContentHash.Of(
        row.Salt, [.. row.Values, .. attendees.SelectMany(each => each.Values), .. marks.SelectMany(each => each.Values)]);

    /// <summary>The hash of the names of those without an account; null without any.</summary>
    public static async Task<string?> HashOfNames(Tx tx, string salt, IEnumerable<AttendeeRow> attendees)
    {
        var names = new List<object?>();
        foreach (var attendee in attendees.Where(each => each.Encrypted is not null))
            names.Add(await FieldEncryption.Decrypt(tx, AttendeeRow.Place(attendee.Id), attendee.Encrypted!));
        return names.Count == 0 ? null : ContentHash.Of(salt, names);
    }

    const string Update = """
        UPDATE meetings
           SET title = @Title, agenda = @Agenda, grid_code = @GridCode, place_id = @PlaceId, venue = @Venue, status = @Status,
               planned_at = @PlannedAt, day = @Day, cycle_day = @CycleDay, held_at = @HeldAt, minutes = @Minutes, ended_at = @EndedAt,
               ended_reason = @EndedReason, salt = @Salt, version = version + 1
         WHERE id = @Id AND version = @Version
        """;

    const string ClearGroups = "DELETE FROM meeting_groups WHERE meeting_id = @Id";

    const string InsertGroup = "INSERT INTO meeting_groups (meeting_id, group_id) VALUES (@Id, @Group)";
}
