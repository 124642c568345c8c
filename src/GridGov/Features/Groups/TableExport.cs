using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Groups;

/// <summary>
/// The result of an export of groups or memberships: rows are read and sent in portions, each in a read of its own, so that a slow client
/// holds no connection and memory stays small.
/// </summary>
public sealed class TableExport : IResult
{
    const int Portion = 1000;

    /// <summary>What is exported.</summary>
    /// <param name="Code">The code of the audit entry.</param>
    /// <param name="Read">The rows after an id, each with its id and its cells in Chinese words or codes.</param>
    internal sealed record Content(
        string Code, string SubjectKind, string FileName, LocalizedText Sheet, IReadOnlyList<TableColumn> Columns,
        Func<Tx, Id, int, bool, Task<List<(Id Id, string[] Cells)>>> Read);

    readonly string format;
    readonly Content content;
    readonly Actor actor;
    readonly string? grid;
    readonly bool byteOrderMark, chinese;

    internal TableExport(string format, Content content, Actor actor, string? grid, bool byteOrderMark, bool chinese) =>
        (this.format, this.content, this.actor, this.grid, this.byteOrderMark, this.chinese) =
        (format, content, actor, grid, byteOrderMark, chinese);

    /// <summary>The format of an export that the request asks for, or why it is refused; null for a list.</summary>
    internal static (string? Format, ProblemHttpResult? Refusal)? Find(
        HttpContext http, Actor actor, int? limit, string? cursor, bool? count, bool? bom)
    {
        var chosen = Negotiation.Choose(http);
        if (chosen is not (FileBody.Csv or FileBody.Xlsx))
            return null;
        var unexpected = limit is not null ? "limit" : cursor is not null ? "cursor" : count is not null ? "count"
            : bom is not null && chosen != FileBody.Csv ? "bom"
            : null;
        if (unexpected is not null)
            return (null, Problems.At("/" + unexpected, "not-in-export", unexpected));
        return actor.May(Capability.GroupManage)
            ? (chosen, null)
            : (null, Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GroupManage)));
    }

    /// <summary>The refusal of a list with parameters of exports.</summary>
    internal static ProblemHttpResult? CheckList(bool? bom, string? lang) =>
        (bom is not null ? "bom" : lang is not null ? "lang" : null) is { } parameter
            ? Problems.At("/" + parameter, "only-in-export", parameter)
            : null;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await RecordInAudit(db, ct);
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition =
            $"attachment; filename=\"{content.FileName}.{(format == FileBody.Csv ? "csv" : "xlsx")}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        if (format == FileBody.Csv)
            await WriteCsv(db, response.Body, ct);
        else
            await WriteWorkbook(db, new XlsxTextWriter(response.BodyWriter, content.Columns.Count), ct);
    }

    async IAsyncEnumerable<List<(Id Id, string[] Cells)>> Portions(
        Db db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = Id.None; ;)
        {
            var after = last;
            var rows = await db.Read(tx => content.Read(tx, after, Portion, chinese), ct);
            yield return rows;
            if (rows.Count < Portion)
                yield break;
            last = rows[^1].Id;
        }
    }

    async Task WriteCsv(Db db, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(byteOrderMark), leaveOpen: true);
        await csv.WriteRecordAsync([.. Headings()], ct);
        await foreach (var portion in Portions(db, ct))
        {
            foreach (var (_, cells) in portion)
            {
                foreach (var cell in cells)
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
            foreach (var (_, cells) in portion)
                await writer.Row(cells, ct);
        }
        await writer.End(content.Sheet.In(chinese), ct);
    }

    IEnumerable<string> Headings() => content.Columns.Select(column => chinese ? column.Heading : column.Name);

    /// <summary>The entry belongs to the smallest grid, county or city that contains all that may be exported.</summary>
    Task RecordInAudit(Db db, CancellationToken ct)
    {
        var scope = actor.ScopeOf(Capability.GroupManage);
        var within = grid is null ? scope : scope.Within(grid);
        var common = within.Roots is [] ? actor.Grid : GridCode.CommonAncestor(within.Roots) ?? GridCode.Everywhere;
        return db.Write(tx => AuditLog.Append(tx, new AuditEntry(AuditKind.Export, content.Code, common)
        {
            SubjectKind = content.SubjectKind,
            Details = new { Format = format },
        }), ct);
    }
}
