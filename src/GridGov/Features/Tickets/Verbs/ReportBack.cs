using System.Text.Json.Serialization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Records the findings of a verification (核实反馈); the decision on the ticket follows.</summary>
public sealed class ReportBack(Db db) : TicketVerb<ReportBack.Request>
{
    public override void Configure() => Verb(TicketAction.ReportBack, "Report the findings of a verification",
        description: "What the public reported can be accepted only once its verifier has confirmed it.",
        example: """{ "findings": "属实：树冠距导线不足半米", "confirmed": true }""");

    /// <summary>The findings of a verification.</summary>
    /// <param name="Findings">The findings in words, 1 to 2,000 characters.</param>
    /// <param name="Confirmed">
    /// Whether the problem is there as reported (属实); required of what the public reported, and else said only in the findings.
    /// </param>
    /// <param name="PublicAnswer">
    /// What the public is told, 1 to 500 characters; absent to say nothing. `actions` has the address of the templates for it.
    /// </param>
    public sealed record Request(FreeText Findings, bool? Confirmed = null, FreeText? PublicAnswer = null)
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
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.ReportBack, Actor, out var decision) is { } refusal)
                return refusal;
            var (findings, confirmed, publicAnswer) = request.Body;
            if (ticket.Row.Unverified && confirmed is null)
            {
                return Problems.Invalid("/confirmed", "required",
                    new("群众上报的问题须核实是否属实。", "Of what the public reported, the verifier says whether it is confirmed."));
            }
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.ReportBack, decision,
                change: row => row with { VerifyFindings = findings, Unverified = row.Unverified && confirmed is not true },
                payload: new Details(findings, confirmed, publicAnswer));
        }, ct, WriteMode.Shared);

    /// <summary>The details of the event; what was not said is not in it.</summary>
    sealed record Details(
        FreeText Findings,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Confirmed,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FreeText? PublicAnswer);
}
