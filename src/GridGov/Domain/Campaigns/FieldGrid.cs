using GridGov.Domain.Boundaries;
using GridGov.Security;
using Coordinate = NetTopologySuite.Geometries.Coordinate;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// The grid and the post by which somebody went out at a time. What was done before a re-division or before the end of a post and is sent
/// later is not lost.
/// </summary>
sealed record FieldGrid(string Code, Post Post)
{
    /// <summary>For how many days a former post still writes what was done in it.</summary>
    const int DaysAfterPost = 7;

    /// <summary>How many re-divisions of one grid are followed.</summary>
    const int MaxRedivisions = 8;

    /// <summary>
    /// A grid in use in which the caller has a post; of one that was retired since then, the successor in which the caller has a post; or
    /// one in which the caller had a post at that time of the last week.
    /// </summary>
    /// <param name="position">In WGS84; decides between several successors.</param>
    /// <returns>Null where the caller was not going out then.</returns>
    public static async Task<FieldGrid?> Find(
        Tx tx, Actor actor, string code, Instant doneAt, (double Lng, double Lat)? position)
    {
        var own = await ListInUse(tx, actor, code, doneAt, MaxRedivisions);
        if (own.Count > 1 && position is var (lng, lat))
        {
            var boundaries = await BoundaryCache.Load(tx);
            own = own.FindAll(grid => boundaries.Find(grid.Code)?.Covers(new Coordinate(lng, lat)) is true);
        }
        return own is [var only] ? only : await FindFormer(tx, actor, code, doneAt);
    }

    static async Task<List<FieldGrid>> ListInUse(Tx tx, Actor actor, string code, Instant doneAt, int redivisions)
    {
        if (await tx.QuerySingle(FindGrid, c => new Grid(c.InstantOrNull(), c.TextOrNull()), new { Code = code }) is not { } grid)
            return [];
        if (grid.RetiredAt is null)
            return actor.PostsFor(Capability.RecordWrite, code).FirstOrDefault() is { } post ? [new FieldGrid(code, post)] : [];
        var own = new List<FieldGrid>();
        foreach (var successor in grid.RetiredAt > doneAt && redivisions > 0 ? grid.Successors?.Split(' ') ?? [] : [])
            own.AddRange(await ListInUse(tx, actor, successor, doneAt, redivisions - 1));
        return own;
    }

    static async Task<FieldGrid?> FindFormer(Tx tx, Actor actor, string code, Instant doneAt)
    {
        // An API key acts by what it may do now.
        if (actor.Key is not null || tx.DayOf(doneAt) < tx.Today.AddDays(-DaysAfterPost))
            return null;
        var posts = await ActorCache.ListPostsAt(tx, actor.Id, doneAt);
        return posts.FirstOrDefault(post => post.May(Capability.RecordWrite) && GridCode.Covers(post.Grid, code)) is { } post
            && await tx.QuerySingle(FindGrid, c => new Grid(c.InstantOrNull(), c.TextOrNull()), new { Code = code }) is { RetiredAt: null }
                ? new FieldGrid(code, post)
                : null;
    }

    sealed record Grid(Instant? RetiredAt, string? Successors);

    const string FindGrid = "SELECT retired_at, successors FROM grids WHERE code = @Code AND level > 0";
}
