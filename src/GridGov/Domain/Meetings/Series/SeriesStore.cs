using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Meetings.Series;

/// <summary>Where the row of a series changes with an event that has its hash, and no words.</summary>
static class SeriesStore
{
    /// <param name="after">The row in the version that was read.</param>
    /// <param name="cause">The act on something else by which it changes; by default its own, by the post that holds meetings.</param>
    /// <returns>The refusal of an earlier version; null when it was written.</returns>
    public static async Task<ProblemHttpResult?> Write(Tx tx, Actor actor, SeriesRow after, string action, ChangeCause? cause = null)
    {
        var written = await tx.Execute(Update, new
        {
            after.Id, after.Version, after.Title, after.GridCode, after.ToDay, after.CheckDay, after.EndedAt, after.EndedReason,
            Salt = ContentHash.NewSalt(),
        });
        if (written == 0)
            return Problems.StaleVersion();
        await Append(tx, actor, after.Id, action, cause);
        return null;
    }

    /// <summary>Appends the event of a series that was just inserted or changed.</summary>
    public static async Task Append(Tx tx, Actor actor, Id id, string action, ChangeCause? cause = null)
    {
        var row = await SeriesRow.Load(tx, id);
        await Journal.Append(tx, new JournalEntry(SeriesRow.Subject, id.ToString(), row.GridCode, action, actor.Id, row.Version)
        {
            Reason = cause?.Reason,
            Post = cause?.Post ?? actor.PostsFor(Capability.MeetingManage, row.GridCode).FirstOrDefault()?.Kind,
            Payload = new { row.Kind, row.Cycle, row.FromDay, row.ToDay, Content = row.Hash() },
        });
    }

    const string Update = """
        UPDATE meeting_series
           SET title = @Title, grid_code = @GridCode, to_day = @ToDay, check_day = @CheckDay, ended_at = @EndedAt,
               ended_reason = @EndedReason, salt = @Salt, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
