using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Escalates a ticket one level up (上报): unit grid, community, street, above the street.</summary>
public sealed class EscalateTicket(Db db) : TicketVerb<EscalateTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Escalate, "Escalate a ticket",
        example: """{ "reason": "涉及供电部门，社区无力协调" }""");

    /// <summary>The reason for escalating a ticket.</summary>
    /// <param name="Reason">The reason why this level cannot handle it, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Escalate, reason: request.Body.Reason),
            ct, WriteMode.Shared);
}
