using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Places;

/// <summary>
/// Imports a file of places: all rows, or none if one is invalid. Each row is written as by the single operations, and all of them are
/// rolled back when one is refused, so that rows are also checked against one another.
/// </summary>
sealed class PlaceImport(Tx tx, Actor actor, CityEnvelopes envelopes)
{
    const int MaxReported = 100;

    readonly Dictionary<Id, long> lines = [];
    int added, changed, unchanged;

    /// <param name="Rejected">The first hundred invalid rows, ordered by line; if there is one, nothing was written.</param>
    public sealed record Outcome(int Added, int Changed, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(Tx tx, PlaceFile file, Actor actor, CityEnvelopes envelopes, bool dryRun)
    {
        var import = new PlaceImport(tx, actor, envelopes);
        var rejected = file.Rejected.ToList();
        foreach (var row in file.Rows)
        {
            if (await import.Apply(row) is { } error)
                rejected.Add(error);
        }
        if (dryRun || rejected.Count > 0)
            tx.Rollback();
        return rejected.Count > 0
            ? new Outcome(0, 0, 0, [.. rejected.OrderBy(row => row.Line).Take(MaxReported)])
            : new Outcome(import.added, import.changed, import.unchanged, []);
    }

    async Task<RejectedRow?> Apply(PlaceFile.Row row)
    {
        var (grid, unlocated) = await PlaceLocation.FindGrid(tx, actor, envelopes, row.Grid, row.Lng, row.Lat, row.Datum);
        if (grid is null)
            return Rejected(row, unlocated!);
        var content = row.ToContent(grid);
        if (content.FindFault() is { } fault)
            return Rejected(row, fault);
        var (before, refused) = await Find(row, content);
        if (refused is not null)
            return refused;
        if (before is null)
        {
            lines.Add(await PlaceStore.Create(tx, actor, content), row.Cells.Line);
            added++;
            return null;
        }
        if (!lines.TryAdd(before.Id, row.Cells.Line))
        {
            return row.Cells.Reject(PlaceColumns.Name, "duplicate_row", new(
                $"第 {lines[before.Id]} 行已有此场所。", $"Line {lines[before.Id]} has this place already."));
        }
        if (content.IsSameAs(PlaceContent.Of(before)))
        {
            unchanged++;
            return null;
        }
        if (await PlaceStore.CheckNumber(tx, content, before.Id) is { } used)
            return Rejected(row, used);
        if (!await PlaceStore.Edit(tx, actor, before, content))
            throw new InvalidOperationException("A place changed within an exclusive transaction.");
        changed++;
        return null;
    }

    /// <summary>The place that a row is about: by its id, its external number, or kind, name, address and grid together.</summary>
    async Task<(PlaceRow? Place, RejectedRow? Refused)> Find(PlaceFile.Row row, PlaceContent content)
    {
        var id = row.Id
            ?? (content.ExternalNumber is { } number
                ? await PlaceStore.FindByNumber(tx, content.Grid, number)
                : await tx.QuerySingle<Id?>(FindSame, new { content.Grid, content.Kind, content.Name, Address = content.Address ?? "" }));
        if (id is null)
            return (null, null);
        if (await PlaceRow.Find(tx, actor.ScopeOf(Capability.PlaceManage), id.Value) is not { } place)
            return row.Id is null
                ? (null, Rejected(row, PlaceFault.Of("place-number-used", "/externalNumber", content.ExternalNumber)))
                : (null, row.Cells.Reject(PlaceColumns.Id, "unknown-place", PlaceFault.Of("unknown-place", "/id").Detail));
        return place.RetiredAt is null
            ? (place, null)
            : (null, row.Cells.Reject(PlaceColumns.Id, "place-retired", PlaceFault.Of("place-retired", "/id", place.Name).Detail));
    }

    static RejectedRow Rejected(PlaceFile.Row row, PlaceFault fault) => row.Cells.Reject(
        fault.Pointer switch
        {
            "/grid" => PlaceColumns.Grid,
            "/position" => PlaceColumns.Lng,
            "/address" => PlaceColumns.Address,
            "/tags" => PlaceColumns.Tags,
            "/runBy" => PlaceColumns.RunBy,
            "/openingHours" => PlaceColumns.OpeningHours,
            "/officePhone" => PlaceColumns.OfficePhone,
            "/externalNumber" => PlaceColumns.ExternalNumber,
            _ => PlaceColumns.Name,
        }, fault.Code, fault.Detail);

    const string FindSame = """
        SELECT id
          FROM places
         WHERE grid_code = @Grid AND kind = @Kind AND name = @Name AND coalesce(address, '') = @Address AND external_number IS NULL
           AND retired_at IS NULL
         ORDER BY id
         LIMIT 1
        """;
}
