using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Groups.Memberships;

/// <summary>Ends a membership. Nothing else of it can change, so that history stays as it was.</summary>
public sealed class EndMembership(Db db)
    : ApiEndpoint<Change<EndMembership.Request>, Results<Ok<Membership>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/end");
        Group<MembershipsApiGroup>();
        Operation("End a membership",
            "Who acts for the group by it does so no more at once when it ends today. An end can be moved forward but not put off; add " +
            "the member again instead. One that ends on its first day was never held.");
        RequiresCapability(Capability.GroupManage);
        ProducesProblem(400, "personal-number-in-group");
        ProducesProblem(403, "post-not-allowed", "backdating-not-allowed");
        ProducesProblem(409, "membership-ended", "membership-not-begun");
        RequestExample("""{ "to": "2026-12-31", "reason": "换届" }""");
    }

    /// <summary>The end of a membership.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="To">The first day out of it, yyyy-MM-dd; today by default.</param>
    public sealed record Request(string Reason, DateOnly? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Membership>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Membership>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await MembershipRow.Find(tx, Actor, request.Id) is not { } before)
                return TypedResults.NotFound();
            if (GroupRules.CheckManager(Actor, before.GridCode) is { } refused)
                return refused;
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before.To <= tx.Today)
                return Problems.Of("membership-ended");
            if (PersonalNumbers.IsIn(request.Body.Reason))
                return Problems.At("/reason", "personal-number-in-group");
            // Who has not begun is out of it on the first day.
            var to = request.Body.To ?? (before.From > tx.Today ? before.From : tx.Today);
            if (to < before.From)
                return Problems.Of("membership-not-begun", before.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (to < tx.Today && !Actor.HasPostAbove(Capability.GroupManage, before.GridCode))
                return Problems.At("/to", "backdating-not-allowed");
            if (to > before.To)
                return Problems.Invalid("/to", "out_of_range", new("不得晚于已定的结束日。", "It must not lie after the end that is set already."));
            return await MembershipStore.End(tx, Actor, before, to, request.Body.Reason)
                ? TypedResults.Ok(await (await MembershipRow.Find(tx, Actor, before.Id))!.ToMembership(tx))
                : Problems.StaleVersion();
        }, ct);
}
