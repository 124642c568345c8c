using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.PublicReports;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.PublicReports.Feedback;

/// <summary>Refuses a reporter's request to reopen, with words that the reporter reads.</summary>
public sealed class RefuseReopening(Db db)
    : ApiEndpoint<Change<RefuseReopening.Request>, Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/refuse-reopening");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Refuse a request to reopen");
        RequiresCapability(Capability.TicketReopen);
        ProducesProblem(409, "reopening-not-pending");
        RequestExample("""{ "answer": "经复查路灯已正常照明，夜间分时亮灯。" }""");
    }

    /// <summary>Why it is not opened again.</summary>
    /// <param name="Answer">The words to the reporter, 1 to 500 characters.</param>
    public sealed record Request(FreeText Answer)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Answer).Text(500);
        }
    }

    public override Task<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, post, refusal) = await OfficeReport.FindPending(tx, Actor, request.Id, request.Version);
            if (row is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            row = await (row with { Reopening = ReopeningStatus.Refused, DecidedBy = Actor.Id, DecidedAt = tx.Now })
                .Save(tx, (await row.OpenSecret(tx)).WithRefusal(request.Body.Answer), "refuse_reopening", Actor, post);
            return row is null ? Problems.StaleVersion() : TypedResults.Ok(OfficeReport.Of(row));
        }, ct);
}
