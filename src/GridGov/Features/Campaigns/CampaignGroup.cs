using GridGov.Api;

namespace GridGov.Features.Campaigns;

/// <summary>Campaigns (行动): daily patrols, door knocking, surveys, inspections and deliveries, and what is due at which door.</summary>
public sealed class CampaignGroup() : ApiGroup("campaigns", "campaigns");
