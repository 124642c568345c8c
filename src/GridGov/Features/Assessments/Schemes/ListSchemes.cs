using FastEndpoints;
using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>By what assessments are scored; at most 1,000 schemes. Weights and bands are no secret to those who are assessed.</summary>
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
    /// <param name="Items">By code.</param>
    public sealed record Response(IReadOnlyList<Scheme> Items);

    public override Task<Results<Ok<Response>, StatusCodeHttpResult>> ExecuteAsync(EmptyRequest _, CancellationToken ct) =>
        db.Read(async tx => ReferenceDataResult.Create(HttpContext, new Response((await SchemeRow.All(tx)).ConvertAll(row => row.ToScheme()))), ct);
}
