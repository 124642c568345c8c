using GridGov.Geo;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>What is said of a problem when it is filed.</summary>
sealed record FiledReport(string Category, FreeText Description)
{
    public Place? Location { get; init; }

    /// <summary>By default the category's.</summary>
    public Urgency? Urgency { get; init; }

    public Person? Reporter { get; init; }
    public Instant? FoundAt { get; init; }
    public string? ExternalNumber { get; init; }
    public Instant? ExternalDueAt { get; init; }

    /// <summary>Whether it is established only once somebody confirmed it on the spot.</summary>
    public bool Unverified { get; init; }

    /// <summary>Coordinates, an address, or both.</summary>
    /// <param name="CoordSys">The datum of the coordinates; wgs84 by default.</param>
    public sealed record Place(double? Lng, double? Lat, CoordSys? CoordSys, FreeText? Address);

    public sealed record Person(FreeText? Name, FreeText? Phone);
}
