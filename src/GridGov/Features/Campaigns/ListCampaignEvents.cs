using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Campaigns;

/// <summary>A campaign's history.</summary>
public sealed class ListCampaignEvents(Db db)
    : ApiEndpoint<ListCampaignEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<CampaignGroup>();
        Operation("List the events of a campaign",
            "Oldest first: create, edit, start, retarget (a place became a target place, or ceased to be one), follow (grids were " +
            "divided anew), close and cancel. Events are never removed.");
        RequiresCapability(Capability.RecordRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await CampaignRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, Campaign.Subject, input.Id.ToString(), input.Query)), ct);
}
