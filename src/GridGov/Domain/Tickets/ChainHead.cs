using GridGov.Data.Journal;
using GridGov.Data.Statements;

namespace GridGov.Domain.Tickets;

/// <summary>The head of a ticket's event chain: the number of events and the last hash.</summary>
readonly record struct ChainHead(long Events, string? Hash)
{
    public static ChainHead Of(IReadOnlyList<JournalRow> events) => new(events[^1].Position!.Value, events[^1].Hash);

    public static ChainHead Read(Columns c) => new(c.Long(), c.TextOrNull());

    public const string ColumnList = "t.events, t.head_hash";
}
