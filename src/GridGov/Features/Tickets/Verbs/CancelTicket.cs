using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Cancels a ticket that should not have been filed (作废). A resolved ticket cannot be cancelled.</summary>
public sealed class CancelTicket(Db db) : TicketVerb<CancelTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Cancel, "Cancel a ticket",
        example: """{ "reason": "误报：经核实为正在施工的工地围挡" }""");

    /// <summary>The reason for cancelling a ticket.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Cancel, reason: request.Body.Reason),
            ct, WriteMode.Shared);
}
