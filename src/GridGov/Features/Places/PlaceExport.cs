using System.Globalization;
using CsvHelper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Domain.Places;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Places;

/// <summary>
/// The result of an export: places are read and sent in portions, each in a read of its own, so that a slow client holds no connection
/// and memory stays small.
/// </summary>
public sealed class PlaceExport(string format, PlaceListQuery query, Actor actor) : IResult
{
    const int Portion = 1000;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        var scope = actor.ScopeOf(Capability.PlaceManage);
        await RecordInAudit(db, scope, ct);
        var ending = format == FileBody.Csv ? "csv" : format == FileBody.Xlsx ? "xlsx" : "geojson";
        response.ContentType = format == FileBody.Csv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format;
        response.Headers.ContentDisposition = $"attachment; filename=\"places.{ending}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        switch (format)
        {
            case FileBody.Csv:
                await WriteCsv(db, scope, response.Body, ct);
                break;
            case FileBody.Xlsx:
                await WriteWorkbook(db, scope, new XlsxTextWriter(response.BodyWriter, PlaceColumns.All.Count), ct);
                break;
            default:
                await PlaceFeatures.Write(response.BodyWriter, Portions(db, scope, ct), ct);
                break;
        }
    }

    async IAsyncEnumerable<List<Place>> Portions(
        Db db, Scope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var selection = new PlaceSelection(query, scope);
        string? last = null;
        while (true)
        {
            var found = await db.Read(tx => selection.Page(tx, last, Portion), ct);
            yield return found.ConvertAll(each => each.Place);
            if (found.Count < Portion)
                yield break;
            last = found[^1].Key;
        }
    }

    async Task WriteCsv(Db db, Scope scope, Stream output, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, CsvCells.WriterOptions(query.Bom is true), leaveOpen: true);
        await csv.WriteRecordAsync([.. Headings()], ct);
        await foreach (var portion in Portions(db, scope, ct))
        {
            foreach (var place in portion)
            {
                foreach (var cell in PlaceColumns.Cells(place, IsChinese))
                    csv.WriteField(CsvCells.Defuse(cell));
                await csv.EndRecordAsync(ct);
            }
        }
        await csv.FlushAsync(ct);
    }

    async Task WriteWorkbook(Db db, Scope scope, XlsxTextWriter writer, CancellationToken ct)
    {
        await writer.Begin(Headings(), ct);
        await foreach (var portion in Portions(db, scope, ct))
        {
            foreach (var place in portion)
                await writer.Row(PlaceColumns.Cells(place, IsChinese), ct);
        }
        await writer.End(IsChinese ? "场所" : "Places", ct);
    }

    bool IsChinese => Languages.IsChinese(query.Lang);

    IEnumerable<string> Headings() => PlaceColumns.All.Select(column => IsChinese ? column.Heading : column.Name);

    /// <summary>The entry belongs to the smallest grid, county or city that contains all that may be exported.</summary>
    Task RecordInAudit(Db db, Scope scope, CancellationToken ct)
    {
        var within = query.Grid is { Length: > 0 } grids ? scope.Within(grids) : scope;
        var grid = within.Roots is [] ? actor.Grid : GridCode.CommonAncestor(within.Roots) ?? GridCode.Everywhere;
        return db.Write(tx => AuditLog.Append(tx, new AuditEntry(AuditKind.Export, "places_exported", grid)
        {
            SubjectKind = PlaceRow.Subject,
            Details = new { Format = format, At = tx.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
        }), ct);
    }
}
