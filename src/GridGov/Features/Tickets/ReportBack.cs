using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Who was asked to look says what they found (核实反馈); the report is decided on after it.</summary>
public sealed class ReportBack(Db db) : ApiEndpoint<Change<ReportBack.Request>, Results<Ok<Ticket>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/report-back");
        Group<TicketGroup>();
        Operation("Report what was found");
        RequiresCapability(Capability.TicketReportBack);
        ProducesProblem(403, "post-not-allowed", "not-the-verifier");
        ProducesProblem(409, "action-not-allowed-in-status");
        RequestExample("""{ "findings": "属实：树冠距导线不足半米" }""");
    }

    /// <summary>What was found.</summary>
    /// <param name="Findings">In words; up to 2,000 characters.</param>
    public sealed record Request(string Findings)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Findings).Text(2000);
        }
    }

    public override Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.ReportBack,
            change: row => row with { VerifyFindings = request.Body.Findings }, payload: new { request.Body.Findings }), ct, WriteMode.Beside);
}
