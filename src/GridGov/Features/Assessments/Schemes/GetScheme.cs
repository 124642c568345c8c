using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Assessments;

/// <summary>One scheme.</summary>
public static class GetScheme
{
    public static void Map(IEndpointRouteBuilder schemes) => schemes
        .MapGet("/{code}", Handle)
        .Named("getScheme", "Get an assessment scheme")
        .Needs(Capability.AssessmentRead);

    static Task<Results<Ok<Scheme>, NotFound>> Handle(string code, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Scheme>, NotFound>>(async tx =>
            await SchemeRow.Find(tx, code) is { } row ? TypedResults.Ok(row.ToScheme()) : TypedResults.NotFound(), ct);
}
