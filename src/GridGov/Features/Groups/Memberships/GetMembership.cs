using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups.Memberships;

/// <summary>A membership.</summary>
public sealed class GetMembership(Db db) : ApiEndpoint<ById, Results<Ok<Membership>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<MembershipsApiGroup>();
        Operation("Get a membership");
        RequiresCapability(Capability.GroupRead);
    }

    public override Task<Results<Ok<Membership>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Membership>, NotFound>>(async tx =>
            await MembershipRow.Find(tx, Actor, request.Id) is { } membership
                ? TypedResults.Ok(await membership.ToMembership(tx))
                : TypedResults.NotFound(), ct);
}
