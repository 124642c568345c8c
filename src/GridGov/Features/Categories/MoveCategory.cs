using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>Moves a category below another group or to another code (调整类别): the old code is retired, with its successor.</summary>
public sealed class MoveCategory(Db db)
    : ApiEndpoint<ChangeByCode<MoveCategory.Request>, Results<Ok<Category>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{code}/move");
        Group<CategoryGroup>();
        Operation("Move a category",
            "The old code takes no new tickets. Its tickets keep it and go on: measures, lists and groups count each ticket under the " +
            "code that it was filed under, so no figure of the past changes. Requires an administrator of the whole deployment.");
        RequiresCapability(Capability.CategoryManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "category-not-movable", "category-move-target", "category-codes-full");
        RequestExample("""{ "to": "09", "reason": "托育移交民生服务" }""");
    }

    /// <summary>Where a category goes.</summary>
    /// <param name="To">
    /// Two digits: another group, below which it gets the next code. Four digits: a new code, or a category in use, which takes its place.
    /// </param>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string To, string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.To).NotEmpty().MatchesWhole("^([0-9]{2}){1,2}$");
                RuleFor(r => r.Reason).Text(500);
            }
        }
    }

    public override Task<Results<Ok<Category>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeByCode<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Category>, NotFound, ProblemHttpResult>>(async tx =>
        {
            // A category belongs to no grid, so a post in some grids is not enough.
            if (Actor.PostsFor(Capability.CategoryManage, GridCode.Everywhere).FirstOrDefault() is not { } post)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CategoryManage));
            var (to, reason) = (request.Body.To, request.Body.Reason);
            if (await CategoryRow.Find(tx, request.Code) is not { } before)
                return TypedResults.NotFound();
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before is not { RetiredAt: null, ParentCode: not null })
                return Problems.Of("category-not-movable");
            // A retired code is not used again, and a group is no place below itself.
            if (to == before.Code || to == before.ParentCode || !await CategoryRow.InUse(tx, to[..2])
                || (await CategoryRow.Find(tx, to) is { } target
                    && (target.RetiredAt is not null || (before.Confidential && !target.Confidential))))
                return Problems.At("/to", "category-move-target", to);
            if ((to.Length == 4 ? to : await CategoryRow.NextFree(tx, to)) is not { } successor)
                return Problems.Of("category-codes-full");

            var moved = before with { Code = successor, ParentCode = successor[..2], Version = 1 };
            // Another category in use takes its place as it is.
            await moved.Add(tx, Actor.Id, post, "create", new { MovedFrom = before.Code, To = moved.ToPayload() }, reason);
            var after = before with { RetiredAt = tx.Now, SuccessorCode = successor, Version = before.Version + 1 };
            if (await tx.Execute(Retire, new { before.Code, after.RetiredAt, after.SuccessorCode, before.Version }) == 0)
                return Problems.StaleVersion();
            await Journal.Append(tx, new JournalEntry("category", before.Code, GridCode.Everywhere, "move", Actor.Id, after.Version)
            {
                Post = post.Kind, Reason = reason, Payload = new { Successor = successor },
            });
            return TypedResults.Ok(after.ToCategory());
        }, ct);

    const string Retire = """
        UPDATE categories
           SET retired_at = @RetiredAt, successor_code = @SuccessorCode, version = version + 1
         WHERE code = @Code AND version = @Version
        """;
}
