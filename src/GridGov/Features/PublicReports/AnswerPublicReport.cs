using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.PublicReports;

/// <summary>Sets the office's words to the reporter (公开答复), such as why a report is not accepted; reasons inside are never shown.</summary>
public sealed class AnswerPublicReport(Db db)
    : ApiEndpoint<Change<AnswerPublicReport.Request>, Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/answer");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Answer to the reporter", "Who has the receipt reads it with the timeline. A later answer replaces it.");
        RequiresCapability(Capability.TicketAccept);
        RequestExample("""{ "text": "该处不属于本街道管辖，已转交区市政部门。" }""");
    }

    /// <summary>The answer.</summary>
    /// <param name="Text">The words to the reporter, 1 to 500 characters.</param>
    public sealed record Request(FreeText Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(500);
        }
    }

    public override Task<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, post, refusal) = await OfficeReport.FindFiled(tx, Actor, Capability.TicketAccept, request.Id, request.Version);
            if (row is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            row = await row.Save(tx, (await row.OpenSecret(tx)).WithAnswer(request.Body.Text), "answer", Actor, post);
            return row is null ? Problems.StaleVersion() : TypedResults.Ok(OfficeReport.Of(row));
        }, ct);
}
