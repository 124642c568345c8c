using System.Globalization;
using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Records;

/// <summary>
/// The result of an export: records are read and sent in portions, each in a read of its own, so that a slow client holds no connection
/// and memory stays small. Answers and notes are not in it.
/// </summary>
public sealed class RecordExport(string format, RecordListQuery query, Actor actor) : IResult
{
    const int Portion = 500;

    static readonly IReadOnlyList<(string Name, string Heading)> Columns =
    [
        ("id", "记录标识"), ("doneAt", "时间"), ("recordedAt", "收到时间"), ("grid", "网格编码"), ("gridName", "网格"), ("person", "人员"),
        ("place", "场所标识"), ("placeName", "场所"), ("campaign", "行动标识"), ("campaignName", "行动"), ("cycle", "周期首日"),
        ("outcome", "结果"), ("quantity", "数量"), ("lng", "经度（WGS84）"), ("lat", "纬度（WGS84）"), ("placeMetres", "距场所（米）"),
        ("farFromPlace", "远离场所"), ("outsideGrid", "在网格外"), ("photos", "照片数"), ("ticket", "案卷编号"), ("ticketStatus", "案卷状态"),
        ("corrects", "更正的记录"),
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await RecordInAudit(db, ct);
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition = $"attachment; filename=\"records.{(format == FileBody.Csv ? "csv" : "xlsx")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        if (format == FileBody.Csv)
            await WriteCsv(db, response.Body, ct);
        else
            await WriteWorkbook(db, new XlsxTextWriter(response.BodyWriter, Columns.Count), ct);
    }

    async IAsyncEnumerable<List<string[]>> Portions(Db db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Id? last = null;
        while (true)
        {
            var (cells, next) = await db.Read(async tx =>
            {
                var rows = await ListRecords.Select(tx, query, actor, last, Portion);
                return ((await RecordRow.Show(tx, actor, rows)).ConvertAll(record => Cells(record, tx.Zone)),
                    rows.Count < Portion ? (Id?)null : rows[^1].Id);
            }, ct);
            yield return cells;
            if (next is null)
                yield break;
            last = next;
        }
    }

    string[] Cells(Record record, TimeZoneInfo zone) =>
    [
        record.Id.ToString(), At(record.DoneAt, zone), At(record.RecordedAt, zone), record.Grid.Code, record.Grid.Name, record.Person.Name,
        record.Place?.Id.ToString() ?? "", record.Place?.Name ?? "", record.Campaign?.Id.ToString() ?? "", record.Campaign?.Name ?? "",
        record.CycleDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        IsChinese ? Labels.Of(record.Outcome).Zh : record.Outcome.ToCode(), Number(record.Quantity), Number(record.Position?.Lng),
        Number(record.Position?.Lat), Number(record.PlaceMetres), Flag(record.FarFromPlace), Flag(record.OutsideGrid),
        record.PhotoCount.ToString(CultureInfo.InvariantCulture), record.Ticket?.Number ?? "",
        record.Ticket?.Status is { } status ? IsChinese ? Labels.Of(status).Zh : status.ToCode() : "", record.Corrects?.ToString() ?? "",
    ];

    string At(Instant instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant.ToUtc(), zone).ToString(
        IsChinese ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    static string Number(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    string Flag(bool flag) => IsChinese ? Labels.Of(flag).Zh : flag ? "true" : "false";

    async Task WriteCsv(Db db, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(query.Bom is true), leaveOpen: true);
        await csv.WriteRecordAsync([.. Headings()], ct);
        await foreach (var portion in Portions(db, ct))
        {
            foreach (var row in portion)
            {
                foreach (var cell in row)
                    csv.WriteField(CsvCells.Defuse(cell));
                await csv.EndRecordAsync(ct);
            }
        }
        await csv.FlushAsync(ct);
    }

    async Task WriteWorkbook(Db db, XlsxTextWriter writer, CancellationToken ct)
    {
        await writer.Begin(Headings(), ct);
        await foreach (var portion in Portions(db, ct))
        {
            foreach (var row in portion)
                await writer.Row(row, ct);
        }
        await writer.End(IsChinese ? "记录" : "Records", ct);
    }

    bool IsChinese => Languages.IsChinese(query.Lang);

    IEnumerable<string> Headings() => Columns.Select(column => IsChinese ? column.Heading : column.Name);

    /// <summary>The entry belongs to the grid that was asked for, or to the one that keeps the caller's own record.</summary>
    Task RecordInAudit(Db db, CancellationToken ct) => db.Write(tx => AuditLog.Append(tx, new AuditEntry(
        AuditKind.Export, "records_exported",
        query.Grid is { } grid && actor.ScopeOf(Capability.RecordRead).Covers(grid) ? grid : actor.Grid)
    {
        SubjectKind = "record",
        Details = new { Format = format },
    }), ct);
}
