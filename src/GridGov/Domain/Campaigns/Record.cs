using System.Text.Json;
using GridGov.Domain.Needs;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// A record (记录): what was found at a place or point, at a time. One whose finding or need is a confidential ticket tells where that is,
/// so whoever neither made it nor may read the ticket sees no place, position, distance, round, ticket, needs and photos of it, and only
/// days.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Campaign">Its campaign; null outside campaigns.</param>
/// <param name="CycleDay">The first day of the campaign's cycle that it counts in.</param>
/// <param name="RoundId">The id of its round.</param>
/// <param name="Place">Its place; null at a point.</param>
/// <param name="Grid">The place's grid at that time, or that of the point.</param>
/// <param name="Person">Who went there.</param>
/// <param name="Post">The post by which the person went there.</param>
/// <param name="DoneAt">The time at which it was made, by the phone's clock; it decides the cycle.</param>
/// <param name="RecordedAt">The time at which the server received it.</param>
/// <param name="Outcome">What was found.</param>
/// <param name="Quantity">How much was handed over.</param>
/// <param name="Position">Where the phone was.</param>
/// <param name="PlaceMetres">The distance from there to the place in metres.</param>
/// <param name="FarFromPlace">Whether that is more than 2 km.</param>
/// <param name="OutsideGrid">Whether the phone was outside the grid.</param>
/// <param name="Ticket">What its finding became; null without a finding, and for a ticket that the caller may not read.</param>
/// <param name="Needs">What became of the needs that were submitted with it, without those that the caller may not read.</param>
/// <param name="Corrects">The id of the earlier record that it corrects.</param>
/// <param name="CorrectedBy">The id of the later record that corrects it; then it counts nowhere.</param>
/// <param name="PhotoCount">The number of its photos.</param>
public sealed record Record(
    Id Id, Round.CampaignRef? Campaign, DateOnly? CycleDay, Id? RoundId, Record.PlaceRef? Place, Campaign.GridRef Grid,
    Campaign.PersonRef Person, PostKind Post, Instant DoneAt, Instant RecordedAt, RecordOutcome Outcome, double? Quantity,
    Record.Point? Position, double? PlaceMetres, bool FarFromPlace, bool OutsideGrid, Record.TicketRef? Ticket,
    IReadOnlyList<Record.NeedRef> Needs, Id? Corrects, Id? CorrectedBy, int PhotoCount)
{
    /// <summary>A record further from its place than this is flagged.</summary>
    internal const double FarMetres = 2000;

    /// <summary>A place.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    public sealed record PlaceRef(Id Id, string Name, PlaceKind Kind);

    /// <summary>A position.</summary>
    /// <param name="Lng">Longitude in degrees (WGS84).</param>
    /// <param name="Lat">Latitude in degrees (WGS84).</param>
    public sealed record Point(double Lng, double Lat);

    /// <summary>The ticket of a finding.</summary>
    /// <param name="Id">Its id; null for a confidential ticket.</param>
    /// <param name="Number">Its number; null for a confidential ticket.</param>
    /// <param name="Status">Its status now; null for a confidential ticket.</param>
    /// <param name="Masked">Whether it is confidential. The record tells where it is, and so does not say which one it is.</param>
    public sealed record TicketRef(Id? Id, string? Number, TicketStatus? Status, bool Masked);

    /// <summary>A need that was heard of there.</summary>
    /// <param name="Id">Its id; null for one that became a confidential ticket.</param>
    /// <param name="Kind">What is needed; null for one that became a confidential ticket.</param>
    /// <param name="Status">Its status now; null for one that became a confidential ticket.</param>
    /// <param name="Closing">Why it is closed; null while it is not, and for one that became a confidential ticket.</param>
    /// <param name="Masked">
    /// Whether it became a ticket that is confidential. The record tells where that is, and so does not say which one it is.
    /// </param>
    public sealed record NeedRef(Id? Id, NeedKind? Kind, NeedStatus? Status, NeedClosing? Closing, bool Masked);
}

/// <summary>
/// A record with its words and photos. Of one whose finding or need is a confidential ticket only its author and who may read that ticket
/// see them.
/// </summary>
/// <param name="Record">The record.</param>
/// <param name="Answers">The answers by the keys of the questions.</param>
/// <param name="Note">The note.</param>
/// <param name="Photos">The photos.</param>
public sealed record RecordDetails(Record Record, JsonElement? Answers, string? Note, IReadOnlyList<RecordDetails.Photo> Photos)
{
    /// <summary>A photo.</summary>
    /// <param name="Id">The id of the file.</param>
    /// <param name="ContentType">The type of the original, by its content.</param>
    /// <param name="Length">The length of the original in bytes.</param>
    /// <param name="Width">The width of the upright picture in pixels.</param>
    /// <param name="Height">The height of the upright picture in pixels.</param>
    public sealed record Photo(Id Id, string ContentType, long Length, int? Width, int? Height);
}
