using Dapper;
using GridGov.Domain.Events;
using GridGov.Domain.Groups;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Groups;

/// <summary>In a phone's copy: the groups of the caller's grids, and those that the caller acts for, without members.</summary>
sealed class GroupSync() : TableSyncKind(GroupRow.Subject, Capability.GroupRead, "g.id")
{
    public override bool Concerns(Actor actor, JournalNotice notice) =>
        base.Concerns(actor, notice) || ScopeOf(actor) is { Groups.Count: > 0 } scope
            && (scope.GroupRoots.Any(root => GridCode.Covers(root, notice.Grid))
                || (Id.TryParseExact(notice.Subject, out var group) && scope.Groups.Contains(group)));

    protected override bool MayLeave(JournalNotice notice) => notice.Action is "edit" or "move";

    public override Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids)
    {
        var scope = ScopeOf(actor);
        return ListSeenIn(tx, Scope.Of([.. scope.Roots, .. scope.GroupRoots]), ids);
    }

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        (await tx.Query($"{Select} AND {condition}", GroupRow.Read, parameters, ScopeOf(actor)))
            .ConvertAll(row => new SyncEntry(row.Id.ToString(), row.Version, row.ToGroup(actor)));

    const string Select = $"{GroupRow.Select} WHERE g.ended_at IS NULL AND {GroupRow.IsWholeOrNamed}";
}
