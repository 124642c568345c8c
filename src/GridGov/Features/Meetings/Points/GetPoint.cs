using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;

namespace GridGov.Features.Meetings.Points;

/// <summary>A point, and what became of it.</summary>
public sealed class GetPoint(Db db) : ApiEndpoint<ById, Results<Ok<Point>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<PointsApiGroup>();
        Operation("Get a point", "For who reads its meeting. The ticket or need that it became is shown to who may read that.");
        RequiresCapability(Capability.MeetingRead);
    }

    public override Task<Results<Ok<Point>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Point>, NotFound>>(async tx => await PointRow.Find(tx, Actor, request.Id) is { } row
            ? TypedResults.Ok((await PointRow.Show(tx, Actor, [row]))[0])
            : TypedResults.NotFound(), ct);
}
