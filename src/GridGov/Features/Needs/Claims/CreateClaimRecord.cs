using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs.Claims;

/// <summary>Records what was done for a claim on a day (服务记录).</summary>
public sealed class CreateClaimRecord(Db db)
    : ApiEndpoint<Change<CreateClaimRecord.Request>, Results<Created<ClaimRecord>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/records");
        Group<ClaimsApiGroup>();
        Operation("Record what was done for a claim",
            "While it is being served. A continuing need owes a record in each cycle; this one counts in the cycle of its day. The note " +
            "is stored encrypted, and no list of claims, export or event has it.");
        RequiresCapability(Capability.NeedClaim);
        RequiresIdempotencyKey();
        ProducesProblem(403, "not-your-claim");
        ProducesProblem(409, "claim-not-started", "claim-done-already", "claim-confirmed-already", "claim-released-already");
        RequestExample("""{ "note": "陪同复诊，取药" }""");
    }

    /// <summary>A record.</summary>
    /// <param name="Day">The day on which it was done, yyyy-MM-dd; today by default.</param>
    /// <param name="Note">A note, 1 to 2,000 characters.</param>
    public sealed record Request(DateOnly? Day = null, FreeText? Note = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Note).OptionalText(2000);
        }
    }

    public override Task<Results<Created<ClaimRecord>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Created<ClaimRecord>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (claim, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, ClaimAction.Record);
            if (claim is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var (id, refused) = await ClaimMaking.Record(tx, Actor, claim, request.Body.Day ?? tx.Today, request.Body.Note);
            if (refused is not null)
                return refused;
            claim = await ClaimRow.Load(tx, claim.Id);
            return TypedResults.Created(
                $"/v1/claims/{claim.Id}/records/{id}", (await ListClaimRecords.Select(tx, claim, new Id(id.Value + 1), 1))[0]);
        }, ct);
}
