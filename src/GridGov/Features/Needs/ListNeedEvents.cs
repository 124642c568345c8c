using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>A need's history.</summary>
public sealed class ListNeedEvents(Db db)
    : ApiEndpoint<ListNeedEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<NeedsApiGroup>();
        Operation("List the events of a need",
            "Oldest first: submit, edit, publish, fill, free, fulfil, decline, withdraw, file_ticket, close, alert, follow (grids were " +
            "divided anew) and hide. They have hashes of title, description, place and contact and not these. For whoever reads needs in " +
            "its grid, submitted it or acts for its group.");
        RequiresCapability(Capability.NeedRead);
        ProducesProblem(400, "invalid-cursor");
        ProducesProblem(403, "not-for-this-need");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await NeedRow.Find(tx, Actor, input.Id) is not { } need ? TypedResults.NotFound()
            : !need.IsInside(Actor) ? Problems.Of("not-for-this-need")
            : TypedResults.Ok(await SubjectHistory.ReadPage(tx, HttpContext, Need.Subject, input.Id.ToString(), input.Query)), ct);
}
