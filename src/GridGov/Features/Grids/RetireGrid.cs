using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Redivision;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <summary>Retires a grid (撤销) and ends its appointments; its code and its history are kept.</summary>
public sealed class RetireGrid(Db db) : ApiEndpoint<ChangeByCode<RetireGrid.Request>, Results<Ok<Grid>, NotFound, ProblemHttpResult>>
{
    const int MaxSuccessors = 50;

    public override void Configure()
    {
        Post("/{code}/retire");
        Group<GridGroup>();
        Operation("Retire a grid",
            "Current appointments on the grid end today; future ones end on their first day. Its tickets keep its code. Its " +
            "answer templates go on in the successors, if any are named.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "grid-already-retired", "grid-has-children", "grid-has-open-tickets", "grid-has-places", "grid-has-groups",
            "grid-has-meetings", "successor-missing");
        RequestExample("""{ "reason": "网格调整：并入第7网格", "successors": ["410103003005007"] }""");
    }

    /// <summary>The reason and the replacement of a retired grid.</summary>
    /// <param name="Reason">The reason, up to 500 characters.</param>
    /// <param name="Successors">Codes of the grids that replace it, at most 50.</param>
    public sealed record Request(string Reason, IReadOnlyList<string>? Successors = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Successors)
                    .Must(list => list is null || list.Count <= MaxSuccessors).WithErrorCode("too_many")
                    .Must(list => list is null || list.Distinct(StringComparer.Ordinal).Count() == list.Count).WithErrorCode("duplicate");
                RuleForEach(r => r.Successors).Must(GridCode.IsCode).WithErrorCode("wrong_format")
                    .When(r => r.Successors is { Count: <= MaxSuccessors });
            }
        }
    }

    public override Task<Results<Ok<Grid>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeByCode<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Grid>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var grid = await GridRow.Find(tx, Actor, request.Code);
            if (grid is null)
                return TypedResults.NotFound();
            if (grid.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (await tx.QuerySingle<long>(CountChildren, new { Code = request.Code }) is > 0 and var children)
                return Problems.Of("grid-has-children", children);
            if (await tx.QuerySingle<long>(CountOpenTickets, new { Code = request.Code }) is > 0 and var tickets)
                return Problems.Of("grid-has-open-tickets", tickets);
            if (await tx.QuerySingle<long>(CountPlaces, new { Code = request.Code }) is > 0 and var places)
                return Problems.Of("grid-has-places", places);
            if (await tx.QuerySingle<long>(CountGroups, new { Code = request.Code }) is > 0 and var groups)
                return Problems.Of("grid-has-groups", groups);
            if (await tx.QuerySingle<long>(CountMeetings, new { Code = request.Code, tx.Today }) is > 0 and var meetings)
                return Problems.Of("grid-has-meetings", meetings);
            var successors = request.Body.Successors ?? [];
            for (var i = 0; i < successors.Count; i++)
            {
                var successor = successors[i] == request.Code ? null : await GridRow.Find(tx, Actor, successors[i]);
                if (successor is not { RetiredAt: null })
                    return Problems.At($"/successors/{i}", "successor-missing", successors[i]);
            }

            var retired = grid with
            {
                RetiredAt = tx.Now,
                RetiredReason = request.Body.Reason,
                Successors = GridRow.Joined(successors),
                Version = grid.Version + 1,
            };
            if (!await GridRow.Retire(tx, grid, request.Body.Reason, successors))
                return Problems.StaleVersion();
            var post = Actor.PostsFor(Capability.GridManage, request.Code).First().Kind;
            await Journal.Append(tx, new JournalEntry("grid", request.Code, request.Code, "retire", Actor.Id, retired.Version)
            {
                Post = post,
                Reason = request.Body.Reason,
                Payload = new { Successors = successors },
            });
            await FollowingAnswerTemplates.Move(tx, Actor, request.Code, successors, request.Body.Reason);
            await FollowingAppointments.End(tx, Actor, request.Code, request.Body.Reason);
            return TypedResults.Ok(await retired.ToGrid(tx));
        }, ct);

    const string CountChildren = "SELECT count(*) FROM grids WHERE parent_code = @Code AND retired_at IS NULL";

    const string CountPlaces = "SELECT count(*) FROM places WHERE grid_code = @Code AND retired_at IS NULL";

    const string CountGroups = "SELECT count(*) FROM groups WHERE grid_code = @Code AND ended_at IS NULL";

    const string CountMeetings = """
        SELECT (SELECT count(*) FROM meetings m WHERE m.grid_code = @Code AND m.status IN ('planned', 'held'))
               + (SELECT count(*) FROM meeting_series s WHERE s.grid_code = @Code AND (s.to_day IS NULL OR s.to_day >= @Today))
        """;

    const string CountOpenTickets = $"SELECT count(*) FROM tickets t WHERE t.grid_code = @Code AND {Lifecycle.IsOpen}";
}
