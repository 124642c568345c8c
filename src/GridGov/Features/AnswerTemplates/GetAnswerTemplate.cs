using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.AnswerTemplates;
using GridGov.Security;

namespace GridGov.Features.AnswerTemplates;

/// <summary>One answer template.</summary>
public sealed class GetAnswerTemplate(Db db) : ApiEndpoint<ById, Results<Ok<AnswerTemplate>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<AnswerTemplatesApiGroup>();
        Operation("Get an answer template", "Of the caller's grids, of those below and of those above.");
        RequiresCapability(Capability.GridRead);
    }

    public override Task<Results<Ok<AnswerTemplate>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<AnswerTemplate>, NotFound>>(async tx => await AnswerTemplateRow.Find(tx, Actor, request.Id) is { } row
            ? TypedResults.Ok(row.ToTemplate())
            : TypedResults.NotFound(), ct);
}
