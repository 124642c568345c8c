using GridGov.Domain.Places;

namespace GridGov.Domain.Campaigns;

/// <summary>A door at which something is due today.</summary>
/// <param name="Place">The place.</param>
/// <param name="Campaigns">The campaigns that want it visited in their present cycles.</param>
/// <param name="Rule">Its own rule of how often it is visited, when that has passed.</param>
/// <param name="LastRecord">The last record of a visit; null without any.</param>
public sealed record DueVisit(
    DueVisit.Door Place, IReadOnlyList<DueVisit.CampaignDue> Campaigns, DueVisit.VisitRule? Rule, DueVisit.RecordRef? LastRecord)
{
    /// <summary>A place.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Grid">Its grid.</param>
    /// <param name="Address">Its address.</param>
    /// <param name="Position">Its position.</param>
    public sealed record Door(Id Id, string Name, PlaceKind Kind, Campaign.GridRef Grid, string? Address, Record.Point? Position);

    /// <summary>A campaign whose cycle has no valid record of the place yet.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What is done in it.</param>
    /// <param name="CycleDay">The first day of the cycle.</param>
    /// <param name="LastDay">The last day of the cycle.</param>
    /// <param name="DaysLeft">The days until the cycle ends; 0 on its last day.</param>
    public sealed record CampaignDue(Id Id, string Name, CampaignKind Kind, DateOnly CycleDay, DateOnly LastDay, int DaysLeft);

    /// <summary>The rule of a place.</summary>
    /// <param name="EveryDays">How often it should be visited, in days.</param>
    /// <param name="SinceDay">The day from which the visit is due; null when there was none yet.</param>
    public sealed record VisitRule(int EveryDays, DateOnly? SinceDay);

    /// <summary>A record.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="DoneAt">The time at which it was made.</param>
    /// <param name="Outcome">What was found.</param>
    public sealed record RecordRef(Id Id, Instant DoneAt, RecordOutcome Outcome);
}
