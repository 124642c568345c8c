using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Groups;
using GridGov.Encryption;
using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>Appends the events of meetings: what changed, and the hash of a meeting, its attendees and marks, without a word.</summary>
static class MeetingStore
{
    /// <summary>Counts a change that is in the tables of attendees or marks.</summary>
    /// <returns>The refusal of an earlier version; null when it was written.</returns>
    public static async Task<ProblemHttpResult?> Touch(Tx tx, MeetingRow before) =>
        await tx.Execute(SetVersion, new { before.Id, before.Version, Salt = ContentHash.NewSalt() }) == 0 ? Problems.StaleVersion() : null;

    /// <summary>Appends the event of a change that was just written, of attendees and marks too.</summary>
    /// <param name="details">What readers of the history are shown besides; no words.</param>
    /// <param name="post">The post by which it was changed; by default the one that manages meetings there.</param>
    public static async Task Append(Tx tx, Actor actor, Id id, string action, object? details = null, PostKind? post = null)
    {
        var row = await MeetingRow.Reread(tx, id);
        var attendees = await AttendeeRow.List(tx, id);
        await tx.Execute(ClearGroups, new { Id = id });
        foreach (var group in attendees.Select(each => each.GroupId).Append(row.GroupId).OfType<Id>().Distinct())
            await tx.Execute(InsertGroup, new { Id = id, Group = group });
        await Journal.Append(tx, new JournalEntry(MeetingRow.Subject, id.ToString(), row.GridCode, action, actor.Id, row.Version)
        {
            Post = post ?? actor.PostsFor(Capability.MeetingManage, row.GridCode).FirstOrDefault()?.Kind,
            Payload = new
            {
                row.Status, row.HeldAt, Details = details, Content = Hash(row, attendees, await MarkRow.ListAll(tx, id)),
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

    const string SetVersion = "UPDATE meetings SET salt = @Salt, version = version + 1 WHERE id = @Id AND version = @Version";

    const string ClearGroups = "DELETE FROM meeting_groups WHERE meeting_id = @Id";

    const string InsertGroup = "INSERT INTO meeting_groups (meeting_id, group_id) VALUES (@Id, @Group)";
}
