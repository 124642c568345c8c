using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>The row of a campaign.</summary>
sealed record CampaignRow
{
    public required Id Id { get; init; }
    public required CampaignKind Kind { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required CampaignStatus Status { get; init; }
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }
    public required CampaignCycle Cycle { get; init; }
    public required string Target { get; init; }
    public int? Goal { get; init; }
    public required string Questions { get; init; }
    public Id? LeaderId { get; init; }
    public string? LeaderName { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatedByName { get; init; }
    public Instant? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public required long Version { get; init; }

    /// <summary>The cycle that a day lies in; null for a day outside the campaign's days.</summary>
    public Cycle? CycleOf(DateOnly day) => Campaigns.Cycle.Of(Cycle, FromDay, ToDay, day);

    /// <summary>A campaign that the caller may read: one of whose grids lies in the caller's scope, or contains a part of it.</summary>
    public static Task<CampaignRow?> Find(Tx tx, Actor actor, Id id)
    {
        var (parameters, scope) = (SqlParameters.Of(new { Id = id }), actor.ScopeOf(Capability.RecordRead));
        return tx.QuerySingle<CampaignRow>($"{Select} WHERE c.id = @Id AND {InScope(parameters, scope)}", parameters, scope);
    }

    /// <summary>The condition on campaigns c that a caller may read.</summary>
    public static string InScope(DynamicParameters parameters, Scope scope)
    {
        // A street's campaign is read by the workers of its unit grids, whose scopes lie below it.
        var above = scope.Roots.Where(root => root != Data.GridCode.Everywhere)
            .SelectMany(root => Data.GridCode.Lengths.Where(length => length < root.Length).Select(length => root[..length]))
            .Distinct(StringComparer.Ordinal).ToList();
        var contains = above.Count == 0 ? "" : $" OR i.grid_code IN {InList.Of(parameters, "above", above)}";
        return $"EXISTS (SELECT 1 FROM campaign_grids i WHERE i.campaign_id = c.id AND (@scope(i.grid_code){contains}))";
    }

    public static async Task<Campaign> Reread(Tx tx, Actor actor, Id id) => (await Show(tx, [(await Find(tx, actor, id))!]))[0];

    /// <summary>The campaigns as they are shown.</summary>
    public static async Task<List<Campaign>> Show(Tx tx, IReadOnlyList<CampaignRow> rows)
    {
        var grids = await ListGrids(tx, [.. rows.Select(row => row.Id)]);
        return [.. rows.Select(row => row.Show(tx.Today, [.. grids[row.Id]]))];
    }

    public static async Task<ILookup<Id, Campaign.GridRef>> ListGrids(Tx tx, IReadOnlyCollection<Id> campaigns)
    {
        if (campaigns.Count == 0)
            return Enumerable.Empty<(Id, Campaign.GridRef)>().ToLookup(each => each.Item1, each => each.Item2);
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "id", campaigns);
        return (await tx.Query($"""
            SELECT x.campaign_id, x.grid_code, g.name
              FROM campaign_grids x
              JOIN grids g ON g.code = x.grid_code
             WHERE x.campaign_id IN {list}
             ORDER BY x.campaign_id, x.grid_code
            """, c => (Campaign: c.Id(), Grid: new Campaign.GridRef(c.Text(), c.Text())), parameters))
            .ToLookup(each => each.Campaign, each => each.Grid);
    }

    Campaign Show(DateOnly today, IReadOnlyList<Campaign.GridRef> grids) => new(
        Id, Kind, Name, Description, Status, new Campaign.GridRef(GridCode, GridName), grids, FromDay, ToDay, Cycle,
        PlaceFilter.Read(Target), Goal, Questionnaire.Read(Questions),
        LeaderId is { } leader ? new Campaign.PersonRef(leader, LeaderName ?? "") : null,
        Status == CampaignStatus.Running && CycleOf(today) is { } cycle ? new Campaign.Days(cycle.First, cycle.Last) : null,
        CreatedAt, new Campaign.PersonRef(CreatedBy, CreatedByName), EndedAt, EndedReason, Version);

    /// <summary>The grids in order, without those that lie in others.</summary>
    public static List<string> WithoutNested(IReadOnlyCollection<string> codes) =>
    [
        .. codes.Distinct(StringComparer.Ordinal)
            .Where(code => !codes.Any(other => other.Length < code.Length && GridGov.Data.GridCode.Covers(other, code)))
            .Order(StringComparer.Ordinal),
    ];

    public static async Task SetGrids(Tx tx, Id campaign, IReadOnlyList<string> grids)
    {
        await tx.Execute(ClearGrids, new { Id = campaign });
        foreach (var grid in grids)
            await tx.Execute(InsertGrid, new { Id = campaign, Grid = grid });
    }

    /// <summary>The next event of the campaign.</summary>
    public JournalEntry Event(string action, Actor? actor, object? payload = null, string? reason = null) =>
        new(Campaign.Subject, Id.ToString(), GridCode, action, actor?.Id, Version + 1)
        {
            // The home grid may lie above each of the posts that together cover the campaign's grids.
            Post = (actor?.PostsFor(Capability.CampaignManage, GridCode).FirstOrDefault()
                ?? actor?.Posts.FirstOrDefault(post => post.May(Capability.CampaignManage)))?.Kind,
            Reason = reason,
            Payload = payload,
        };

    public const string Select = """
        SELECT c.id, c.kind, c.name, c.description, c.grid_code, g.name AS grid_name, c.status, c.from_day, c.to_day, c.cycle, c.target,
               c.goal, c.questions, c.leader_id, l.name AS leader_name, c.created_at, c.created_by, b.name AS created_by_name, c.ended_at,
               c.ended_reason, c.version
          FROM campaigns c
          JOIN grids g ON g.code = c.grid_code
          JOIN people b ON b.id = c.created_by
          LEFT JOIN people l ON l.id = c.leader_id
        """;

    const string ClearGrids = "DELETE FROM campaign_grids WHERE campaign_id = @Id";

    const string InsertGrid = "INSERT INTO campaign_grids (campaign_id, grid_code) VALUES (@Id, @Grid)";
}
