using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Features.Meetings.Series;

/// <summary>A series of meetings.</summary>
public sealed class GetMeetingSeries(Db db) : ApiEndpoint<ById, Results<Ok<MeetingSeries>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<MeetingSeriesApiGroup>();
        Operation("Get a series of meetings", "For who reads meetings in its grid, and for who acts for its group.");
        RequiresCapability(Capability.MeetingRead);
    }

    public override Task<Results<Ok<MeetingSeries>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<MeetingSeries>, NotFound>>(async tx => await SeriesRow.Find(tx, Actor, request.Id) is { } series
            ? TypedResults.Ok(series.Show(tx.Today))
            : TypedResults.NotFound(), ct);
}
