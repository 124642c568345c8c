namespace GridGov.Domain.Boundaries;

/// <summary>What the valid boundaries of a day depend on: the last stored one and the last retirement of a grid.</summary>
sealed record BoundaryRevision(long Boundary, long Retired)
{
    public static async Task<BoundaryRevision> Read(Tx tx) => (await tx.QuerySingle(Find, c => new BoundaryRevision(c.Long(), c.Long())))!;

    const string Find = """
        SELECT coalesce((SELECT max(id) FROM grid_boundaries), 0) AS boundary,
               coalesce((SELECT max(retired_at) FROM grids WHERE retired_at IS NOT NULL), 0) AS retired
        """;
}
