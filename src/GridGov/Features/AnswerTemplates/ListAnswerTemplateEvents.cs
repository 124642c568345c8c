using GridGov.Api;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.AnswerTemplates;

/// <summary>A template's history, with its authors and its texts of then.</summary>
public sealed class ListAnswerTemplateEvents(Db db)
    : ApiEndpoint<ListAnswerTemplateEvents.Input, Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/events");
        Group<AnswerTemplatesApiGroup>();
        Operation("List the events of an answer template", "Oldest first: create, edit and retire. Events are never removed.");
        RequiresCapability(Capability.GridRead);
        ProducesProblem(400, "invalid-cursor");
    }

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HistoryEvent>>, NotFound, ProblemHttpResult>>(async tx =>
            await AnswerTemplateRow.Find(tx, Actor, input.Id) is null
                ? TypedResults.NotFound()
                : TypedResults.Ok(await SubjectHistory.ReadPage(
                    tx, HttpContext, AnswerTemplateRow.Subject, input.Id.ToString(), input.Query)), ct);
}
