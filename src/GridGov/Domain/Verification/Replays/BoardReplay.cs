using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Domain.Boards;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares the public boards of grids with their events, each of which has the whole board.</summary>
sealed class BoardReplay : IEventReplay
{
    static readonly ImageTable Boards = new("boards",
        "published", "title", "sections", "names", "office_phone", "office_address", "notice_zh", "notice_en", "measure", "period",
        "removed_at", "version");

    readonly RowImages expected = new();

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the grid and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs)
    {
        if (entry.SubjectKind != BoardStore.Subject)
            return;
        try
        {
            using var document = JsonDocument.Parse(entry.Payload ?? "{}");
            Apply(entry, new EventDetails(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            differs($"board {entry.Subject}", $"event {entry.Seq} cannot be read: {e.Message}");
        }
    }

    void Apply(JournalEvent entry, EventDetails details)
    {
        if (entry.Action == BoardStore.RemoveAction)
            expected.Set(Boards, entry.Subject, ("removed_at", entry.At), ("version", entry.Version));
        else
        {
            expected.Set(Boards, entry.Subject,
                ("published", details.Flag("published")), ("title", details.Text("title")), ("sections", details.Text("sections")),
                ("names", details.Text("names")), ("office_phone", details.Text("officePhone")),
                ("office_address", details.Text("officeAddress")), ("notice_zh", details.Text("noticeZh")),
                ("notice_en", details.Text("noticeEn")), ("measure", details.Text("measure")), ("period", details.Text("period")),
                ("removed_at", null), ("version", entry.Version));
        }
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => (Grid: c.Text(), Row: Boards.Read(c))))
        {
            foreach (var (grid, row) in batch)
                stored.Add(Boards, grid, row);
        }
        foreach (var difference in stored.Differences(expected))
            differs("board", difference);
    }

    static readonly string List = $"SELECT x.grid_code, {Boards.ColumnList} FROM boards x ORDER BY x.grid_code";
}
