using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Zones;
using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Boundaries;

/// <summary>
/// The boundaries in memory, kept by the revision that a transaction reads, so no process uses outdated ones, and by the days on which
/// they are valid. Shapes that did not change are taken over from the index before.
/// </summary>
sealed class BoundaryCache
{
    const int AtOnce = 256;

    readonly SemaphoreSlim loading = new(1);
    volatile Entry? current;

    public static async ValueTask<BoundaryIndex> Load(Tx tx) => (await LoadAll(tx)).Grids;

    /// <summary>
    /// A read loads for all, and other reads wait for it. A write waits for nothing but its own transaction and may be rolled back, so
    /// what it loads is its own.
    /// </summary>
    public static async ValueTask<LoadedBoundaries> LoadAll(Tx tx)
    {
        var cache = tx.Cache<BoundaryCache>();
        var revision = await BoundaryRevision.Read(tx);
        if (cache.current is { } entry && entry.IsValid(revision, tx.Today))
            return entry.Loaded;
        if (tx.IsWrite)
            return (await Make(tx, revision, cache.current)).Loaded;
        await cache.loading.WaitAsync();
        try
        {
            if (cache.current is { } loaded && loaded.IsValid(revision, tx.Today))
                return loaded.Loaded;
            var made = await Make(tx, revision, cache.current);
            // The snapshot of this transaction may be older than what another one has loaded.
            if (cache.current is not { } other || (other.Revision.Boundary <= revision.Boundary && other.Revision.Zone <= revision.Zone))
                cache.current = made;
            return made.Loaded;
        }
        finally
        {
            cache.loading.Release();
        }
    }

    static async Task<Entry> Make(Tx tx, BoundaryRevision revision, Entry? before)
    {
        var made = before is not null && before.HasGrids(revision, tx.Today) ? before : await MakeGrids(tx, revision, before?.Loaded.Grids);
        var zones = before?.Revision.Zone == revision.Zone ? before.Loaded.Zones : await ZoneIndex.Load(tx, before?.Loaded.Zones);
        return made with { Revision = revision, Loaded = made.Loaded with { Zones = zones } };
    }

    static async Task<Entry> MakeGrids(Tx tx, BoundaryRevision revision, BoundaryIndex? before)
    {
        var ids = await tx.Query(ListValid, c => (Id: c.Long(), Code: c.Text()), new { Day = tx.Today });
        var boundaries = ids.Select(row => before?.Find(row.Code) is { } known && known.Id == row.Id ? known : null)
            .OfType<IndexedBoundary>().ToDictionary(boundary => boundary.Id);
        foreach (var portion in ids.Where(row => !boundaries.ContainsKey(row.Id)).Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion.Select(row => row.Id));
            foreach (var row in await tx.Query(
                $"SELECT id, grid_code, shape FROM grid_boundaries WHERE id IN {list}",
                c => (Id: c.Long(), Code: c.Text(), Shape: c.Text()), parameters))
                boundaries[row.Id] = new IndexedBoundary(row.Id, row.Code, BoundaryShape.Read(row.Shape));
        }
        var (from, until) = await tx.QuerySingle(FindDays, c => (c.DayOrNull(), c.DayOrNull()), new { Day = tx.Today });
        return new Entry(revision, from ?? DateOnly.MinValue, until ?? DateOnly.MaxValue,
            new LoadedBoundaries(new BoundaryIndex(boundaries.Values), ZoneIndex.Empty));
    }

    /// <param name="Until">The first day on which another boundary begins.</param>
    sealed record Entry(BoundaryRevision Revision, DateOnly From, DateOnly Until, LoadedBoundaries Loaded)
    {
        public bool IsValid(BoundaryRevision revision, DateOnly day) => Revision.Zone == revision.Zone && HasGrids(revision, day);

        public bool HasGrids(BoundaryRevision revision, DateOnly day) => Revision.HasGridsOf(revision) && From <= day && day < Until;
    }

    const string ListValid = $"""
        SELECT b.id, b.grid_code
          FROM grids g
          JOIN grid_boundaries b ON b.grid_code = g.code
         WHERE g.retired_at IS NULL AND {StoredBoundary.IsValid}
        """;

    const string FindDays = """
        SELECT (SELECT max(from_day) FROM grid_boundaries WHERE from_day <= @Day) AS from_day,
               (SELECT min(from_day) FROM grid_boundaries WHERE from_day > @Day) AS until_day
        """;
}

/// <summary>The boundaries in memory, of one snapshot.</summary>
sealed record LoadedBoundaries(BoundaryIndex Grids, ZoneIndex Zones);
