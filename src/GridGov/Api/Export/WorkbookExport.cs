using System.IO.Pipelines;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Api.Export;

/// <summary>
/// The result of an export as one workbook with a sheet for each table, sent while it is read. The audit has it as one export, of the
/// kind and the grids of the first table.
/// </summary>
/// <param name="name">The name of the file; with <c>_exported</c> it is the code of the audit's entry.</param>
/// <param name="chinese">Whether headings and codes are in Chinese words.</param>
public sealed class WorkbookExport(string name, bool chinese, Actor actor, IReadOnlyList<ExportedTable> tables) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        var code = name.Replace('-', '_') + "_exported";
        await ExportAudit.Record(db, actor, code, tables[0].SubjectKind, tables[0].Scope, FileBody.Xlsx, ct);
        response.ContentType = FileBody.Xlsx;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.xlsx\"";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await Write(db, response.BodyWriter, chinese, tables, ct);
    }

    internal static async Task Write(
        Db db, PipeWriter output, bool chinese, IEnumerable<ExportedTable> tables, CancellationToken ct)
    {
        var writer = new XlsxTextWriter(output);
        foreach (var table in tables)
        {
            await writer.Sheet(table.Sheet.In(chinese), table.Headings(chinese), ct);
            await foreach (var row in table.Rows(db, chinese, ct))
                await writer.Row(row, ct);
        }
        await writer.End(ct);
    }
}
