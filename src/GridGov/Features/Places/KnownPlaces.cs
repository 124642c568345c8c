using GridGov.Domain.Places;

namespace GridGov.Features.Places;

/// <summary>
/// The places in use by what a row of a file names them by, with what rows before it change of them. Those of a grid are read once,
/// however many rows the file has, because writers wait for an import.
/// </summary>
sealed class KnownPlaces(Tx tx)
{
    readonly record struct Key(string Grid, PlaceKind Kind, string Name, string Address);

    readonly HashSet<string> grids = new(StringComparer.Ordinal);
    readonly Dictionary<Key, SortedSet<long>> unnumbered = [];
    readonly Dictionary<(string Street, string Number), Id?> changedNumbers = [];

    /// <summary>By the external number, or without one by all that names it; of several the first one that was entered.</summary>
    public async Task<Id?> Find(PlaceContent content)
    {
        if (content.ExternalNumber is { } number)
        {
            return changedNumbers.TryGetValue(NumberKey(content, number), out var changed)
                ? changed
                : await PlaceStore.FindByNumber(tx, content.Grid, number);
        }
        await ReadGrid(content.Grid);
        return unnumbered.TryGetValue(KeyOf(content), out var ids) && ids.Count > 0 ? new Id(ids.Min) : null;
    }

    /// <summary>Follows a change, whether it is written or only tried.</summary>
    /// <param name="before">Null for a new place.</param>
    public async Task Change(Id id, PlaceContent? before, PlaceContent after)
    {
        if (before?.ExternalNumber is { } former)
            changedNumbers[NumberKey(before, former)] = null;
        else if (before is not null)
        {
            await ReadGrid(before.Grid);
            unnumbered.GetValueOrDefault(KeyOf(before))?.Remove(id.Value);
        }
        if (after.ExternalNumber is { } number)
            changedNumbers[NumberKey(after, number)] = id;
        else
        {
            await ReadGrid(after.Grid);
            Add(KeyOf(after), id);
        }
    }

    async Task ReadGrid(string grid)
    {
        if (!grids.Add(grid))
            return;
        foreach (var (id, kind, name, address) in await tx.Query(
            ListOfGrid, c => (c.Id(), c.Enum<PlaceKind>(), c.Text(), c.TextOrNull()), new { Grid = grid }))
            Add(new Key(grid, kind, name, address ?? ""), id);
    }

    void Add(Key key, Id id)
    {
        if (!unnumbered.TryGetValue(key, out var ids))
            unnumbered[key] = ids = [];
        ids.Add(id.Value);
    }

    static (string Street, string Number) NumberKey(PlaceContent content, string number) => (GridCode.Ancestor(content.Grid, 1)!, number);

    static Key KeyOf(PlaceContent content) => new(content.Grid, content.Kind, content.Name, content.Address ?? "");

    // Bounded by the places that people enter for a grid.
    const string ListOfGrid = """
        SELECT id, kind, name, address
          FROM places
         WHERE grid_code = @Grid AND external_number IS NULL AND retired_at IS NULL
        """;
}
