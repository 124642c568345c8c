using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;

namespace GridGov.Features.Needs.Claims;

/// <summary>The actions that the caller may do to a claim now, decided by the rules of the actions themselves.</summary>
public sealed class ListClaimActions(Db db) : ApiEndpoint<ById, Results<Ok<ListClaimActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<ClaimsApiGroup>();
        Operation("List the actions on a claim",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer.");
        RequiresCapability(Capability.NeedRead);
    }

    /// <summary>The actions of the caller on the present version of the claim.</summary>
    /// <param name="Items">All actions, in the order of the lifecycle.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address to POST to.</param>
    /// <param name="Allowed">Whether the caller may do the action now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    /// <param name="To">The status after an allowed action.</param>
    public sealed record Item(ClaimAction Action, string Href, bool Allowed, string? Code, string? Detail, ClaimStatus? To);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await ClaimRow.Find(tx, Actor, request.Id) is not { } claim)
                return TypedResults.NotFound();
            var need = await NeedRow.Load(tx, claim.NeedId);
            var items = new List<Item>();
            foreach (var action in Enum.GetValues<ClaimAction>())
            {
                var problem = (await NeedAuthority.Check(tx, Actor, need, claim, action))?.ProblemDetails;
                items.Add(new Item(
                    action, $"/v1/claims/{claim.Id}/{PathOf(action)}", problem is null, (string?)problem?.Extensions["code"],
                    problem?.Detail, problem is null ? ClaimLifecycle.After(claim.Status, action) : null));
            }
            return TypedResults.Ok(new Response(items, claim.Version));
        }, ct);

    static string PathOf(ClaimAction action) => action switch
    {
        ClaimAction.Start => "start",
        ClaimAction.Record => "records",
        ClaimAction.ReportDone => "report-done",
        ClaimAction.Confirm => "confirm",
        ClaimAction.Dispute => "dispute",
        ClaimAction.Release => "release",
    };
}
