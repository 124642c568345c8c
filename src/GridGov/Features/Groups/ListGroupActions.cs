using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups;

/// <summary>The actions that the caller may do to a group now, decided by the rules of the actions themselves.</summary>
public sealed class ListGroupActions(Db db) : ApiEndpoint<ById, Results<Ok<ListGroupActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<GroupsApiGroup>();
        Operation("List the actions on a group",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer. For who reads the " +
            "whole group.");
        RequiresCapability(Capability.GroupRead);
    }

    /// <summary>The actions of the caller on the present version of the group.</summary>
    /// <param name="Items">All actions.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address of the action: PATCH for edit, POST for the others.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    public sealed record Item(GroupAction Action, string Href, bool Allowed, string? Code, string? Detail);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await GroupRow.Find(tx, Actor, request.Id) is not { } group)
                return TypedResults.NotFound();
            var problem = group.Check(Actor)?.ProblemDetails;
            var items = Enum.GetValues<GroupAction>().Select(action => new Item(
                action, $"/v1/groups/{group.Id}{PathOf(action)}", problem is null, problem?.Extensions["code"] as string, problem?.Detail));
            return TypedResults.Ok(new Response([.. items], group.Version));
        }, ct);

    static string PathOf(GroupAction action) => action switch
    {
        GroupAction.Edit => "",
        GroupAction.AddMember => "/memberships",
        GroupAction.End => "/end",
    };
}
