using GridGov.Api;

namespace GridGov.Features.Grids;

/// <summary>A grid (网格), or a city or county above the grids, as every operation on one of them answers it.</summary>
/// <param name="Code">National code: 4 digits a city, 6 a county, 9 a street, 12 a community, 15 a unit grid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">1 street, 2 community, 3 unit grid; 0 above the street.</param>
/// <param name="Parent">Code of the one that it lies in; null for a city.</param>
/// <param name="Path">What it lies in, from the city down to its parent.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="RetiredAt">When it was retired; null while it is in use.</param>
/// <param name="RetiredReason">Why it was retired.</param>
/// <param name="Successors">Codes of the grids that took its place.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Grid(
    string Code, string Name, int Level, string? Parent, IReadOnlyList<Grid.Ancestor> Path,
    Instant CreatedAt, Instant? RetiredAt, string? RetiredReason, IReadOnlyList<string> Successors, long Version) : IVersioned
{
    /// <summary>Something that a grid lies in.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    public sealed record Ancestor(string Code, string Name);
}
