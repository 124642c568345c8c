using FastEndpoints;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>The schemes by which assessments are scored, at most 1,000, for everybody who may read assessments.</summary>
public sealed class ListSchemes(Db db) : ApiEndpoint<EmptyRequest, Results<Ok<ListSchemes.Response>, StatusCodeHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<SchemeGroup>();
        Operation("List assessment schemes");
        RequiresCapability(Capability.AssessmentRead);
    }

    /// <summary>The schemes.</summary>
    /// <param name="Items">The schemes, ordered by code.</param>
    public sealed record Response(IReadOnlyList<Scheme> Items);

    public override Task<Results<Ok<Response>, StatusCodeHttpResult>> ExecuteAsync(EmptyRequest _, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var rows = await SchemeRow.All(tx);
            return ReferenceDataResult.Create(HttpContext, new Response(rows.ConvertAll(row => row.ToScheme())));
        }, ct);
}
