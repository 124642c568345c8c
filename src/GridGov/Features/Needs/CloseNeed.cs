using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>Closes a need (办结) as fulfilled, by hand.</summary>
public sealed class CloseNeed(Db db) : ApiEndpoint<CloseNeed.Input, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/close");
        Group<NeedsApiGroup>();
        Operation("Close a need as fulfilled",
            "A continuing need, or one with slots that nobody else will fill: when at least one claim is confirmed and none goes on. " +
            "Any other need closes by itself with the confirmation of its last claim.");
        RequiresCapability(Capability.NeedPublish);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "need-closed", "need-not-published", "need-has-claims", "nothing-confirmed");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Need>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Need>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.Close);
            if (need is null)
                return TypedResults.NotFound();
            var (status, closing) = NeedLifecycle.After(need.Status, NeedAction.Close);
            var after = need with { Status = status, Closing = closing, ClosedAt = tx.Now };
            return (refusal ?? await NeedTransition.Write(tx, Actor, after, NeedAction.Close.ToCode())) is { } refused
                ? refused
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);
}
