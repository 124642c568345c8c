using GridGov.Security;

namespace GridGov.Features.Grids.Redivision;

/// <summary>What a re-division (网格调整) did, or would do.</summary>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Retired">The codes of the grids that were retired; their history and their closed tickets keep these codes.</param>
/// <param name="Created">The new grids, parents first.</param>
/// <param name="Redrawn">The codes of the grids with another boundary, besides the new ones.</param>
/// <param name="Tickets">Open tickets that follow, by the grid they leave and the grid they go to.</param>
/// <param name="Places">Places in use that follow, by the grid they leave and the grid they go to.</param>
/// <param name="Zones">Zones whose home grid is retired, and the lowest grid with all of its successors, which is their home now.</param>
/// <param name="Groups">Groups that follow, by the grid they leave and the grid they go to.</param>
/// <param name="Needs">Needs that are not closed and follow, by the grid they leave and the grid they go to.</param>
/// <param name="Offers">Offers that are not withdrawn and follow, likewise.</param>
/// <param name="MeetingSeries">Series of meetings that go on and follow, likewise.</param>
/// <param name="Meetings">Meetings that are planned or held and follow, likewise.</param>
/// <param name="Points">Points without a decision that follow, likewise.</param>
/// <param name="AnswerTemplates">Answer templates in use that go on, likewise; of several grids each further one gets a copy.</param>
/// <param name="Posts">Appointments on retired grids, which end today, and where they go on.</param>
/// <param name="Faults">Why it cannot be done; empty unless it is a dry run.</param>
public sealed record Redivision(
    bool DryRun, IReadOnlyList<string> Retired, IReadOnlyList<Redivision.CreatedGrid> Created, IReadOnlyList<string> Redrawn,
    IReadOnlyList<Redivision.FollowingTickets> Tickets, IReadOnlyList<Redivision.FollowingPlaces> Places,
    IReadOnlyList<Redivision.FollowingZone> Zones, IReadOnlyList<Redivision.FollowingCount> Groups,
    IReadOnlyList<Redivision.FollowingCount> Needs, IReadOnlyList<Redivision.FollowingCount> Offers,
    IReadOnlyList<Redivision.FollowingCount> MeetingSeries, IReadOnlyList<Redivision.FollowingCount> Meetings,
    IReadOnlyList<Redivision.FollowingCount> Points, IReadOnlyList<Redivision.FollowingCount> AnswerTemplates,
    IReadOnlyList<Redivision.FollowingPost> Posts, IReadOnlyList<Redivision.Fault> Faults)
{
    /// <summary>A grid that a re-division created.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Predecessors">The codes of the grids that it replaces.</param>
    public sealed record CreatedGrid(string Code, string Name, IReadOnlyList<string> Predecessors);

    /// <summary>Open tickets that follow from one grid to another.</summary>
    /// <param name="From">The code of the grid that they leave.</param>
    /// <param name="To">The code of the grid that they go to.</param>
    /// <param name="Count">How many.</param>
    /// <param name="ByPlace">How many of them lie in the boundary of the grid that they go to.</param>
    public sealed record FollowingTickets(string From, string To, long Count, long ByPlace);

    /// <summary>Places that follow from one grid to another.</summary>
    /// <param name="From">The code of the grid that they leave.</param>
    /// <param name="To">The code of the grid that they go to.</param>
    /// <param name="Count">How many.</param>
    /// <param name="ByPosition">How many of them lie in the boundary of the grid that they go to.</param>
    public sealed record FollowingPlaces(string From, string To, long Count, long ByPosition);

    /// <summary>A zone whose home grid is retired.</summary>
    /// <param name="ZoneId">The id of the zone.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="From">The code of the retired grid.</param>
    /// <param name="To">The code of its home grid from now on.</param>
    public sealed record FollowingZone(Id ZoneId, string Name, string From, string To);

    /// <summary>Groups, needs, offers, series, meetings, points or answer templates that follow from one grid to another.</summary>
    /// <param name="From">The code of the grid that they leave.</param>
    /// <param name="To">The code of the grid that they go to.</param>
    /// <param name="Count">How many.</param>
    public sealed record FollowingCount(string From, string To, long Count);

    /// <summary>An appointment on a retired grid.</summary>
    /// <param name="AppointmentId">The id of the appointment that ends.</param>
    /// <param name="PersonId">The id of its holder.</param>
    /// <param name="Name">The name of its holder.</param>
    /// <param name="Post">The post.</param>
    /// <param name="Role">The service role; null without one.</param>
    /// <param name="From">The code of the retired grid.</param>
    /// <param name="To">The codes of the grids where the post is held from today on.</param>
    /// <param name="Pending">Those of them where it waits for another administrator, because it reaches more than before.</param>
    /// <param name="NotHeld">The codes of grids where it does not go on, because somebody else has that post or responsibility.</param>
    public sealed record FollowingPost(
        Id AppointmentId, Id PersonId, string Name, PostKind Post, string? Role, string From,
        IReadOnlyList<string> To, IReadOnlyList<string> Pending, IReadOnlyList<string> NotHeld);

    /// <summary>Something that must be set right first.</summary>
    /// <param name="Pointer">The value in the request, as a JSON pointer.</param>
    /// <param name="Code">The rule.</param>
    /// <param name="Detail">What is wrong.</param>
    /// <param name="Lng">The longitude of the place of a boundary's fault, WGS84; null for other faults.</param>
    /// <param name="Lat">Its latitude.</param>
    public sealed record Fault(string Pointer, string Code, string Detail, double? Lng = null, double? Lat = null);
}
