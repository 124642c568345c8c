using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>The handler gives a ticket back to be dispatched anew (退回).</summary>
public sealed class ReturnTicket(Db db) : TicketVerb<ReturnTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Return, "Return a ticket",
        example: """{ "reason": "线路产权属供电公司，需其断电配合" }""");

    /// <summary>Return a ticket.</summary>
    /// <param name="Reason">Why it is given back; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Return, reason: request.Body.Reason), ct, WriteMode.Shared);
}
