using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Who was asked to look says what they found (核实反馈); the report is decided on after it.</summary>
public static class AnswerVerification
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/report-back", Handle)
        .Named("reportBack", "Report what was found")
        .Needs(Capability.TicketReportBack)
        .Refuses(403, "post-not-allowed", "not-the-verifier")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "findings": "属实：树冠距导线不足半米" }""");

    /// <summary>What was found.</summary>
    /// <param name="Findings">In words; up to 2,000 characters.</param>
    public sealed record Request(string Findings)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Findings).Text(2000);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.ReportBack,
            change: row => row with { VerifyFindings = body.Findings }, payload: new { body.Findings }), ct, WriteMode.Beside);
}
