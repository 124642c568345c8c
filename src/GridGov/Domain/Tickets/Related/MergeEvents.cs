using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>What a merge means for the ticket that goes on.</summary>
static class MergeEvents
{
    /// <summary>More are not shown with the ticket that they were merged into.</summary>
    public const int MaxShown = 200;

    /// <summary>Writes into the other ticket's history that one was merged into it (absorb) or left it again (release).</summary>
    public static async Task Record(Tx tx, Actor actor, Id survivor, string what, Post? post, TicketRow other)
    {
        await tx.LockRow("tickets", survivor);
        var touched = (await tx.QuerySingle<TouchedRow>(Touch, new { Id = survivor, tx.Now }))!;
        var entry = new JournalEntry(Journal.Ticket, survivor.ToString(), touched.GridCode, what, actor.Id, touched.Version)
        {
            Post = post?.Kind,
            Payload = new { Ticket = other.Id.ToString(), other.Number },
        };
        var linked = await Journal.Linked(tx, entry, touched.Events, touched.HeadHash, touched.Confidential);
        await tx.Execute(SetHead, new { Id = survivor, linked.Hash });
        await Journal.Append(tx, linked);
    }

    /// <summary>The tickets that were merged into one, and into those again, in the order of their filing.</summary>
    public static async Task<List<HistoryEvent.Merged>> ListMerged(Tx tx, Id survivor) =>
        (await tx.Query<MergedRow>(SelectMerged, new { Id = survivor, MaxShown })).ConvertAll(row => new HistoryEvent.Merged(row.Id, row.Number));

    sealed record MergedRow
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
    }

    sealed record TouchedRow
    {
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public required long Events { get; init; }
        public string? HeadHash { get; init; }
        public required bool Confidential { get; init; }
    }

    const string Touch = """
        UPDATE tickets
           SET updated_at = @Now, version = version + 1, events = events + 1
         WHERE id = @Id
        RETURNING grid_code, version, events, head_hash, confidential
        """;

    const string SetHead = "UPDATE tickets SET head_hash = @Hash WHERE id = @Id";

    // UNION, not UNION ALL: should the store ever hold a circle, it ends all the same.
    const string SelectMerged = """
        WITH RECURSIVE merged (id) AS (
          SELECT t.id FROM tickets t WHERE t.merged_into = @Id
          UNION
          SELECT t.id FROM merged JOIN tickets t ON t.merged_into = merged.id
        )
        SELECT t.id, t.number
          FROM merged
          JOIN tickets t ON t.id = merged.id
         ORDER BY t.id
         LIMIT @MaxShown
        """;
}
