using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>
/// The result of an export as GeoJSON: places are read and sent in portions, each in a read of its own, so that a slow client holds no
/// connection and memory stays small.
/// </summary>
public sealed class PlaceExport(PlaceListQuery query, Actor actor) : IResult
{
    const int Portion = 1000;

    /// <summary>The same places as a table.</summary>
    internal static ExportedTable Table(PlaceListQuery query, Actor actor)
    {
        var selection = new PlaceSelection(query, actor.ScopeOf(Capability.PlaceManage));
        return new ExportedTable("places", PlaceRow.Subject, new("场所", "Places"), PlaceColumns.All, ScopeOf(query, actor),
            async (tx, last, portion, chinese) =>
            {
                var found = await selection.Page(tx, last, portion);
                return new(found.ConvertAll(each => PlaceColumns.Cells(each.Place, chinese)), found.Count == 0 ? null : found[^1].Key);
            });
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (ct, response) = (httpContext.RequestAborted, httpContext.Response);
        var db = httpContext.RequestServices.GetRequiredService<Db>();
        await ExportAudit.Record(
            db, actor, "places_exported", PlaceRow.Subject, ScopeOf(query, actor), GeoJsonBody.GeoJson, ct);
        response.ContentType = GeoJsonBody.GeoJson;
        response.Headers.ContentDisposition = "attachment; filename=\"places.geojson\"";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await PlaceFeatures.Write(response.BodyWriter, Portions(db, ct), ct);
    }

    async IAsyncEnumerable<List<Place>> Portions(
        Db db, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var selection = new PlaceSelection(query, actor.ScopeOf(Capability.PlaceManage));
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

    static Scope ScopeOf(PlaceListQuery query, Actor actor)
    {
        var scope = actor.ScopeOf(Capability.PlaceManage);
        return query.Grid is { Length: > 0 } grids ? scope.Within(grids) : scope;
    }
}
