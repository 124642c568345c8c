using Dapper;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Categories;

/// <summary>In a phone's copy: the categories under which tickets can be filed.</summary>
sealed class CategorySync() : TableSyncKind("category", reads: null, "code")
{
    protected override object? ValueOf(string id) => id;

    protected override object First => "";

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        (await tx.Query<CategoryRow>($"{CategoryRow.Select} WHERE retired_at IS NULL AND {condition}", parameters))
        .ConvertAll(row => new SyncEntry(row.Code, row.Version, row.ToCategory()));
}
