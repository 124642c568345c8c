using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups;

/// <summary>A group.</summary>
public sealed class GetGroup(Db db) : ApiEndpoint<ById, Results<Ok<Group>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<GroupsApiGroup>();
        Operation("Get a group",
            "Posts read the groups of their grids. Who acts for a group reads it, and of the other groups of its grid the kind, the name " +
            "and the grid.");
        RequiresCapability(Capability.GroupRead);
    }

    public override Task<Results<Ok<Group>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Group>, NotFound>>(async tx =>
            await GroupRow.FindNamed(tx, Actor, request.Id) is { } group
                ? TypedResults.Ok(group.ToGroup(Actor))
                : TypedResults.NotFound(), ct);
}
