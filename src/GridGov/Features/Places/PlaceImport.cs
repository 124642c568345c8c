using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Places;

/// <summary>
/// Imports a file of places: all rows, or none if one is invalid. Each row is written as by the single operations, all of them are
/// rolled back when one is refused, and rows are also checked against one another.
/// </summary>
sealed class PlaceImport(Tx tx, Actor actor, CityEnvelopes envelopes, bool dryRun)
{
    const int MaxReported = 100;

    readonly KnownPlaces known = new(tx);
    readonly Dictionary<Id, long> lines = [];
    int added, changed, unchanged;

    /// <param name="Rejected">The first hundred invalid rows, ordered by line; if there is one, nothing was written.</param>
    public sealed record Outcome(int Added, int Changed, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

    /// <param name="tx">For a dry run one that reads is enough.</param>
    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(Tx tx, PlaceFile file, Actor actor, CityEnvelopes envelopes, bool dryRun)
    {
        var import = new PlaceImport(tx, actor, envelopes, dryRun);
        var rejected = file.Rejected.ToList();
        foreach (var row in file.Rows)
        {
            if (await import.Apply(row) is { } error)
                rejected.Add(error);
        }
        if (!dryRun && rejected.Count > 0)
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
            // Nothing has a negative id.
            var id = dryRun ? new Id(-1 - lines.Count) : await PlaceStore.Create(tx, actor, content);
            lines.Add(id, row.Cells.Line);
            await known.Change(id, before: null, content);
            added++;
            return null;
        }
        lines.Add(before.Id, row.Cells.Line);
        var former = PlaceContent.Of(before);
        if (content.IsSameAs(former))
        {
            unchanged++;
            return null;
        }
        if (content.ExternalNumber is { } number && await known.Find(content) is { } other && other != before.Id)
            return Rejected(row, PlaceFault.Of("place-number-used", "/externalNumber", number));
        if (!dryRun && !await PlaceStore.Edit(tx, actor, before, content))
            throw new InvalidOperationException("A place changed within an exclusive transaction.");
        await known.Change(before.Id, former, content);
        changed++;
        return null;
    }

    /// <summary>The place that a row is about: by its id, its external number, or kind, name, address and grid together.</summary>
    async Task<(PlaceRow? Place, RejectedRow? Refused)> Find(PlaceFile.Row row, PlaceContent content)
    {
        var id = row.Id ?? await known.Find(content);
        if (id is null)
            return (null, null);
        if (lines.TryGetValue(id.Value, out var line))
        {
            return (null, row.Cells.Reject(PlaceColumns.Name, "duplicate_row", new(
                $"第 {line} 行已有此场所。", $"Line {line} has this place already.")));
        }
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
}
