using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Needs;

/// <summary>
/// The result of an export: needs are read and sent in portions, each in a read of its own, so that a slow client holds no connection
/// and memory stays small. Contacts are not in it.
/// </summary>
public sealed class NeedExport(string format, NeedListQuery query, Actor actor) : IResult
{
    const int Portion = 500;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await RecordInAudit(db, ct);
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition = $"attachment; filename=\"needs.{(format == FileBody.Csv ? "csv" : "xlsx")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        if (format == FileBody.Csv)
            await WriteCsv(db, response.Body, ct);
        else
            await WriteWorkbook(db, new XlsxTextWriter(response.BodyWriter, NeedColumns.Needs.Count), ct);
    }

    async IAsyncEnumerable<string[]> Rows(Db db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (Id? last = null; ;)
        {
            var (cells, next) = await db.Read(async tx =>
            {
                var rows = await ListNeeds.Select(tx, query, actor, last, Portion);
                return ((await NeedView.Show(tx, actor, rows)).ConvertAll(need => NeedColumns.Cells(need, IsChinese, tx.Zone)),
                    rows.Count < Portion ? (Id?)null : rows[^1].Id);
            }, ct);
            foreach (var row in cells)
                yield return row;
            if (next is null)
                yield break;
            last = next;
        }
    }

    async Task WriteCsv(Db db, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(query.Bom is true), leaveOpen: true);
        await csv.WriteRecordAsync([.. Headings()], ct);
        await foreach (var row in Rows(db, ct))
        {
            foreach (var cell in row)
                csv.WriteField(CsvCells.Defuse(cell));
            await csv.EndRecordAsync(ct);
        }
        await csv.FlushAsync(ct);
    }

    async Task WriteWorkbook(Db db, XlsxTextWriter writer, CancellationToken ct)
    {
        await writer.Begin(Headings(), ct);
        await foreach (var row in Rows(db, ct))
            await writer.Row(row, ct);
        await writer.End(IsChinese ? "需求清单" : "Needs", ct);
    }

    bool IsChinese => Languages.IsChinese(query.Lang);

    IEnumerable<string> Headings() => NeedColumns.Headings(NeedColumns.Needs, IsChinese);

    Task RecordInAudit(Db db, CancellationToken ct) => db.Write(tx => Record(tx, actor, query.Grid, format, "needs_exported"), ct);

    /// <summary>The entry belongs to the grid that was asked for, or to the one that keeps the caller's own record.</summary>
    internal static Task Record(Tx tx, Actor actor, string? grid, string format, string code) => AuditLog.Append(tx, new AuditEntry(
        AuditKind.Export, code, grid is not null && actor.ScopeOf(Capability.NeedRead).Covers(grid) ? grid : actor.Grid)
    {
        SubjectKind = Need.Subject,
        Details = new { Format = format },
    });
}
