using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Groups;

/// <summary>Ends a group (终止) with its memberships; its history is kept.</summary>
public sealed class EndGroup(Db db) : ApiEndpoint<Change<EndGroup.Request>, Results<Ok<Group>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/end");
        Group<GroupsApiGroup>();
        Operation("End a group",
            "Its memberships end today, and those in which it is the member; one that has not begun was never held. Nobody acts for it " +
            "any more. The answer counts what it leaves open: needs, claims and meetings go on until the office closes them.");
        RequiresCapability(Capability.GroupManage);
        ProducesProblem(400, "personal-number-in-group");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "group-ended");
        RequestExample("""{ "reason": "并入街道志愿服务总队" }""");
    }

    /// <summary>Why a group ends.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Group>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Group>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GroupRow.Find(tx, Actor, request.Id) is not { } group)
                return TypedResults.NotFound();
            if (group.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (PersonalNumbers.IsIn(request.Body.Reason))
                return Problems.At("/reason", "personal-number-in-group");
            return await GroupStore.End(tx, Actor, group, request.Body.Reason) is { } open
                ? TypedResults.Ok((await GroupRow.Reread(tx, group.Id)).ToGroup(Actor) with { Open = open })
                : Problems.StaleVersion();
        }, ct);
}
