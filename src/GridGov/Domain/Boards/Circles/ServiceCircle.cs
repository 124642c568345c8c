namespace GridGov.Domain.Boards.Circles;

/// <summary>The service points (服务点) within 5, 10 and 15 minutes' walk.</summary>
/// <param name="From">Where the walks begin.</param>
/// <param name="Rule">How the walks are estimated.</param>
/// <param name="Rings">The three rings, the nearest first.</param>
/// <param name="Points">The service points, the nearest first; of many only the nearest.</param>
/// <param name="Count">The number of service points in the three rings, including those that are not listed.</param>
public sealed record ServiceCircle(
    CircleOrigin From, CircleRule Rule, IReadOnlyList<CircleRing> Rings, IReadOnlyList<CirclePoint> Points, int Count)
{
    /// <summary>Where the walks begin, as positions, for shapes and pages.</summary>
    internal IReadOnlyList<CirclePosition> Origins { get; init; } = [];
}

/// <summary>What the walks of a service circle begin from.</summary>
public enum CircleOriginKind
{
    /// <summary>A place.</summary>
    Place,
    /// <summary>A position.</summary>
    Position,
    /// <summary>Each courtyard of a grid; the nearest one counts.</summary>
    Courtyards,
    /// <summary>A point inside the boundary of a grid that has no courtyard with a position.</summary>
    InteriorPoint,
}

/// <summary>Where the walks of a service circle begin.</summary>
/// <param name="Kind">What they begin from.</param>
/// <param name="Name">The name of the place or grid; null for a position.</param>
/// <param name="Courtyards">The number of courtyards; 0 unless they begin there.</param>
/// <param name="Position">The position; null where they begin from courtyards.</param>
public sealed record CircleOrigin(CircleOriginKind Kind, string? Name, int Courtyards, CirclePosition? Position);

/// <summary>A position in WGS84.</summary>
/// <param name="Lng">Longitude in degrees.</param>
/// <param name="Lat">Latitude in degrees.</param>
public sealed record CirclePosition(double Lng, double Lat);

/// <summary>How walks are estimated: straight line × detour factor ÷ speed.</summary>
/// <param name="DetourFactor">By how much a walk is longer than the straight line; the setting `GridGov:Circle:DetourFactor`.</param>
/// <param name="KilometresPerHour">The walking speed; the setting `GridGov:Circle:WalkingSpeed`.</param>
/// <param name="Zh">The same in Chinese words.</param>
/// <param name="En">The same in English words.</param>
public sealed record CircleRule(double DetourFactor, double KilometresPerHour, string Zh, string En);

/// <summary>A ring of a service circle.</summary>
/// <param name="Minutes">The longest walk: 5, 10 or 15 minutes.</param>
/// <param name="Metres">The straight line of that walk.</param>
/// <param name="Points">The number of service points beyond the ring before and within this one.</param>
public sealed record CircleRing(int Minutes, int Metres, int Points);

/// <summary>A service point within 15 minutes' walk.</summary>
/// <param name="Id">The id of the place.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of the place, service_point.</param>
/// <param name="Tags">Words that say what is offered there.</param>
/// <param name="Address">The address.</param>
/// <param name="OpeningHours">When it is open, in words.</param>
/// <param name="OfficePhone">Its telephone number.</param>
/// <param name="Position">The position.</param>
/// <param name="Metres">The straight line in metres.</param>
/// <param name="Minutes">The estimated walk in minutes, rounded up to a tenth.</param>
/// <param name="Ring">The ring that it lies in: 5, 10 or 15.</param>
public sealed record CirclePoint(
    Id Id, string Name, Places.PlaceKind Kind, IReadOnlyList<string> Tags, string? Address, string? OpeningHours, string? OfficePhone,
    CirclePosition Position, int Metres, double Minutes, int Ring);
