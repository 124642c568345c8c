namespace GridGov.Domain.Boundaries;

/// <summary>
/// What the valid boundaries of a day depend on: the last stored one and the last retirement of a grid; and, for those of zones, the last
/// change of one.
/// </summary>
sealed record BoundaryRevision(long Boundary, long Retired, long Zone)
{
    public static async Task<BoundaryRevision> Read(Tx tx) =>
        (await tx.QuerySingle(Find, c => new BoundaryRevision(c.Long(), c.Long(), c.Long())))!;

    public bool HasGridsOf(BoundaryRevision other) => (Boundary, Retired) == (other.Boundary, other.Retired);

    const string Find = """
        SELECT coalesce((SELECT max(id) FROM grid_boundaries), 0) AS boundary,
               coalesce((SELECT max(retired_at) FROM grids WHERE retired_at IS NOT NULL), 0) AS retired,
               coalesce((SELECT max(revision) FROM zones), 0) AS zone
        """;
}
