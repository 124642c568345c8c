using CsvHelper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Api.Export;

/// <summary>The result of an export as CSV or xlsx, recorded in the audit and sent while it is read.</summary>
public sealed class TableExport(string format, ExportableListQuery query, Actor actor, ExportedTable table) : IResult
{
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
            await WorkbookExport.Write(db, response.BodyWriter, chinese, [table], ct);
    }

    async Task WriteCsv(Db db, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(query.Bom is true), leaveOpen: true);
        await csv.WriteRecordAsync(table.Headings(chinese), ct);
        await foreach (var row in table.Rows(db, chinese, ct))
        {
            foreach (var cell in row)
                csv.WriteField(CsvCells.Defuse(cell));
            await csv.EndRecordAsync(ct);
        }
        await csv.FlushAsync(ct);
    }
}
