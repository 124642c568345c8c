using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Offers;

/// <summary>An offer's history.</summary>
public sealed class ListOfferEvents(Db db)
    : ApiEndpoint<ListOfferEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<OffersApiGroup>();
        Operation("List the events of an offer",
            "Oldest first: create, edit, withdraw and follow (grids were divided anew). They have a hash of title, description, place " +
            "and hours and not these. For whoever reads needs in its grid, makes offers there or acts for the group that offers it.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
        ProducesProblem(403, "not-for-this-offer");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await OfferRow.Find(tx, Actor, input.Id) is not { } offer ? TypedResults.NotFound()
            : !offer.IsInside(Actor) ? Problems.Of("not-for-this-offer")
            : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, Offer.Subject, input.Id.ToString(), input.Query)), ct);
}
