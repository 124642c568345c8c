using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>A claim's history.</summary>
public sealed class ListClaimEvents(Db db)
    : ApiEndpoint<ListClaimEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<ClaimsApiGroup>();
        Operation("List the events of a claim",
            "Oldest first: claim, start, record, report_done, confirm, dispute and release. They have hashes of reasons and notes and " +
            "not these.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await ClaimRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, Claim.Subject, input.Id.ToString(), input.Query)), ct);
}
