using GridGov.Data.Journal;
using GridGov.Data.Statements;

namespace GridGov.Domain.Tickets;

/// <summary>The end of a ticket's chain of events: how many there are, and the hash of the last.</summary>
readonly record struct ChainHead(long EventCount, string? Hash)
{
    public static ChainHead Of(IReadOnlyList<JournalRow> events) => new(events[^1].Position!.Value, events[^1].Hash);

    public static ChainHead Read(Columns c) => new(c.Long(), c.TextOrNull());

    /// <summary>What <see cref="Read"/> takes, in its order, of a ticket t.</summary>
    public const string ColumnList = "t.event_count, t.head_hash";
}
