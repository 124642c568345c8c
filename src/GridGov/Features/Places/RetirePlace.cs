using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Places;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Places;

/// <summary>Retires a place (撤销); its history is kept.</summary>
public sealed class RetirePlace(Db db) : ApiEndpoint<Change<RetirePlace.Request>, Results<Ok<Place>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/retire");
        Group<PlaceGroup>();
        Operation("Retire a place",
            "No ticket and no record comes to it any more, and no campaign has it as a target. Its tickets and records go on naming it. " +
            "Its care level is forgotten.");
        RequiresCapability(Capability.PlaceManage);
        ProducesProblem(400, "personal-number-in-place");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "place-already-retired");
        RequestExample("""{ "reason": "已拆迁" }""");
    }

    /// <summary>Why a place is retired.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Place>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Place>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PlaceRow.Find(tx, Actor.ScopeOf(Capability.PlaceRead), request.Id) is not { } place)
                return TypedResults.NotFound();
            if (place.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (PersonalNumbers.IsIn(request.Body.Reason))
                return Problems.At("/reason", "personal-number-in-place");
            return await PlaceStore.Retire(tx, Actor, place, request.Body.Reason)
                ? TypedResults.Ok(await PlaceStore.Reread(tx, place.Id))
                : Problems.StaleVersion();
        }, ct);
}
