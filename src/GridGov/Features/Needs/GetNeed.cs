using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>One need.</summary>
public sealed class GetNeed(Db db) : ApiEndpoint<ById, Results<Ok<Need>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<NeedsApiGroup>();
        Operation("Get a need",
            "For whoever reads needs in its grid, acts for its group, or, once it is published, acts for a group of its grid. Its contact " +
            "is masked.");
        RequiresCapability(Capability.NeedRead);
    }

    public override Task<Results<Ok<Need>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Need>, NotFound>>(async tx => await NeedRow.Find(tx, Actor, request.Id) is { } need
            ? TypedResults.Ok(await NeedView.ShowOne(tx, Actor, need))
            : TypedResults.NotFound(), ct);
}
