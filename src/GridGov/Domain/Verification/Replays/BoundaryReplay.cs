using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Domain.Boundaries;

namespace GridGov.Domain.Verification.Replays;

/// <summary>Compares the boundaries of grids with their events, which have the first day and the hash of the shape.</summary>
sealed class BoundaryReplay : IEventReplay
{
    readonly Dictionary<string, List<string>> expected = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the grid and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs)
    {
        if (entry is not { SubjectKind: "grid", Action: GridBoundaries.Action })
            return;
        try
        {
            using var document = JsonDocument.Parse(entry.Payload ?? "{}");
            var details = new EventDetails(document.RootElement);
            Add(expected, entry.Subject, TextOf(details.Day("from"), details.Text("shape")));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            differs($"grid {entry.Subject}", $"event {entry.Seq} cannot be read: {e.Message}");
        }
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await foreach (var batch in tx.QueryBatches(
            List, c => new BoundaryHash(c.Text(), TextOf(c.Day(), GridBoundaries.HashOf(c.Text())))))
        {
            foreach (var (code, boundary) in batch)
                Add(stored, code, boundary);
        }
        foreach (var code in expected.Keys.Union(stored.Keys).Order(StringComparer.Ordinal))
        {
            if (!expected.GetValueOrDefault(code, []).SequenceEqual(stored.GetValueOrDefault(code, []), StringComparer.Ordinal))
                differs($"grid_boundaries {code}", "the boundaries are not those of the grid's events");
        }
    }

    static void Add(Dictionary<string, List<string>> all, string code, string boundary)
    {
        if (!all.TryGetValue(code, out var list))
            all[code] = list = [];
        list.Add(boundary);
    }

    static string TextOf(DateOnly? from, string? hash) => $"{from:O} {hash}";

    /// <param name="Boundary">The first day and the hash of the shape.</param>
    sealed record BoundaryHash(string Code, string Boundary);

    const string List = "SELECT grid_code, from_day, shape FROM grid_boundaries ORDER BY id";
}
