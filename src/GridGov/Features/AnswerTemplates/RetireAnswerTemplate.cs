using GridGov.Api;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Events;

namespace GridGov.Features.AnswerTemplates;

/// <summary>Retires a template (停用); it is not offered any more.</summary>
public sealed class RetireAnswerTemplate(Db db)
    : ApiEndpoint<RetireAnswerTemplate.Input, Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/retire");
        Group<AnswerTemplatesApiGroup>();
        Operation("Retire an answer template", "Its history stays.");
        RequiresCapability(AnswerTemplateRow.Manage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "answer-template-retired");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await AnswerTemplateRow.Find(tx, Actor, input.Id) is not { } before)
                return TypedResults.NotFound();
            if (before.Check(Actor, input.Version) is { } refusal)
                return refusal;
            if (await tx.Execute(Retire, new { before.Id, before.Version, tx.Now }) == 0)
                return Problems.StaleVersion();
            var after = before with { RetiredAt = tx.Now, Version = before.Version + 1 };
            await Journal.Append(tx, after.Event(Actor, "retire"));
            return TypedResults.Ok(after.ToTemplate());
        }, ct);

    const string Retire = """
        UPDATE answer_templates SET retired_at = @Now, version = version + 1 WHERE id = @Id AND version = @Version
        """;
}
