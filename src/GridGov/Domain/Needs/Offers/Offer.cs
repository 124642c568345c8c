using GridGov.Api;

namespace GridGov.Domain.Needs.Offers;

/// <summary>An offer (资源) of a venue, information, talent, service or goods.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is offered.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
/// <param name="Grid">The grid whose subtree can have it.</param>
/// <param name="Place">The place where it is; a household only for the office and the offer's group.</param>
/// <param name="Group">The group that offers it; null for the office.</param>
/// <param name="FromDay">The first day on which it can be had, yyyy-MM-dd.</param>
/// <param name="ToDay">The last day; null while it is open.</param>
/// <param name="Hours">The hours, in words.</param>
/// <param name="Quantity">How much there is.</param>
/// <param name="CreatedBy">Who made it; null for who sees it as one of another group.</param>
/// <param name="CreatedAt">The time at which it was made.</param>
/// <param name="WithdrawnAt">The time at which it was withdrawn.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Offer(
    Id Id, NeedKind Kind, string Title, string? Description, Need.GridRef Grid, Need.PlaceRef? Place, Need.GroupRef? Group,
    DateOnly FromDay, DateOnly? ToDay, string? Hours, int? Quantity, Need.PersonRef? CreatedBy, Instant CreatedAt, Instant? WithdrawnAt,
    long Version) : IVersioned
{
    /// <summary>The kind of subject of their events.</summary>
    internal const string Subject = "offer";
}
