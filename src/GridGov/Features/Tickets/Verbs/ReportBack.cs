using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Records the findings of a verification (核实反馈); the decision on the ticket follows.</summary>
public sealed class ReportBack(Db db) : TicketVerb<ReportBack.Request>
{
    public override void Configure() => Verb(TicketAction.ReportBack, "Report the findings of a verification",
        example: """{ "findings": "属实：树冠距导线不足半米" }""");

    /// <summary>The findings of a verification.</summary>
    /// <param name="Findings">The findings in words, 1 to 2,000 characters.</param>
    /// <param name="PublicAnswer">
    /// What the public is told, 1 to 500 characters; absent to say nothing. `actions` has the address of the templates for it.
    /// </param>
    public sealed record Request(FreeText Findings, FreeText? PublicAnswer = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Findings).Text(2000);
                RuleFor(r => r.PublicAnswer).OptionalText(500);
            }
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.ReportBack,
            change: row => row with { VerifyFindings = request.Body.Findings },
            payload: request.Body.PublicAnswer is null
                ? new { request.Body.Findings }
                : new { request.Body.Findings, request.Body.PublicAnswer }), ct, WriteMode.Shared);
}
