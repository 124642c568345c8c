using GridGov.Api;
using GridGov.Domain.Zones;

namespace GridGov.Features.Zones;

/// <summary>A zone (专属网格).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is; null for anything else.</param>
/// <param name="Grid">The home grid: who manages it manages the zone.</param>
/// <param name="From">The first day of its polygon, yyyy-MM-dd.</param>
/// <param name="AreaM2">The area in square metres.</param>
/// <param name="Heads">The heads of today, who have no rights by it.</param>
/// <param name="CreatedAt">The time at which it was created.</param>
/// <param name="RetiredAt">The time at which it was retired; null while it is in use.</param>
/// <param name="RetiredReason">The reason for which it was retired.</param>
/// <param name="Version">Grows by 1 with every change, of the heads too; it is the ETag.</param>
public sealed record Zone(
    Id Id, string Name, ZoneKind? Kind, Zone.GridRef Grid, DateOnly From, double AreaM2, IReadOnlyList<ZoneHead> Heads,
    Instant CreatedAt, Instant? RetiredAt, string? RetiredReason, long Version) : IVersioned
{
    /// <summary>A grid.</summary>
    /// <param name="Code">The grid's code.</param>
    /// <param name="Name">The grid's name.</param>
    public sealed record GridRef(string Code, string Name);
}
