using System.Security.Cryptography;
using System.Text;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Events;
using GridGov.Domain.Places;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// The target places of running campaigns, each from an instant until an instant. They are written when a campaign starts, and again
/// whenever a place changes; those of a campaign that has ended stay as they were.
/// </summary>
static class CampaignTargets
{
    /// <summary>A campaign with more target places than this cannot start.</summary>
    public const int MaxTargets = 100_000;

    const char TagSeparator = '\u001f';
    const string TagSeparatorText = "\u001f";

    /// <param name="Hash">Of all target places with their grids, for the event.</param>
    public sealed record Started(int Places, string Hash);

    /// <summary>Writes the target places of a campaign that starts.</summary>
    /// <returns>Null when there are too many.</returns>
    public static async Task<Started?> Start(Tx tx, Id campaign, IReadOnlyList<string> grids, PlaceFilter filter)
    {
        var found = await FindAll(tx, grids, filter);
        if (found.Count > MaxTargets)
            return null;
        await Insert.Execute(tx, found.Select(place => (campaign, place.Id, tx.Now, place.Grid)));
        return new Started(found.Count, HashOf(found.Select(place => (place.Id, place.Grid))));
    }

    /// <summary>The places that a filter chooses now, in the order of their ids; at most one more than <see cref="MaxTargets"/>.</summary>
    public static async Task<List<TargetCandidate>> FindAll(Tx tx, IReadOnlyList<string> grids, PlaceFilter filter)
    {
        var zones = (await BoundaryCache.LoadAll(tx)).Zones;
        var parameters = new DynamicParameters();
        var conditions = new SqlConditions(parameters);
        if (filter.Kinds is { Count: > 0 } kinds)
            conditions.And($"p.kind IN {InList.Of(parameters, "kind", kinds.Select(kind => kind.ToCode()))}");
        if (filter.Public is { } isPublic)
            conditions.And("p.public = @public", ("public", isPublic ? 1 : 0));
        if (filter.Tags is { Count: > 0 } tags)
        {
            conditions.And("EXISTS (SELECT 1 FROM place_tags t WHERE t.place_id = p.id AND t.tag IN "
                + InList.Of(parameters, "tag", tags) + ")");
        }
        if (filter.Zone is not null)
            conditions.And("p.lat IS NOT NULL");
        parameters.Add("rows", MaxTargets + 1);
        var places = await tx.Query(
            $"{Select} WHERE p.retired_at IS NULL AND @scope(p.grid_code){conditions} ORDER BY p.id LIMIT @rows",
            Read, parameters, Scope.Of(grids));
        places.RemoveAll(place => !filter.Matches(place, zones));
        return places;
    }

    /// <summary>
    /// Compares a place that was created, edited, moved or retired with the filters of the running campaigns, after its row and its tags
    /// were written.
    /// </summary>
    public static async Task OnPlaceChanged(Tx tx, Id place)
    {
        if (await tx.QuerySingle($"{Select} WHERE p.id = @Place", Read, new { Place = place }) is not { } now)
            throw new InvalidOperationException($"There is no place {place}.");
        var parameters = SqlParameters.Of(new { Place = place });
        var campaigns = await tx.Query($"""
            SELECT c.id, c.grid_code, c.target, c.version, t.from_at, t.grid_code AS target_grid,
                   CASE WHEN EXISTS (SELECT 1 FROM campaign_grids g WHERE g.campaign_id = c.id AND g.grid_code IN
                     {InList.Of(parameters, "grid", GridCode.Lengths.Where(n => n <= now.Grid.Length).Select(n => now.Grid[..n]))})
                   THEN 1 ELSE 0 END AS contains
              FROM campaigns c
              LEFT JOIN campaign_targets t ON t.campaign_id = c.id AND t.place_id = @Place AND t.until_at IS NULL
             WHERE c.status = 'running'
             ORDER BY c.id
            """, Row.Read, parameters);
        if (campaigns.Count == 0)
            return;
        var zones = (await BoundaryCache.LoadAll(tx)).Zones;
        foreach (var campaign in campaigns)
        {
            var grid = campaign.Contains && !now.Retired && PlaceFilter.Read(campaign.Target).Matches(now, zones) ? now.Grid : null;
            if (grid == campaign.TargetGrid)
                continue;
            if (campaign.TargetGrid is not null)
                await tx.Execute(End, new { campaign.Id, Place = place, From = campaign.FromAt, tx.Now });
            if (grid is not null)
                await tx.Execute(Begin, new { campaign.Id, Place = place, tx.Now, Grid = grid });
            await Journal.Append(tx, new JournalEntry(
                Campaign.Subject, campaign.Id.ToString(), campaign.Grid, RetargetAction, Actor: null, campaign.Version)
            {
                Payload = new { Place = place.ToString(), Grid = grid },
                IsAudited = false,
            });
        }
    }

    /// <summary>The action of events by which a place became a target place, moved as one, or ceased to be one.</summary>
    public const string RetargetAction = "retarget";

    public static string HashOf(IEnumerable<(Id Place, string Grid)> targets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (place, grid) in targets.OrderBy(target => target.Place.Value))
            hash.AppendData(Encoding.ASCII.GetBytes($"{place} {grid}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static TargetCandidate Read(Columns c) => new(
        c.Id(), c.Enum<PlaceKind>(), c.Text(), c.DoubleOrNull(), c.DoubleOrNull(), c.Flag(), c.Flag(),
        c.TextOrNull()?.Split(TagSeparator) ?? []);

    sealed record Row(Id Id, string Grid, string Target, long Version, Instant? FromAt, string? TargetGrid, bool Contains)
    {
        public static Row Read(Columns c) =>
            new(c.Id(), c.Text(), c.Text(), c.Long(), c.InstantOrNull(), c.TextOrNull(), c.Flag());
    }

    static readonly RowInsert<(Id Campaign, Id Place, Instant From, string Grid)> Insert = new("campaign_targets",
        ("campaign_id", row => row.Campaign), ("place_id", row => row.Place), ("from_at", row => row.From), ("grid_code", row => row.Grid));

    const string Select = $"""
        SELECT p.id, p.kind, p.grid_code, p.lng, p.lat, p.public, CASE WHEN p.retired_at IS NULL THEN 0 ELSE 1 END AS retired,
               (SELECT string_agg(t.tag, '{TagSeparatorText}') FROM place_tags t WHERE t.place_id = p.id) AS tags
          FROM places p
        """;

    const string End = """
        UPDATE campaign_targets SET until_at = @Now WHERE campaign_id = @Id AND place_id = @Place AND from_at = @From
        """;

    // A place that changes twice in one transaction has one interval from then on.
    const string Begin = """
        INSERT INTO campaign_targets (campaign_id, place_id, from_at, grid_code)
        VALUES (@Id, @Place, @Now, @Grid)
        ON CONFLICT (campaign_id, place_id, from_at) DO UPDATE SET until_at = NULL, grid_code = excluded.grid_code
        """;
}
