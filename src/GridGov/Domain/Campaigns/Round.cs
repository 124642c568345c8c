using GridGov.Api;

namespace GridGov.Domain.Campaigns;

/// <summary>A round (出勤): a person's going out.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Person">Who went out.</param>
/// <param name="Grid">The grid of the post by which the person went out.</param>
/// <param name="Campaign">The campaign; null for all that is due.</param>
/// <param name="Day">The day on which it started.</param>
/// <param name="StartedAt">The time at which it started, by the phone's clock.</param>
/// <param name="EndedAt">The time at which it ended, by the phone's clock; null while it goes on.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="CreatedAt">The time at which the server learnt of it.</param>
/// <param name="Points">The number of points of its track.</param>
/// <param name="Metres">The length of its track, without points with a flag.</param>
/// <param name="Records">The number of its records that nothing corrects.</param>
/// <param name="Version">Grows by 1 when it ends; it is the ETag.</param>
public sealed record Round(
    Id Id, Campaign.PersonRef Person, Campaign.GridRef Grid, Round.CampaignRef? Campaign, DateOnly Day, Instant StartedAt, Instant? EndedAt,
    RoundEnding? Ending, Instant CreatedAt, int Points, double Metres, long Records, long Version) : IVersioned
{
    /// <summary>A campaign.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What is done in it.</param>
    public sealed record CampaignRef(Id Id, string Name, CampaignKind Kind);
}
