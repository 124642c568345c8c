using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Features.Campaigns;
using GridGov.Security;

namespace GridGov.Demo;

static class DemoCampaigns
{
    public static async Task<Id> PlanAndStart(Db db, Actor actor, CreateCampaign.Request request, CancellationToken ct)
    {
        var created = await new CreateCampaign(db) { Actor = actor }.ExecuteAsync(request, ct);
        if (created.Result is not Created<Campaign> { Value: { } campaign })
            throw DemoStreet.Refused(created.Result);
        var started = await new StartCampaign(db) { Actor = actor }.ExecuteAsync(new(campaign.Id, new IfMatch(campaign.Version)), ct);
        return started.Result is Ok<Campaign> ? campaign.Id : throw DemoStreet.Refused(started.Result);
    }
}
