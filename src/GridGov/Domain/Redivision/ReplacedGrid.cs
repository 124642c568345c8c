using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Redivision;

/// <summary>A grid that is retired by a re-division, and the grids that take its place.</summary>
/// <param name="Successors">At least one.</param>
/// <param name="Rest">The successor of tickets that no boundary decides.</param>
/// <param name="ReachGrows">Whether the posts of a successor reach more than those of this grid did.</param>
sealed record ReplacedGrid(string Code, IReadOnlyList<SuccessorGrid> Successors, SuccessorGrid Rest, bool ReachGrows)
{
    /// <summary>The successor for a ticket: the one that its place lies in, otherwise <see cref="Rest"/>.</summary>
    public SuccessorGrid For(double? lng, double? lat) =>
        (lng, lat) is ({ } x, { } y) ? Successors.FirstOrDefault(successor => successor.Area?.Covers(new(x, y)) is true) ?? Rest : Rest;
}

/// <summary>A grid that takes over tickets or posts.</summary>
/// <param name="Area">Its boundary; null without one.</param>
sealed record SuccessorGrid(string Code, string Name, IndexedBoundary? Area)
{
    public int Level => GridCode.Level(Code);
}
