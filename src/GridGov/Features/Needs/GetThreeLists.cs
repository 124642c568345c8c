using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;
using GridGov.Text.Tables;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Needs;

/// <summary>The three lists (三单) of a grid in a period.</summary>
public sealed class GetThreeLists(Db db)
    : ApiEndpoint<GetThreeLists.Query, Results<Ok<ThreeLists>, FileContentHttpResult, ProblemHttpResult>>
{
    const int MaxRows = 5000;

    /// <summary>No cell is a link, so no address is completed by it.</summary>
    static readonly Uri NoRoot = new("about:blank");

    public override void Configure()
    {
        Get("/three-lists");
        Group<NeedsApiGroup>();
        Operation("Get the three lists: needs, offers and projects",
            "As far as the caller reads them, oldest first, at most 5,000 of each. As one workbook with three sheets with Accept: xlsx, " +
            "in Chinese or English by lang or Accept-Language; each workbook is recorded in the audit.");
        RequiresCapability(Capability.NeedRead);
        ProducesType(XlsxSheet.ContentType);
        ProducesProblem(400, "three-lists-too-long");
    }

    public sealed record Query
    {
        /// <summary>Code of a grid, county or city, with its whole subtree; all that the caller reads if absent.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The first day, yyyy-MM-dd; all from the beginning if absent.</summary>
        [FromQuery(Name = "from")] public string? From { get; init; }

        /// <summary>The day after the last one, yyyy-MM-dd.</summary>
        [FromQuery(Name = "to")] public string? To { get; init; }

        /// <summary>The language of the workbook: zh-CN or en; by Accept-Language if absent.</summary>
        [FromQuery(Name = "lang")] public string? Lang { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).GridCode();
                RuleFor(q => q.From).Day();
                RuleFor(q => q.To).DayAfter(q => q.From);
                RuleFor(q => q.Lang).Language();
            }
        }
    }

    public override async Task<Results<Ok<ThreeLists>, FileContentHttpResult, ProblemHttpResult>> ExecuteAsync(
        Query query, CancellationToken ct)
    {
        var (lists, zone) = await db.Read(async tx => (await Read(tx, query), tx.Zone), ct);
        if (Math.Max(Math.Max(lists.Needs.Count, lists.Offers.Count), lists.Projects.Count) > MaxRows)
            return Problems.Of("three-lists-too-long", MaxRows);
        if (Negotiation.Choose(HttpContext) != XlsxSheet.ContentType)
            return TypedResults.Ok(lists);
        var scope = Actor.ScopeOf(Capability.NeedRead);
        await ExportAudit.Record(db, Actor, "three_lists_exported", Need.Subject, query.Grid is { } grid ? scope.Within(grid) : scope,
            XlsxSheet.ContentType, ct);
        var zh = HtmlPage.InChinese(query.Lang);
        Languages.Set(HttpContext, zh);
        return TypedResults.File(Workbook(lists, zh, zone), XlsxSheet.ContentType, "three-lists.xlsx");
    }

    async Task<ThreeLists> Read(Tx tx, Query query)
    {
        var (scope, parameters) = (Actor.ScopeOf(Capability.NeedRead), SqlParameters.Of(new
        {
            Rows = MaxRows + 1,
            Begin = query.From is null ? 0L : Days.Begin(QueryValues.Day(query.From)!.Value, tx.Zone).Milliseconds,
            End = query.To is null ? long.MaxValue : Days.Begin(QueryValues.Day(query.To)!.Value, tx.Zone).Milliseconds,
            FirstDay = query.From is null ? 0 : Days.Number(QueryValues.Day(query.From)!.Value),
            EndDay = query.To is null ? int.MaxValue : Days.Number(QueryValues.Day(query.To)!.Value),
            Grid = query.Grid ?? "", GridEnd = GridCode.EndOfSubtree(query.Grid ?? GridCode.Everywhere),
        }));
        var needs = await tx.Query($"""
            {NeedRow.Select}
             WHERE {NeedRow.InScope} AND n.grid_code >= @Grid AND n.grid_code < @GridEnd
               AND n.submitted_at >= @Begin AND n.submitted_at < @End
             ORDER BY n.id
             LIMIT @Rows
            """, NeedRow.Read, parameters, scope);
        var offers = await tx.Query($"""
            {OfferRow.Select}
             WHERE {OfferRow.InScope} AND o.grid_code >= @Grid AND o.grid_code < @GridEnd AND o.withdrawn_at IS NULL
               AND o.from_day < @EndDay AND (o.to_day IS NULL OR o.to_day >= @FirstDay)
             ORDER BY o.id
             LIMIT @Rows
            """, OfferRow.Read, parameters, scope);
        var claims = await tx.Query($"""
            {ClaimRow.Select}
             WHERE {ClaimRow.InScope} AND n.grid_code >= @Grid AND n.grid_code < @GridEnd
               AND c.status <> 'released' AND c.claimed_at >= @Begin AND c.claimed_at < @End
             ORDER BY c.id
             LIMIT @Rows
            """, ClaimRow.Read, parameters, scope);
        return new ThreeLists(
            await NeedView.Show(tx, Actor, needs), offers.ConvertAll(offer => offer.Show(Actor)), await ClaimRow.Show(tx, claims));
    }

    static byte[] Workbook(ThreeLists lists, bool zh, TimeZoneInfo zone) => XlsxSheet.Workbook(workbook =>
    {
        Sheet(zh ? "需求清单" : "Needs", NeedColumns.Needs, lists.Needs.Select(need => NeedColumns.Cells(need, zh, zone)));
        Sheet(zh ? "资源清单" : "Offers", NeedColumns.Offers, lists.Offers.Select(offer => NeedColumns.Cells(offer, zh)));
        Sheet(zh ? "项目清单" : "Projects", NeedColumns.Projects, lists.Projects.Select(claim => NeedColumns.Cells(claim, zh, zone)));

        void Sheet(string title, IReadOnlyList<TableColumn> columns, IEnumerable<string[]> rows)
        {
            var sheet = new XlsxSheet(workbook, title, NoRoot, [.. columns.Select(_ => 18d)]);
            sheet.Heading(NeedColumns.Headings(columns, zh));
            foreach (var row in rows)
                sheet.Row([.. row.Select(cell => cell.Length == 0 ? null : new XlsxCell(cell))]);
        }
    });
}
