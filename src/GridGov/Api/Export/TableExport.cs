using System.Runtime.CompilerServices;
using CsvHelper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Api.Export;

/// <summary>A list that is exported as a table.</summary>
/// <param name="Name">The name of the file; with <c>_exported</c> it is the code of the audit's entry.</param>
/// <param name="Scope">The grids of what is exported.</param>
/// <param name="Read">Reads as many rows after a key, in Chinese words or in codes. A full portion may be followed by another.</param>
public sealed record ExportedTable(
    string Name, string SubjectKind, LocalizedText Sheet, IReadOnlyList<TableColumn> Columns, Scope Scope,
    Func<Tx, string?, int, bool, Task<ExportedTable.Portion>> Read)
{
    /// <param name="Last">The key of the last row.</param>
    public readonly record struct Portion(IReadOnlyList<string[]> Rows, string? Last);
}

/// <summary>
/// The result of an export as CSV or xlsx, recorded in the audit: rows are read and sent in portions, each in a read of its own, so that a
/// slow client holds no connection and memory stays small.
/// </summary>
public sealed class TableExport(string format, ExportableListQuery query, Actor actor, ExportedTable table) : IResult
{
    const int PortionRows = 500;

    /// <summary>Whether headings and codes are in Chinese words.</summary>
    readonly bool chinese = Languages.IsChinese(query.Lang);

    /// <summary>Whether a media type is that of a table.</summary>
    public static bool IsTable(string? format) => format is FileBody.Csv or FileBody.Xlsx;

    /// <summary>The refusal of a parameter that the list or its export does not have; null when all are right.</summary>
    /// <param name="format">The media type of the answer; null for JSON.</param>
    public static ProblemHttpResult? Check(string? format, ExportableListQuery query)
    {
        var isExport = IsTable(format) || format == GeoJsonBody.GeoJson;
        var unusable = isExport
            ? query.Limit is not null ? "limit" : query.Cursor is not null ? "cursor" : query.Count is not null ? "count"
                : query.Bom is not null && format != FileBody.Csv ? "bom"
                // Features have no words of the program, so no language.
                : query.Lang is not null && !IsTable(format) ? "lang"
                : null
            : query.Bom is not null ? "bom" : query.Lang is not null ? "lang" : null;
        return unusable is null ? null : Problems.At("/" + unusable, isExport ? "not-in-export" : "only-in-export", unusable);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await ExportAudit.Record(db, actor, table.Name + "_exported", table.SubjectKind, table.Scope, format, ct);
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition = $"attachment; filename=\"{table.Name}.{(format == FileBody.Csv ? "csv" : "xlsx")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        if (format == FileBody.Csv)
            await WriteCsv(db, response.Body, ct);
        else
            await WriteWorkbook(db, new XlsxTextWriter(response.BodyWriter, table.Columns.Count), ct);
    }

    async IAsyncEnumerable<string[]> Rows(Db db, [EnumeratorCancellation] CancellationToken ct)
    {
        string? last = null;
        while (true)
        {
            var portion = await db.Read(tx => table.Read(tx, last, PortionRows, chinese), ct);
            foreach (var row in portion.Rows)
                yield return row;
            if (portion.Rows.Count < PortionRows)
                yield break;
            last = portion.Last;
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
        await writer.End(table.Sheet.In(chinese), ct);
    }

    IEnumerable<string> Headings() => table.Columns.Select(column => chinese ? column.Heading : column.Name);
}
