using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Security;

namespace GridGov.Features.Meetings.Points;

/// <summary>The actions that the caller may do to a point now, decided by the rules of the actions themselves.</summary>
public sealed class ListPointActions(Db db) : ApiEndpoint<ById, Results<Ok<ListPointActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<PointsApiGroup>();
        Operation("List the actions on a point",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer.");
        RequiresCapability(Capability.MeetingRead);
    }

    /// <summary>The actions of the caller on the present version of the point.</summary>
    /// <param name="Items">All actions.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address of the action: PATCH for edit, POST for the others.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    /// <param name="To">The status after an allowed action.</param>
    public sealed record Item(PointAction Action, string Href, bool Allowed, string? Code, string? Detail, PointStatus? To);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await PointRow.Find(tx, Actor, request.Id) is not { } point)
                return TypedResults.NotFound();
            var items = Enum.GetValues<PointAction>().Select(action =>
            {
                var problem = MeetingRules.Check(Actor, point, action)?.ProblemDetails;
                return new Item(
                    action, $"/v1/points/{point.Id}{PathOf(action)}", problem is null, problem?.Extensions["code"] as string,
                    problem?.Detail,
                    problem is null ? PointLifecycle.After(point.Status, action) : null);
            });
            return TypedResults.Ok(new Response([.. items], point.Version));
        }, ct);

    static string PathOf(PointAction action) => action switch
    {
        PointAction.Edit => "",
        PointAction.FileTicket => "/file-ticket",
        PointAction.SubmitNeed => "/submit-need",
        PointAction.Note => "/note",
    };
}
