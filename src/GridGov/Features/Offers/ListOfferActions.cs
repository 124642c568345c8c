using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs.Offers;
using GridGov.Security;

namespace GridGov.Features.Offers;

/// <summary>The actions that the caller may do to an offer now, decided by the rules of the actions themselves.</summary>
public sealed class ListOfferActions(Db db) : ApiEndpoint<ById, Results<Ok<ListOfferActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<OffersApiGroup>();
        Operation("List the actions on an offer",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer. An allowed action may " +
            "still refuse values of its body.");
        RequiresCapability(Capability.NeedRead);
    }

    /// <summary>The actions of the caller on the present version of the offer.</summary>
    /// <param name="Items">All actions.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address of the action: PATCH for edit, POST for withdraw.</param>
    /// <param name="Allowed">Whether the caller may do the action now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    public sealed record Item(OfferAction Action, string Href, bool Allowed, string? Code, string? Detail);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await OfferRow.Find(tx, Actor, request.Id) is not { } offer)
                return TypedResults.NotFound();
            var items = Enum.GetValues<OfferAction>().Select(action =>
            {
                var problem = OfferAuthority.Check(Actor, offer, action)?.ProblemDetails;
                return new Item(
                    action, $"/v1/offers/{offer.Id}{PathOf(action)}", problem is null, (string?)problem?.Extensions["code"],
                    problem?.Detail);
            });
            return TypedResults.Ok(new Response([.. items], offer.Version));
        }, ct);

    static string PathOf(OfferAction action) => action switch
    {
        OfferAction.Edit => "",
        OfferAction.Withdraw => "/withdraw",
    };
}
