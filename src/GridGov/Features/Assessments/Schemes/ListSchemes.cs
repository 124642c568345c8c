using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Assessments;

/// <summary>By what assessments are scored; at most 1,000 schemes. Weights and bands are no secret to those who are assessed.</summary>
public static class ListSchemes
{
    public static void Map(IEndpointRouteBuilder schemes) => schemes
        .MapGet("/", Handle)
        .Named("listSchemes", "List assessment schemes")
        .Needs(Capability.AssessmentRead);

    /// <summary>The schemes.</summary>
    /// <param name="Items">By code.</param>
    public sealed record Response(IReadOnlyList<Scheme> Items);

    static Task<Results<Ok<Response>, StatusCodeHttpResult>> Handle(HttpContext http, Db db, CancellationToken ct) =>
        db.Read(async tx => ReferenceData.Answer(http, new Response((await SchemeRow.All(tx)).ConvertAll(row => row.ToScheme()))), ct);
}
