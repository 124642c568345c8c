using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>One scheme.</summary>
public sealed class GetScheme(Db db) : ApiEndpoint<ByCode, Results<Ok<Scheme>, NotFound>>
{
    public override void Configure()
    {
        Get("/{code}");
        Group<SchemeGroup>();
        Operation("Get an assessment scheme");
        RequiresCapability(Capability.AssessmentRead);
    }

    public override Task<Results<Ok<Scheme>, NotFound>> ExecuteAsync(ByCode request, CancellationToken ct) =>
        db.Read<Results<Ok<Scheme>, NotFound>>(async tx =>
            await SchemeRow.Find(tx, request.Code) is { } row ? TypedResults.Ok(row.ToScheme()) : TypedResults.NotFound(), ct);
}
