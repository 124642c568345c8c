using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Zones;

/// <summary>Retires a zone (撤销); its history is kept, and its tickets stay in it.</summary>
public sealed class RetireZone(Db db) : ApiEndpoint<Change<RetireZone.Request>, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/retire");
        Group<ZoneGroup>();
        Operation("Retire a zone", "No ticket comes into it any more, and its heads are not alerted. Its tickets go on naming it.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "zone-already-retired");
        RequestExample("""{ "reason": "工程竣工" }""");
    }

    /// <summary>Why a zone is retired.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, request.Id) is not { } zone)
                return TypedResults.NotFound();
            if (zone.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (await tx.Execute(Update, new { zone.Id, zone.Version, tx.Now, request.Body.Reason }) == 0)
                return Problems.StaleVersion();
            tx.Invalidate(CacheTopic.Grids);
            await Journal.Append(tx, zone.Event(Actor, "retire", payload: null, request.Body.Reason));
            return TypedResults.Ok(await ZoneRow.Reread(tx, Actor, zone.Id));
        }, ct);

    const string Update = $"""
        UPDATE zones SET retired_at = @Now, retired_reason = @Reason, {ZoneIndex.NextRevision} WHERE id = @Id AND version = @Version
        """;
}
