using GridGov.Data;
using GridGov.Data.Journal;

namespace GridGov.Tests.Domain.Events;

/// <summary>The whole rows of the journal, as the chains hash them.</summary>
static class JournalRows
{
    public static Task<List<JournalEvent>> Of(Tx tx, string subject) => tx.Query<JournalEvent>("""
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
         WHERE subject = @Subject
         ORDER BY seq
        """, new { Subject = subject });
}
