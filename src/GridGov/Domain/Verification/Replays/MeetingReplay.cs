using GridGov.Data.Journal;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Meetings.Series;
using GridGov.Encryption;

namespace GridGov.Domain.Verification.Replays;

/// <summary>
/// Compares series, meetings with their attendees and marks, and points with the hashes in their last events. The events have no words,
/// because a point may be hidden later.
/// </summary>
sealed class MeetingReplay : IEventReplay
{
    readonly Dictionary<Id, (string? Content, Instant CheckedFrom)> series = [];
    readonly Dictionary<Id, (string? Content, string? Names)> meetings = [];
    readonly Dictionary<Id, string?> points = [];

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the subject and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs)
    {
        EventDetails.Read(entry, SeriesRow.Subject, (id, details) => series[id] = (
            details.Text("content"),
            // A re-division changes no days.
            entry.Action == "follow" && series.TryGetValue(id, out var former) ? former.CheckedFrom : entry.At), differs);
        EventDetails.Read(
            entry, MeetingRow.Subject, (id, details) => meetings[id] = (details.Text("content"), details.Text("names")), differs);
        EventDetails.Read(entry, PointRow.Subject, (id, details) => points[id] = details.Text("content"), differs);
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    /// <param name="withKeys">Whether names of people without an account can be read.</param>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        foreach (var row in await tx.Query<SeriesRow>(SeriesRow.Select + " ORDER BY s.id"))
        {
            if (!series.Remove(row.Id, out var explained))
                differs($"meeting_series {row.Id}", "no event explains the row");
            else if (explained.Content != row.Hash())
                differs($"meeting_series {row.Id}", "the row is not that of its last event");
            else if (!row.MayCheckOn(tx.DayOf(explained.CheckedFrom), tx.Today))
                differs($"meeting_series {row.Id}", "the day on which a missed cycle is looked for is none of its days");
        }
        Missing(series.Keys, "meeting_series");
        await CompareMeetings(tx, withKeys, differs);
        foreach (var row in await tx.Query<PointRow>(PointRow.Select + " ORDER BY p.id"))
            Check(points, row.Id, row.Hash(), "points");
        Missing(points.Keys, "points");

        void Check(Dictionary<Id, string?> expected, Id id, string found, string table)
        {
            if (!expected.Remove(id, out var content))
                differs($"{table} {id}", "no event explains the row");
            else if (content != found)
                differs($"{table} {id}", "the row is not that of its last event");
        }

        void Missing(IEnumerable<Id> ids, string table)
        {
            foreach (var id in ids)
                differs($"{table} {id}", "the row is missing");
        }
    }

    async Task CompareMeetings(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var attendees = (await tx.Query<AttendeeRow>(AttendeeRow.Select + " ORDER BY a.id")).ToLookup(each => each.MeetingId);
        var marks = (await tx.Query<MarkRow>(MarkRow.Select + " ORDER BY k.id")).ToLookup(each => each.MeetingId);
        var groups = (await tx.Query(ListGroups, c => (Meeting: c.Id(), Group: c.Id()))).ToLookup(each => each.Meeting, each => each.Group);
        foreach (var row in await tx.Query<MeetingRow>(MeetingRow.Select + " ORDER BY m.id"))
        {
            var invited = attendees[row.Id].Select(each => each.GroupId).Append(row.GroupId).OfType<Id>().Distinct();
            if (!meetings.Remove(row.Id, out var explained))
                differs($"meetings {row.Id}", "no event explains the row");
            else if (explained.Content != MeetingStore.Hash(row, attendees[row.Id], marks[row.Id]))
                differs($"meetings {row.Id}", "the row, its attendees or its marks are not those of its last event");
            else if (!invited.ToHashSet().SetEquals(groups[row.Id]))
                differs($"meetings {row.Id}", "its groups are not those of its last event");
            else if (withKeys && await HashOfNames(tx, row, attendees[row.Id]) is (true, var names) && names != explained.Names)
                differs($"meetings {row.Id}", "names of attendees are not those of its last event");
        }
        foreach (var id in meetings.Keys)
            differs($"meetings {id}", "the row is missing");
    }

    /// <summary>False when one cannot be opened, which the check of all encrypted content reports.</summary>
    static async Task<(bool Opened, string? Hash)> HashOfNames(Tx tx, MeetingRow row, IEnumerable<AttendeeRow> attendees)
    {
        try
        {
            return (true, await MeetingStore.HashOfNames(tx, row.Salt, attendees));
        }
        catch (Exception e) when (e is DecryptionException or KeyException)
        {
            return (false, null);
        }
    }

    const string ListGroups = "SELECT meeting_id, group_id FROM meeting_groups";
}
