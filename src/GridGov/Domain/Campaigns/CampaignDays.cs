namespace GridGov.Domain.Campaigns;

/// <summary>What the days bring by themselves: campaigns start and close, and rounds that nobody finished lapse at midnight.</summary>
static class CampaignDays
{
    const int Portion = 100;

    /// <returns>The number of campaigns and rounds that changed.</returns>
    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        var changed = 0;
        var (campaigns, rounds) = await db.Read(async tx => (
            await tx.Query<Id>(ListDueCampaigns, new { tx.Today, Before = Days.Begin(tx.Today, tx.Zone), Portion }),
            await tx.Query<Id>(ListOpenRounds, new { Before = Days.Begin(tx.Today, tx.Zone), Portion })), ct);
        foreach (var id in campaigns)
            changed += await db.Write(tx => Act(tx, id), ct) ? 1 : 0;
        foreach (var id in rounds)
            changed += await db.Write(tx => Lapse(tx, id), ct) ? 1 : 0;
        return changed;
    }

    static async Task<bool> Act(Tx tx, Id id) =>
        await tx.QuerySingle<CampaignRow>(CampaignRow.Select + " WHERE c.id = @Id", new { Id = id }) is { } campaign
        && CampaignLifecycle.DueOn(campaign.Status, campaign.FromDay, campaign.ToDay, tx.Today) is { } action
        && await CampaignTransition.Write(tx, actor: null, campaign, action, action == CampaignAction.Cancel ? MissedReason : null) is null;

    /// <summary>A round that was sent late lapses at the end of the day on which it was sent, so that its end can be sent too.</summary>
    static async Task<bool> Lapse(Tx tx, Id id) =>
        await tx.QuerySingle<RoundRow>(RoundRow.Select + " WHERE r.id = @Id AND r.ended_at IS NULL", new { Id = id }) is { } round
        && round.CreatedAt < Days.Begin(tx.Today, tx.Zone)
        && await round.End(tx, actor: null, post: null, RoundEnding.Lapsed, Days.Begin(round.Day.AddDays(1), tx.Zone));

    const string MissedReason = "行动日期已过，未启动";

    // Who plans a campaign on its first day is still at it, and starts it by hand; or it starts at midnight.
    const string ListDueCampaigns = """
        SELECT id FROM campaigns
         WHERE (status = 'planned' AND from_day <= @Today AND created_at < @Before) OR (status = 'running' AND to_day < @Today)
         ORDER BY id
         LIMIT @Portion
        """;

    const string ListOpenRounds = """
        SELECT id FROM rounds WHERE ended_at IS NULL AND created_at < @Before ORDER BY id LIMIT @Portion
        """;
}
