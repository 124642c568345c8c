using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>The actions that the caller may do to a need now, decided by the rules of the actions themselves.</summary>
public sealed class ListNeedActions(Db db) : ApiEndpoint<ById, Results<Ok<ListNeedActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<NeedsApiGroup>();
        Operation("List the actions on a need",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer. An allowed action may " +
            "still refuse values of its body.");
        RequiresCapability(Capability.NeedRead);
    }

    /// <summary>The actions of the caller on the present version of the need.</summary>
    /// <param name="Items">All actions, in the order of the lifecycle.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address of the action: PATCH for edit, POST for the others.</param>
    /// <param name="Allowed">Whether the caller may do the action now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    /// <param name="To">The status after an allowed action; a claim of the last slot takes the need.</param>
    public sealed record Item(NeedAction Action, string Href, bool Allowed, string? Code, string? Detail, NeedStatus? To);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await NeedRow.Find(tx, Actor, request.Id) is not { } need)
                return TypedResults.NotFound();
            var items = new List<Item>();
            foreach (var action in Enum.GetValues<NeedAction>())
            {
                var problem = (await NeedAuthority.Check(tx, Actor, need, action))?.ProblemDetails;
                items.Add(new Item(
                    action, $"/v1/needs/{need.Id}{PathOf(action)}", problem is null, (string?)problem?.Extensions["code"], problem?.Detail,
                    problem is null ? NeedLifecycle.After(need.Status, action).Status : null));
            }
            return TypedResults.Ok(new Response(items, need.Version));
        }, ct);

    static string PathOf(NeedAction action) => action switch
    {
        NeedAction.Edit => "",
        NeedAction.Publish => "/publish",
        NeedAction.Decline => "/decline",
        NeedAction.Withdraw => "/withdraw",
        NeedAction.FileTicket => "/file-ticket",
        NeedAction.Claim => "/claims",
        NeedAction.Close => "/close",
    };
}
