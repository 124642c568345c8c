using GridGov.Data.Statements;

namespace GridGov.Domain.Events;

/// <summary>A position in the journal: everything up to this event was read.</summary>
/// <param name="Seq">The number of the event; 0 before the first.</param>
/// <param name="At">The time of the event, which differs when the journal is another one, restored from a backup.</param>
public readonly record struct JournalPosition(long Seq, Instant At);

/// <summary>What a feed needs to know of an event. The subject's state is read in the same transaction, so that both agree.</summary>
/// <param name="Grid">The subject's grid after the event; * is the whole deployment.</param>
public readonly record struct JournalNotice(long Seq, Instant At, string SubjectKind, string Subject, string Grid, string Action)
{
    public JournalPosition Position => new(Seq, At);
}

/// <summary>
/// The one reader of the journal for all feeds. Numbers follow the commits without gaps, and no event ever appears at or below a number
/// that was read (see PostgresJournal), so a feed continues after the last position and misses nothing.
/// </summary>
public static class JournalReader
{
    /// <summary>The position of the last event.</summary>
    public static Task<JournalPosition> End(Tx tx) => tx.QuerySingle(FindLast, ReadPosition);

    /// <summary>Whether the journal has the event of a position, and not another one under its number.</summary>
    public static async Task<bool> Has(Tx tx, JournalPosition position) =>
        position.Seq == 0 || await tx.QuerySingle(FindOne, ReadPosition, new { position.Seq }) == position;

    /// <summary>The events after a position, in commit order; fewer than the limit only at the end.</summary>
    public static Task<List<JournalNotice>> ReadAfter(Tx tx, JournalPosition position, int limit) =>
        tx.Query(ListAfter, ReadNotice, new { After = position.Seq, Rows = limit });

    static JournalPosition ReadPosition(Columns c) => new(c.Long(), c.Instant());

    static JournalNotice ReadNotice(Columns c) => new(c.Long(), c.Instant(), c.Text(), c.Text(), c.Text(), c.Text());

    const string FindLast = "SELECT seq, at FROM journal ORDER BY seq DESC LIMIT 1";

    const string FindOne = "SELECT seq, at FROM journal WHERE seq = @Seq";

    const string ListAfter = """
        SELECT seq, at, subject_kind, subject, grid_code, action
          FROM journal
         WHERE seq > @After
         ORDER BY seq
         LIMIT @Rows
        """;
}
