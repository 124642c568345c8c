using GridGov.Data;
using GridGov.Data.Journal;

namespace GridGov.Tests.Domain.Events;

/// <summary>The whole rows of the journal, as chains and verification read them.</summary>
static class JournalRows
{
    public static Task<List<JournalEvent>> Of(Tx tx, string subject) =>
        tx.Query<JournalEvent>(Select + " WHERE subject = @Subject ORDER BY seq", new { Subject = subject });

    public static Task<List<JournalEvent>> All(Tx tx) => tx.Query<JournalEvent>(Select + " ORDER BY seq");

    const string Select = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
        """;
}
