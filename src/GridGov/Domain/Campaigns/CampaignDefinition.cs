namespace GridGov.Domain.Campaigns;

/// <summary>What is planned of a campaign. The events of creating and editing have all of it.</summary>
/// <param name="Home">The lowest grid that contains all others.</param>
/// <param name="Target">The filter as it is stored.</param>
/// <param name="Questions">The questions as they are stored.</param>
sealed record CampaignDefinition(
    CampaignKind Kind, string Name, string? Description, string Home, IReadOnlyList<string> Grids, DateOnly FromDay, DateOnly ToDay,
    CampaignCycle Cycle, string Target, int? Goal, string Questions, Id? LeaderId)
{
    public object ToPayload() => new
    {
        Kind, Name, Description, Home, Grids, FromDay, ToDay, Cycle, Target, Goal, Questions, Leader = LeaderId?.ToString(),
    };
}
