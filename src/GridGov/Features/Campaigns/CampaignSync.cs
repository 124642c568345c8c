using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Campaigns;

/// <summary>In a phone's copy: the campaigns that are planned or run.</summary>
sealed class CampaignSync() : TableSyncKind(Campaign.Subject, Capability.RecordRead, "c.id")
{
    /// <summary>A campaign's home contains the grids of its workers; an edit may take it elsewhere.</summary>
    public override bool Concerns(Actor actor, JournalNotice notice) => notice.Action != CampaignTargets.RetargetAction
        && (MayLeave(notice) || ScopeOf(actor).Roots.Any(root => GridCode.Covers(root, notice.Grid) || GridCode.Covers(notice.Grid, root)));

    protected override bool MayLeave(JournalNotice notice) => notice.Action is "edit" or "follow";

    protected override Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        ListWith(tx, actor, $"c.status IN ('planned', 'running') AND {condition}", parameters);

    async Task<List<SyncEntry>> ListWith(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        var scope = ScopeOf(actor);
        var rows = await tx.Query<CampaignRow>(
            $"{CampaignRow.Select} WHERE {CampaignRow.InScope(parameters, scope)} AND {condition}", parameters, scope);
        return (await CampaignRow.Show(tx, rows)).ConvertAll(each => new SyncEntry(each.Id.ToString(), each.Version, each));
    }

    /// <summary>Those that run show the cycle of today.</summary>
    public override async Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows)
    {
        var parameters = SqlParameters.Of(new { After = ValueOf(after) ?? First, Rows = rows });
        var scope = ScopeOf(actor);
        return await tx.Query($"""
            SELECT c.id
              FROM campaigns c
             WHERE {CampaignRow.InScope(parameters, scope)} AND c.status = 'running' AND c.id > @After
             ORDER BY c.id
             LIMIT @Rows
            """, columns => columns.Id().ToString(), parameters, scope);
    }

    /// <summary>Those that have ended in the caller's grids, and those that an edit has taken from there.</summary>
    public override async Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids)
    {
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "id", ids.Select(ValueOf).OfType<object>());
        var seen = (await ListWith(tx, actor, $"c.id IN {list}", parameters)).ConvertAll(entry => entry.Id);
        var others = ids.Except(seen, StringComparer.Ordinal).ToList();
        if (others.Count == 0)
            return seen;
        parameters = SqlParameters.Of(new { Kind = Subject });
        list = InList.Of(parameters, "id", others);
        var roots = ScopeOf(actor).Roots;
        seen.AddRange((await tx.Query($"""
                SELECT j.subject, j.payload
                  FROM journal j
                 WHERE j.subject IN {list} AND j.subject_kind = @Kind AND j.payload IS NOT NULL
                """, columns => (Id: columns.Text(), Payload: columns.Text()), parameters))
            .Where(row => CampaignDefinition.GridsOf(row.Payload)
                .Any(grid => roots.Any(root => GridCode.Covers(root, grid) || GridCode.Covers(grid, root))))
            .Select(row => row.Id).Distinct(StringComparer.Ordinal));
        return seen;
    }
}
