using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Meetings.Points;

/// <summary>The only place where the row of a point changes, each time with an event that has its hash, and no words.</summary>
static class PointStore
{
    /// <param name="actor">Null for what happens by itself.</param>
    /// <param name="after">The row in the version that was read.</param>
    /// <param name="cause">The act on something else by which it changes; by default its own, by the post that holds meetings.</param>
    /// <returns>The refusal of an earlier version; null when it was written.</returns>
    public static async Task<ProblemHttpResult?> Write(Tx tx, Actor? actor, PointRow after, string action, ChangeCause? cause = null)
    {
        var written = await tx.Execute(Update, new
        {
            after.Id, after.Version, after.Title, after.Description, after.GridCode, after.Status, after.TicketId, after.NeedId,
            after.DecidedAt, after.DecidedReason, Salt = ContentHash.NewSalt(),
        });
        if (written == 0)
            return Problems.StaleVersion();
        await Append(tx, actor, after.Id, action, cause: cause);
        return null;
    }

    /// <summary>Appends the event of a point that was just inserted or changed. It names no ticket and no need.</summary>
    /// <param name="group">The group for which the caller acts; by default the meeting's, for who manages it for that group.</param>
    public static async Task Append(Tx tx, Actor? actor, Id id, string action, Id? group = null, ChangeCause? cause = null)
    {
        var row = await PointRow.Reread(tx, id);
        group ??= actor is null || cause is not null ? null : MeetingRules.ActsFor(actor, row.MeetingGrid, row.MeetingGroup);
        await Journal.Append(tx, new JournalEntry(PointRow.Subject, id.ToString(), row.GridCode, action, actor?.Id, row.Version)
        {
            Reason = cause?.Reason,
            Post = cause?.Post ?? actor?.PostsFor(Capability.MeetingManage, row.MeetingGrid).FirstOrDefault()?.Kind,
            Payload = new { Meeting = row.MeetingId.ToString(), row.Status, Group = group?.ToString(), Content = row.Hash() },
        });
    }

    const string Update = """
        UPDATE points
           SET title = @Title, description = @Description, grid_code = @GridCode, status = @Status, ticket_id = @TicketId,
               need_id = @NeedId, decided_at = @DecidedAt, decided_reason = @DecidedReason, salt = @Salt, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
