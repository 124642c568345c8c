using GridGov.Api;

namespace GridGov.Features.Grids;

/// <summary>A grid (网格), or a city or county above the grids.</summary>
/// <param name="Code">The national code: 4 digits for a city, 6 a county, 9 a street, 12 a community, 15 a unit grid.</param>
/// <param name="Name">The grid's name.</param>
/// <param name="Level">1 street, 2 community, 3 unit grid; 0 city or county.</param>
/// <param name="Parent">The code of the parent; null for a city.</param>
/// <param name="Path">The ancestors, from the city down to the parent.</param>
/// <param name="CreatedAt">The time at which it was added.</param>
/// <param name="RetiredAt">The time at which it was retired; null while it is in use.</param>
/// <param name="RetiredReason">The reason for which it was retired.</param>
/// <param name="Successors">Codes of the grids that replaced it.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Grid(
    string Code, string Name, int Level, string? Parent, IReadOnlyList<Grid.Ancestor> Path,
    Instant CreatedAt, Instant? RetiredAt, string? RetiredReason, IReadOnlyList<string> Successors, long Version) : IVersioned
{
    /// <summary>An ancestor of a grid.</summary>
    /// <param name="Code">The ancestor's code.</param>
    /// <param name="Name">The ancestor's name.</param>
    public sealed record Ancestor(string Code, string Name);
}
