using System.Text.Json.Serialization;
using GridGov.Api;

namespace GridGov.Domain.Places;

/// <summary>A place (场所) where workers go. It says nothing of the people behind the door.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name; of a household the door number.</param>
/// <param name="Grid">The lowest grid that it belongs to.</param>
/// <param name="Address">The address.</param>
/// <param name="Position">The position; null where it is not known.</param>
/// <param name="OutsideGrid">
/// The position lies outside the boundary of the grid today, by more than a metre; null where they agree and where the grid has none.
/// </param>
/// <param name="Tags">Words by which places are chosen, in alphabetical order.</param>
/// <param name="RunBy">The organisation that runs it.</param>
/// <param name="OpeningHours">When it is open, in words.</param>
/// <param name="OfficePhone">The office's telephone number.</param>
/// <param name="Public">Whether the office shows it to everybody.</param>
/// <param name="VisitEveryDays">The number of days after which it should be visited again; null for no rule.</param>
/// <param name="ExternalNumber">Its number in another system; unique within a street.</param>
/// <param name="CreatedAt">The time at which it was created.</param>
/// <param name="RetiredAt">The time at which it was retired; null while it is in use.</param>
/// <param name="RetiredReason">The reason for which it was retired.</param>
/// <param name="Links">Where its history and its QR code are.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Place(
    Id Id, PlaceKind Kind, string Name, Place.GridRef Grid, string? Address, Place.Point? Position, Place.OutsideGridRef? OutsideGrid,
    IReadOnlyList<string> Tags, string? RunBy, string? OpeningHours, string? OfficePhone, bool Public, int? VisitEveryDays,
    string? ExternalNumber, Instant CreatedAt, Instant? RetiredAt, string? RetiredReason, Place.PlaceLinks Links, long Version)
    : ICacheableVersion
{
    /// <summary>In a list with near: the metres from there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Distance { get; init; }

    // A new boundary of the grid changes it without the version.
    string? ICacheableVersion.Variant => OutsideGrid is { } outside ? $"o{outside.Metres}{outside.LocatedGrid}" : null;

    /// <summary>A grid, by its code.</summary>
    /// <param name="Code">National code, 9, 12 or 15 digits.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid.</param>
    public sealed record GridRef(string Code, string Name, int Level);

    /// <summary>A position in WGS84.</summary>
    /// <param name="Lng">Longitude in degrees.</param>
    /// <param name="Lat">Latitude in degrees.</param>
    public sealed record Point(double Lng, double Lat);

    /// <summary>How a position contradicts the grid.</summary>
    /// <param name="Metres">The distance to the grid, rounded up.</param>
    /// <param name="LocatedGrid">The code of the lowest grid that the position lies in; null outside all grids.</param>
    public sealed record OutsideGridRef(int Metres, string? LocatedGrid);

    /// <summary>Paths of what belongs to a place.</summary>
    /// <param name="Tickets">The tickets at the place.</param>
    /// <param name="Records">The records of patrols and visits at the place.</param>
    /// <param name="QrCode">Its QR code as an SVG picture.</param>
    public sealed record PlaceLinks(string Tickets, string Records, string QrCode);
}
