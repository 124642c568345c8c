using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

static class MergeEvents
{
    public const int MaxShown = 200;

    /// <summary>Appends to the surviving ticket's history that a ticket was merged into it (absorb) or reopened (release).</summary>
    /// <param name="reason">A reason that only this history has.</param>
    public static async Task Record(
        Tx tx, Actor actor, Id survivor, string action, Post? post, TicketRow other, FreeText? reason = null)
    {
        await tx.LockRow("tickets", survivor);
        var touched = (await tx.QuerySingle<TouchedRow>(Touch, new { Id = survivor, tx.Now }))!;
        var entry = new JournalEntry(Journal.Ticket, survivor.ToString(), touched.GridCode, action, actor.Id, touched.Version)
        {
            Post = post?.Kind,
            Reason = reason,
            Payload = new { Ticket = other.Id.ToString(), other.Number },
        };
        var linked = await Journal.Linked(tx, entry, touched.EventCount, touched.HeadHash, touched.Confidential);
        await tx.Execute(SetHead, new { Id = survivor, linked.Hash });
        await Journal.Append(tx, linked);
    }

    /// <summary>All tickets merged into one, also indirectly, by filing order.</summary>
    public static async Task<List<HistoryEvent.Merged>> ListMerged(Tx tx, Id survivor) =>
        (await tx.Query<MergedRow>(SelectMerged, new { Id = survivor, MaxShown }))
            .ConvertAll(row => new HistoryEvent.Merged(row.Id, row.Number));

    sealed record MergedRow
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
    }

    sealed record TouchedRow
    {
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public required long EventCount { get; init; }
        public string? HeadHash { get; init; }
        public required bool Confidential { get; init; }
    }

    const string Touch = """
        UPDATE tickets
           SET updated_at = @Now, version = version + 1, event_count = event_count + 1
         WHERE id = @Id
        RETURNING grid_code, version, event_count, head_hash, confidential
        """;

    const string SetHead = "UPDATE tickets SET head_hash = @Hash WHERE id = @Id";

    // UNION instead of UNION ALL ends the recursion even for a cycle in the data.
    const string SelectMerged = """
        WITH RECURSIVE merged (id, number) AS (
          SELECT t.id, t.number FROM tickets t WHERE t.merged_into = @Id
          UNION
          SELECT t.id, t.number FROM merged CROSS JOIN tickets t WHERE t.merged_into = merged.id
        )
        SELECT id, number
          FROM merged
         ORDER BY id
         LIMIT @MaxShown
        """;
}
