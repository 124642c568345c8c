using System.Runtime.CompilerServices;
using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Needs;

/// <summary>Reads the three lists as they are sent, oldest first, in portions that each are a read of their own.</summary>
sealed class ThreeListsReader(Db db, Actor reader, GetThreeLists.Query query)
{
    readonly Scope scope = reader.ScopeOf(Capability.NeedRead);

    /// <summary>Reads so many items after an id.</summary>
    delegate Task<List<T>> Portion<T>(Tx tx, Id last, int rows);

    /// <summary>The grids of what the lists can have.</summary>
    public Scope Grids => query.Grid is { } grid ? scope.Within(grid) : scope;

    public ThreeLists All() => new(
        Items<Need>(ListNeeds, need => need.Id), Items<Offer>(ListOffers, offer => offer.Id), Items<Claim>(ListClaims, claim => claim.Id));

    public IReadOnlyList<ExportedTable> Tables() =>
    [
        Table<Need>("needs", new("需求清单", "Needs"), NeedColumns.Needs, ListNeeds, need => need.Id, NeedColumns.Cells),
        Table<Offer>("offers", new("资源清单", "Offers"), NeedColumns.Offers, ListOffers, offer => offer.Id,
            (offer, chinese, _) => NeedColumns.Cells(offer, chinese)),
        Table<Claim>("projects", new("项目清单", "Projects"), NeedColumns.Projects, ListClaims, claim => claim.Id, NeedColumns.Cells),
    ];

    async IAsyncEnumerable<T> Items<T>(Portion<T> list, Func<T, Id> idOf, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var last = Id.None; ;)
        {
            var portion = await db.Read(tx => list(tx, last, ExportedTable.PortionRows), ct);
            foreach (var item in portion)
                yield return item;
            if (portion.Count < ExportedTable.PortionRows)
                yield break;
            last = idOf(portion[^1]);
        }
    }

    ExportedTable Table<T>(
        string name, LocalizedText sheet, IReadOnlyList<TableColumn> columns, Portion<T> list, Func<T, Id> idOf,
        Func<T, bool, TimeZoneInfo, string[]> cells) =>
        new(name, Need.Subject, sheet, columns, Grids, async (tx, last, rows, chinese) =>
        {
            var items = await list(tx, Id.TryParseExact(last, out var id) ? id : Id.None, rows);
            return new(items.ConvertAll(item => cells(item, chinese, tx.Zone)), items.Count == 0 ? null : idOf(items[^1]).ToString());
        });

    async Task<List<Need>> ListNeeds(Tx tx, Id last, int rows) => await NeedView.Show(tx, reader, await tx.Query($"""
        {NeedRow.Select}
         WHERE {NeedRow.InScope} AND n.grid_code >= @Grid AND n.grid_code < @GridEnd
           AND n.submitted_at >= @Begin AND n.submitted_at < @End AND n.id > @Last
         ORDER BY n.id
         LIMIT @Rows
        """, NeedRow.Read, Parameters(tx, last, rows), scope));

    async Task<List<Offer>> ListOffers(Tx tx, Id last, int rows) => (await tx.Query($"""
        {OfferRow.Select}
         WHERE {OfferRow.InScope} AND o.grid_code >= @Grid AND o.grid_code < @GridEnd AND o.withdrawn_at IS NULL
           AND o.from_day < @EndDay AND (o.to_day IS NULL OR o.to_day >= @FirstDay) AND o.id > @Last
         ORDER BY o.id
         LIMIT @Rows
        """, OfferRow.Read, Parameters(tx, last, rows), scope)).ConvertAll(offer => offer.Show(reader));

    async Task<List<Claim>> ListClaims(Tx tx, Id last, int rows) => await ClaimRow.Show(tx, await tx.Query($"""
        {ClaimRow.Select}
         WHERE {ClaimRow.InScope} AND n.grid_code >= @Grid AND n.grid_code < @GridEnd
           AND c.status <> 'released' AND c.claimed_at >= @Begin AND c.claimed_at < @End AND c.id > @Last
         ORDER BY c.id
         LIMIT @Rows
        """, ClaimRow.Read, Parameters(tx, last, rows), scope));

    DynamicParameters Parameters(Tx tx, Id last, int rows)
    {
        var (from, to) = (QueryValues.Day(query.From), QueryValues.Day(query.To));
        return SqlParameters.Of(new
        {
            Last = last, Rows = rows,
            Begin = from is { } first ? Days.Begin(first, tx.Zone).Milliseconds : 0L,
            End = to is { } end ? Days.Begin(end, tx.Zone).Milliseconds : long.MaxValue,
            FirstDay = from is { } firstDay ? Days.Number(firstDay) : 0,
            EndDay = to is { } endDay ? Days.Number(endDay) : int.MaxValue,
            Grid = query.Grid ?? "", GridEnd = GridCode.EndOfSubtree(query.Grid ?? GridCode.Everywhere),
        });
    }
}
