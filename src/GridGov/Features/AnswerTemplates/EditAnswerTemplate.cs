using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Events;
using GridGov.Text;

namespace GridGov.Features.AnswerTemplates;

/// <summary>Changes the title or the texts of a template; what was answered with it stays as it is.</summary>
public sealed class EditAnswerTemplate(Db db)
    : ApiEndpoint<Change<EditAnswerTemplate.Request>, Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<AnswerTemplatesApiGroup>();
        Operation("Edit an answer template", "What is absent stays. The same values are no change; the version stays.");
        RequiresCapability(AnswerTemplateRow.Manage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "answer-template-retired");
        RequestExample("""{ "title": "不属本街道（转主管单位）" }""");
    }

    /// <summary>Changes of an answer template.</summary>
    /// <param name="Title">What it is for, 1 to 100 characters.</param>
    /// <param name="TextZh">The text in Chinese, 1 to 500 characters.</param>
    /// <param name="TextEn">The text in English, 1 to 1,000 characters.</param>
    public sealed record Request(string? Title = null, string? TextZh = null, string? TextEn = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(100);
                RuleFor(r => r.TextZh).TemplateText(500).When(r => r.TextZh is not null);
                RuleFor(r => r.TextEn).TemplateText(1000).When(r => r.TextEn is not null);
            }
        }
    }

    public override Task<Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<AnswerTemplate>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await AnswerTemplateRow.Find(tx, Actor, request.Id) is not { } before)
                return TypedResults.NotFound();
            if (before.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var after = before with
            {
                Title = request.Body.Title ?? before.Title,
                TextZh = request.Body.TextZh ?? before.TextZh,
                TextEn = request.Body.TextEn ?? before.TextEn,
            };
            if (after == before)
                return TypedResults.Ok(before.ToTemplate());
            after = after with { Version = before.Version + 1 };
            if (await tx.Execute(Update, new { after.Id, after.Title, after.TextZh, after.TextEn, before.Version }) == 0)
                return Problems.StaleVersion();
            await Journal.Append(tx, after.Event(Actor, "edit", after.ToPayload()));
            return TypedResults.Ok(after.ToTemplate());
        }, ct);

    const string Update = """
        UPDATE answer_templates
           SET title = @Title, text_zh = @TextZh, text_en = @TextEn, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
