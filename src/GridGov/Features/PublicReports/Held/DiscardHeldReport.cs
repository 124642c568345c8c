using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.PublicReports.Held;

/// <summary>Discards a held report: its words and photos are removed, and its receipt says that it was not accepted.</summary>
public sealed class DiscardHeldReport(FileStore store, Db db)
    : ApiEndpoint<ChangeWithOptionalBody<DiscardHeldReport.Request>, Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/discard");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Discard a held report");
        RequiresCapability(Capability.TicketAccept);
        ProducesProblem(409, "report-not-held");
        RequestExample("""{ "answer": "重复提交，此前的反映已受理" }""");
    }

    /// <summary>What the reporter is told.</summary>
    /// <param name="Answer">The words to the reporter, up to 500 characters.</param>
    public sealed record Request(FreeText? Answer = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Answer).OptionalText(500);
        }
    }

    public override Task<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, post, refusal) = await OfficeReport.FindHeld(tx, Actor, request.Id, request.Version);
            if (row is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            row = await PublicReportCleanup.Discard(tx, store, row, "discard", Actor, post!.Kind, request.Body?.Answer);
            return row is null ? Problems.StaleVersion() : TypedResults.Ok(OfficeReport.Of(row));
        }, ct);
}
