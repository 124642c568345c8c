using System.Globalization;
using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Meetings;

/// <summary>A list of meetings or points to export.</summary>
/// <param name="Name">The name of the file and, with _exported, of the audit's entry.</param>
/// <param name="Sheet">The Chinese name of the sheet.</param>
/// <param name="Columns">Their names of the API and in Chinese.</param>
/// <param name="Grid">The grid that was asked for.</param>
/// <param name="Read">Reads the rows after a key, and the key of the last one; a full portion may be followed by another.</param>
public sealed record TableSource(
    string Name, string Sheet, IReadOnlyList<(string Name, string Heading)> Columns, string? Grid,
    Func<Tx, string?, int, Task<(List<string[]> Rows, string? Last)>> Read);

/// <summary>
/// The result of an export as CSV or xlsx: rows are read and sent in portions, each in a read of its own, so that a slow client holds no
/// connection and memory stays small.
/// </summary>
/// <param name="bom">Whether CSV begins with a byte-order mark.</param>
/// <param name="zh">Whether headings and codes are in Chinese words.</param>
public sealed class MeetingTable(string format, bool bom, bool zh, Actor actor, TableSource source) : IResult
{
    const int Portion = 500;

    /// <summary>The refusal of a parameter that the list or its export does not have; null when all are right.</summary>
    /// <param name="format">The media type of the answer; null for JSON.</param>
    public static ProblemHttpResult? Check(string? format, int? limit, string? cursor, bool? count, bool? bom, string? lang)
    {
        var exported = IsExport(format);
        var unusable = exported
            ? limit is not null ? "limit" : cursor is not null ? "cursor" : count is not null ? "count"
                : bom is not null && format != FileBody.Csv ? "bom" : null
            : bom is not null ? "bom" : lang is not null ? "lang" : null;
        return unusable is null ? null : Problems.At("/" + unusable, exported ? "not-in-export" : "only-in-export", unusable);
    }

    public static bool IsExport(string? format) => format is FileBody.Csv or FileBody.Xlsx;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await RecordInAudit(db, ct);
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition = $"attachment; filename=\"{source.Name}.{(format == FileBody.Csv ? "csv" : "xlsx")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        if (format == FileBody.Csv)
            await WriteCsv(db, response.Body, ct);
        else
            await WriteWorkbook(db, new XlsxTextWriter(response.BodyWriter, source.Columns.Count), ct);
    }

    async IAsyncEnumerable<List<string[]>> Portions(Db db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? last = null;
        while (true)
        {
            var (rows, key) = await db.Read(tx => source.Read(tx, last, Portion), ct);
            yield return rows;
            if (rows.Count < Portion)
                yield break;
            last = key;
        }
    }

    async Task WriteCsv(Db db, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(bom), leaveOpen: true);
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
        await writer.End(zh ? source.Sheet : source.Name, ct);
    }

    IEnumerable<string> Headings() => source.Columns.Select(column => zh ? column.Heading : column.Name);

    /// <summary>The time in the deployment's zone, for people or for programs.</summary>
    public static string At(Instant? instant, TimeZoneInfo zone, bool zh) => instant is not { } at
        ? ""
        : TimeZoneInfo.ConvertTime(at.ToUtc(), zone)
            .ToString(zh ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>The entry belongs to the grid that was asked for, or to the one that keeps the caller's own record.</summary>
    Task RecordInAudit(Db db, CancellationToken ct) => db.Write(tx => AuditLog.Append(tx, new AuditEntry(
        AuditKind.Export, source.Name + "_exported",
        source.Grid is { } grid && actor.ScopeOf(Capability.MeetingRead).Covers(grid) ? grid : actor.Grid)
    {
        SubjectKind = source.Name.TrimEnd('s'),
        Details = new { Format = format },
    }), ct);
}
