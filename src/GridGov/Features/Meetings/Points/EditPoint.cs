using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Points;

/// <summary>Edits a point to which nothing was decided.</summary>
public sealed class EditPoint(Db db) : ApiEndpoint<Change<EditPoint.Request>, Results<Ok<Point>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<PointsApiGroup>();
        Operation("Edit a point",
            "By who raised it, and by who manages the meeting. Absent properties stay as they are; an empty text removes what was " +
            "there. The same values are no change; the version stays.");
        RequiresCapability(Capability.MeetingRead);
        ProducesProblem(400, "grid-outside-meeting", "grid-retired");
        ProducesProblem(403, "not-the-points-author");
        ProducesProblem(409, "point-decided");
        RequestExample("""{ "title": "楼宇周边访客停车难" }""");
    }

    /// <summary>The changes of a point.</summary>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters; an empty text removes it.</param>
    /// <param name="Grid">The code of the grid that it concerns.</param>
    public sealed record Request(string? Title = null, string? Description = null, string? Grid = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.Description).OptionalText(2000).When(r => r.Description is not "");
                RuleFor(r => r.Grid).GridCode();
            }
        }
    }

    public override Task<Results<Ok<Point>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Point>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (point, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, PointAction.Edit);
            if (point is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var after = point with
            {
                Title = request.Body.Title ?? point.Title,
                Description = PatchValues.Text(request.Body.Description, point.Description),
                GridCode = request.Body.Grid ?? point.GridCode,
            };
            if (after == point)
                return TypedResults.Ok(await PointRow.Show(tx, Actor, point.Id));
            if (after.GridCode != point.GridCode && await PointRules.CheckGrid(tx, point.MeetingGrid, after.GridCode) is { } outside)
                return outside;
            if (await PointStore.Write(tx, Actor, after, "edit") is { } stale)
                return stale;
            return TypedResults.Ok(await PointRow.Show(tx, Actor, point.Id));
        }, ct);
}
