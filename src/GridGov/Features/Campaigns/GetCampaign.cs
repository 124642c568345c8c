using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Campaigns;
using GridGov.Security;

namespace GridGov.Features.Campaigns;

/// <summary>A campaign with its questions.</summary>
public sealed class GetCampaign(Db db) : ApiEndpoint<ById, Results<Ok<Campaign>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<CampaignGroup>();
        Operation("Get a campaign", "For whoever reads records in one of its grids, or in a grid that lies in one of them.");
        RequiresCapability(Capability.RecordRead);
    }

    public override Task<Results<Ok<Campaign>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Campaign>, NotFound>>(async tx => await CampaignRow.Find(tx, Actor, request.Id) is { } row
            ? TypedResults.Ok((await CampaignRow.Show(tx, [row]))[0])
            : TypedResults.NotFound(), ct);
}
