using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;

namespace GridGov.Features.Meetings.Series;

/// <summary>The actions that the caller may do to a series of meetings now, decided by the rules of the actions themselves.</summary>
public sealed class ListMeetingSeriesActions(Db db) : ApiEndpoint<ById, Results<Ok<ListMeetingSeriesActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<MeetingSeriesApiGroup>();
        Operation("List the actions on a series of meetings",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer.");
        RequiresCapability(Capability.MeetingRead);
    }

    /// <summary>The actions of the caller on the present version of the series.</summary>
    /// <param name="Items">All actions.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address of the action: PATCH for edit, POST for the others; plan takes the id as seriesId.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    public sealed record Item(SeriesAction Action, string Href, bool Allowed, string? Code, string? Detail);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await SeriesRow.Find(tx, Actor, request.Id) is not { } series)
                return TypedResults.NotFound();
            var items = Enum.GetValues<SeriesAction>().Select(action =>
            {
                var problem = SeriesRules.Check(Actor, series, action)?.ProblemDetails;
                return new Item(action, PathOf(action, series.Id), problem is null, problem?.Extensions["code"] as string, problem?.Detail);
            });
            return TypedResults.Ok(new Response([.. items], series.Version));
        }, ct);

    static string PathOf(SeriesAction action, Id series) => action switch
    {
        SeriesAction.Plan => "/v1/meetings",
        SeriesAction.Edit => $"/v1/meeting-series/{series}",
        SeriesAction.End => $"/v1/meeting-series/{series}/end",
    };
}
