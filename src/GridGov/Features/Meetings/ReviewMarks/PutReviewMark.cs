using GridGov.Api;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.ReviewMarks;

/// <summary>Enters the mark that residents gave a grid at a review (居民评议).</summary>
public sealed class PutReviewMark(Db db)
    : ApiEndpoint<PutReviewMark.Input, Results<Ok<PutReviewMark.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{id}/marks/{grid}");
        Group<MeetingsApiGroup>();
        Operation("Enter the mark of a grid",
            "While the review is held and not closed, for its grid or one below it. A later mark of the same grid replaces the former, " +
            "which stays for assessments that were issued by it. The marks of a period are the term resident_review of assessments, " +
            "weighted by their voters. The head of a grid does not enter its own marks. If-Match has the version of the meeting.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed", "own-grid-not-marked");
        ProducesProblem(
            409, "meeting-not-held", "meeting-closed", "meeting-cancelled", "meeting-not-a-review", "grid-already-retired");
        RequestExample("""{ "score": 92, "voters": 37, "reason": "楼道清理及时，夜间巡查有待加强" }""");
    }

    /// <summary>A mark.</summary>
    /// <param name="Score">The score, 0 to 100.</param>
    /// <param name="Voters">How many residents gave it together, 1 to 100,000.</param>
    /// <param name="Reason">The reason, 1 to 1,000 characters.</param>
    public sealed record Request(int Score, int Voters, string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Score).InclusiveBetween(0, 100);
                RuleFor(r => r.Voters).InclusiveBetween(1, 100_000);
                RuleFor(r => r.Reason).Text(1000);
            }
        }
    }

    /// <summary>A mark that was entered.</summary>
    /// <param name="Mark">The mark.</param>
    /// <param name="Version">The version of the meeting; it is the ETag.</param>
    public sealed record Response(ReviewMark Mark, long Version) : IVersioned;

    public sealed record Input(Id Id, string Grid, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, input.Id, input.Version, MeetingAction.Mark);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (!GridCode.Covers(meeting.GridCode, input.Grid)
                || await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = input.Grid }) is not [var retiredAt])
                return TypedResults.NotFound();
            if (!MayMark(input.Grid))
                return Problems.Of("own-grid-not-marked");
            if (retiredAt is not null)
                return Problems.Of("grid-already-retired", input.Grid);
            var id = tx.NewId();
            await tx.Execute(End, new { Meeting = meeting.Id, input.Grid, tx.Now });
            await tx.Execute(Insert, new
            {
                Id = id, Meeting = meeting.Id, input.Grid, input.Body.Score, input.Body.Voters, input.Body.Reason, By = Actor.Id, tx.Now,
            });
            if (await MeetingStore.Write(tx, Actor, meeting, "mark", new { input.Grid, input.Body.Score, input.Body.Voters }) is { } stale)
                return stale;
            var mark = (await tx.QuerySingle<MarkRow>(MarkRow.Select + " WHERE k.id = @Id", new { Id = id }))!;
            return TypedResults.Ok(new Response(mark.Show(), meeting.Version + 1));
        }, ct);

    /// <summary>The head of a grid does not enter its marks, because it is assessed by them.</summary>
    bool MayMark(string grid) =>
        Actor.PostsFor(Capability.MeetingManage, grid).Any(post => post.Kind != PostKind.GridHead || post.Grid != grid);

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code";

    const string End = "UPDATE review_marks SET until_at = @Now WHERE meeting_id = @Meeting AND grid_code = @Grid AND until_at IS NULL";

    const string Insert = """
        INSERT INTO review_marks (id, meeting_id, grid_code, score, voters, reason, marked_by, marked_at)
        VALUES (@Id, @Meeting, @Grid, @Score, @Voters, @Reason, @By, @Now)
        """;
}
