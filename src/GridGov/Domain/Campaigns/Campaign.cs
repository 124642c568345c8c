using GridGov.Api;

namespace GridGov.Domain.Campaigns;

/// <summary>A campaign (行动): daily patrols, door knocking, surveys, inspections, deliveries.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is done in it, which decides the outcomes of its records.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Status">Its status.</param>
/// <param name="Grid">The lowest grid or division that contains all of its grids.</param>
/// <param name="Grids">The subtrees in which it is carried out.</param>
/// <param name="FromDay">The first day, yyyy-MM-dd.</param>
/// <param name="ToDay">The last day, yyyy-MM-dd.</param>
/// <param name="Cycle">How often it wants its places visited.</param>
/// <param name="Target">The filter of its target places.</param>
/// <param name="Goal">How many records, or things handed over, in all; null for none.</param>
/// <param name="Questions">The questions that every record answers.</param>
/// <param name="Leader">Who leads it.</param>
/// <param name="CurrentCycle">The cycle of today; null unless it is running on one of its days.</param>
/// <param name="CreatedAt">The time at which it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="EndedAt">The time at which it was closed or cancelled.</param>
/// <param name="EndedReason">The reason for which it was cancelled.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Campaign(
    Id Id, CampaignKind Kind, string Name, string? Description, CampaignStatus Status, Campaign.GridRef Grid,
    IReadOnlyList<Campaign.GridRef> Grids, DateOnly FromDay, DateOnly ToDay, CampaignCycle Cycle, PlaceFilter Target, int? Goal,
    IReadOnlyList<Question> Questions, Campaign.PersonRef? Leader, Campaign.Days? CurrentCycle, Instant CreatedAt,
    Campaign.PersonRef CreatedBy, Instant? EndedAt, string? EndedReason, long Version) : IVersioned
{
    /// <summary>The kind of subject of their events.</summary>
    internal const string Subject = "campaign";

    /// <summary>A grid, county or city.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    public sealed record GridRef(string Code, string Name);

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>Some days.</summary>
    /// <param name="First">The first day, yyyy-MM-dd.</param>
    /// <param name="Last">The last day, yyyy-MM-dd.</param>
    public sealed record Days(DateOnly First, DateOnly Last);
}
