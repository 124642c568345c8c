using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>The places whose grid is in the caller's scope, oldest first, or with near the nearest first.</summary>
public sealed class ListPlaces(Db db) : ApiEndpoint<ListPlaces.Input, Results<Ok<Page<Place>>, TableExport, PlaceExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<PlaceGroup>();
        Operation("List places",
            "With Accept: text/csv, xlsx or application/geo+json the whole list is streamed, CSV and xlsx in the columns that " +
            "importPlaces reads. That needs the capability `place_manage`, reaches the grids where the caller has it, and is recorded in " +
            "the audit. No list and no export has a care level.");
        RequiresCapability(Capability.PlaceRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx, GeoJsonBody.GeoJson);
        ProducesProblem(400, "invalid-cursor", "not-in-export", "only-in-export");
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Input([AsParameters] PlaceListQuery Query);

    public override async Task<Results<Ok<Page<Place>>, TableExport, PlaceExport, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var (query, format) = (input.Query, Negotiation.Choose(HttpContext));
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format) || format == GeoJsonBody.GeoJson)
            return Export(query, format!);
        return await db.Read(async tx =>
        {
            var selection = new PlaceSelection(query, Actor.ScopeOf(Capability.PlaceRead));
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            var found = await selection.Page(tx, Cursor.Parse(fingerprint, query.Cursor), limit + 1);
            var keys = found.ToDictionary(each => each.Place.Id, each => each.Key);
            long? count = query.Count is true ? await selection.Count(tx) : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, found.ConvertAll(each => each.Place), place => keys[place.Id], count));
        }, ct);
    }

    Results<Ok<Page<Place>>, TableExport, PlaceExport, ProblemHttpResult> Export(PlaceListQuery query, string format)
    {
        if (!Actor.May(Capability.PlaceManage))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PlaceManage));
        return TableExport.IsTable(format)
            ? new TableExport(format, query, Actor, PlaceExport.Table(query, Actor))
            : new PlaceExport(query, Actor);
    }
}
