using System.Text.Json.Serialization;
using GridGov.Domain.Statistics.History;
using GridGov.Geo;

namespace GridGov.Domain.Tickets.Amendments;

/// <summary>
/// What an amendment changed, in its event. Codes stay readable, because the history is replayed from them; words and places are
/// encrypted with the event of a ticket that is or was confidential.
/// </summary>
sealed record AmendmentRecord
{
    /// <summary>The codes, by their names in the event; <see cref="AmendedCodes"/> reads those that are measured.</summary>
    static readonly IReadOnlyList<(string Name, Func<TicketRow, object> Of)> Codes =
    [
        ("category", row => row.Category),
        ("kind", row => row.Kind.ToCode()),
        ("programme", row => row.Programme.ToCode()),
        ("role", row => row.Role),
        ("grid", row => row.GridCode),
        ("level", row => row.HandlingLevel),
        ("urgency", row => row.Urgency.ToCode()),
        ("source", row => row.Source.ToCode()),
        ("foundAt", row => row.FoundAt?.ToUtc() ?? (object)""),
        ("confidential", row => row.Confidential),
    ];

    public required IReadOnlyDictionary<string, object> Was { get; init; }
    public required IReadOnlyDictionary<string, object> Now { get; init; }

    /// <summary>True when the ticket becomes confidential, so that the words of the events before this one are not shown.</summary>
    public bool? Hides { get; init; }

    public FreeText? Description { get; init; }
    public FreeText? FormerDescription { get; init; }
    public FreeText? Address { get; init; }
    public FreeText? FormerAddress { get; init; }
    public Point? Location { get; init; }
    public Point? FormerLocation { get; init; }

    /// <summary>The id of the place, empty for none. It tells where, so it is hidden as words are.</summary>
    public string? Place { get; init; }
    public string? FormerPlace { get; init; }

    public string? Handler { get; init; }
    public string? Name { get; init; }
    public string? Post { get; init; }
    public string? Role { get; init; }
    public string? Former { get; init; }
    public string? FormerName { get; init; }

    /// <summary>The ticket that this one was merged into or is a part of, when it is hidden with that one.</summary>
    public string? Into { get; init; }

    /// <summary>Whether the place or the grid changed, so that they have to be compared again.</summary>
    [JsonIgnore]
    public bool ChangesPlace => Location is not null || FormerLocation is not null || Now.ContainsKey("grid");

    public sealed record Point(double Lng, double Lat, double? SentLng, double? SentLat, CoordSys? CoordSys)
    {
        public static Point? Of(TicketRow row) =>
            row is { Lng: { } lng, Lat: { } lat } ? new Point(lng, lat, row.SentLng, row.SentLat, row.CoordSys) : null;
    }

    /// <param name="before">The ticket with its hidden content.</param>
    /// <param name="after">The same after the amendment.</param>
    /// <returns>Null when nothing changed.</returns>
    public static AmendmentRecord? Between(TicketRow before, TicketRow after)
    {
        var changed = Codes.Where(code => !code.Of(before).Equals(code.Of(after))).ToList();
        var described = !before.Description.Equals(after.Description);
        var addressed = !Equals(before.Address, after.Address);
        var located = Point.Of(before) != Point.Of(after);
        var placed = before.PlaceId != after.PlaceId;
        var handed = before.HandlerId != after.HandlerId || before.HandlerPost != after.HandlerPost
            || before.HandlerRole != after.HandlerRole;
        if (changed.Count == 0 && !described && !addressed && !located && !placed && !handed)
            return null;
        return new AmendmentRecord
        {
            Was = changed.ToDictionary(code => code.Name, code => code.Of(before), StringComparer.Ordinal),
            Now = changed.ToDictionary(code => code.Name, code => code.Of(after), StringComparer.Ordinal),
            Hides = after.Confidential && !before.Confidential ? true : null,
            Description = described ? after.Description : null,
            FormerDescription = described ? before.Description : null,
            Address = addressed ? after.Address : null,
            FormerAddress = addressed ? before.Address : null,
            Location = located ? Point.Of(after) : null,
            FormerLocation = located ? Point.Of(before) : null,
            Place = placed ? after.PlaceId?.ToString() ?? "" : null,
            FormerPlace = placed ? before.PlaceId?.ToString() ?? "" : null,
            Handler = handed ? after.HandlerId?.ToString() : null,
            Name = handed ? after.HandlerName : null,
            Post = handed ? after.HandlerPost?.ToCode() : null,
            Role = handed ? after.HandlerRole : null,
            Former = handed ? before.HandlerId?.ToString() : null,
            FormerName = handed ? before.HandlerName : null,
        };
    }
}
