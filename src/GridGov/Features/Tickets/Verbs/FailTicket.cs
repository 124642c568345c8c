using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Fails the check of a ticket because the problem remains; the same handler works on it again (返工).</summary>
public sealed class FailTicket(Db db) : TicketVerb<FailTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Fail, "Fail the check of a ticket",
        example: """{ "reason": "仍有三处枝叶距导线不足 1 米" }""");

    /// <summary>The result of a failed check.</summary>
    /// <param name="Reason">The remaining problem, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Fail, reason: request.Body.Reason),
            ct, WriteMode.Shared);
}
