using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Returns a ticket from its handler, to be dispatched again (退回).</summary>
public sealed class ReturnTicket(Db db) : TicketVerb<ReturnTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Return, "Return a ticket",
        example: """{ "reason": "线路产权属供电公司，需其断电配合" }""");

    /// <summary>The reason for returning a ticket.</summary>
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
            tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Return, reason: request.Body.Reason),
            ct, WriteMode.Shared);
}
