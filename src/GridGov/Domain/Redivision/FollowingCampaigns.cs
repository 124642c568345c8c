using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>Planned and running campaigns of a retired grid go on in its successors. Their target places follow as places.</summary>
static class FollowingCampaigns
{
    public static async Task Move(Tx tx, Actor actor, ReplacedGrid grid, string reason)
    {
        foreach (var id in await tx.Query<Id>(ListCampaigns, new { grid.Code }))
        {
            var campaign = (await tx.QuerySingle<CampaignRow>(CampaignRow.Select + " WHERE c.id = @Id", new { Id = id }))!;
            var before = (await CampaignRow.ListGrids(tx, [id]))[id].Select(each => each.Code).ToList();
            var after = CampaignRow.WithoutNested(
                [.. before.Where(code => code != grid.Code), .. grid.Successors.Select(successor => successor.Code)]);
            var home = GridCode.CommonAncestor(after) ?? campaign.GridCode;
            await CampaignRow.SetGrids(tx, id, after);
            await tx.Execute(Update, new { Id = id, Home = home });
            await Journal.Append(tx, (campaign with { GridCode = home }).Event("follow", actor: null, new
            {
                Home = home, Grids = after, From = grid.Code,
            }, reason) with
            { Actor = actor.Id, Post = actor.PostsFor(Capability.GridManage, grid.Code).First().Kind });
        }
    }

    const string ListCampaigns = """
        SELECT c.id
          FROM campaigns c
          JOIN campaign_grids g ON g.campaign_id = c.id
         WHERE g.grid_code = @Code AND c.status IN ('planned', 'running')
         ORDER BY c.id
        """;

    const string Update = "UPDATE campaigns SET grid_code = @Home, version = version + 1 WHERE id = @Id";
}
