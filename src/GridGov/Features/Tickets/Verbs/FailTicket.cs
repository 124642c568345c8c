using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>The check finds the problem still there; the same handler does it again (返工).</summary>
public sealed class FailTicket(Db db) : TicketVerb<FailTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Fail, "Fail the check of a ticket",
        example: """{ "reason": "仍有三处枝叶距导线不足 1 米" }""");

    /// <summary>Fail the check of a ticket.</summary>
    /// <param name="Reason">What is still wrong; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Fail, reason: request.Body.Reason), ct, WriteMode.Shared);
}
