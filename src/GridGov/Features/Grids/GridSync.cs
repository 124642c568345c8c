using Dapper;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>In a phone's copy: the grids in use.</summary>
sealed class GridSync() : TableSyncKind("grid", Capability.GridRead, "code")
{
    protected override object? ValueOf(string id) => id;

    protected override object First => "";

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        (await GridRow.ToGrids(tx, await tx.Query<GridRow>($"{Select} AND {condition}", parameters, ScopeOf(actor))))
        .ConvertAll(grid => new SyncEntry(grid.Code, grid.Version, grid));

    const string Select = $"{GridRow.Select} WHERE retired_at IS NULL AND @scope(code)";
}
