using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Takes back a dispatch before the handler has taken the ticket (收回), to be dispatched again.</summary>
public sealed class RecallTicket(Db db) : TicketVerb<RecallTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Recall, "Recall a dispatched ticket",
        description: "By the person who dispatched it, or by a dispatcher. It counts as a return of the dispatch.",
        example: """{ "reason": "派遣有误，应由城市管理服务员处置" }""");

    /// <summary>The reason for recalling a ticket.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            ticket = ticket with { View = await ticket.View.WithDispatcher(tx) };
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Recall, Actor, out var decision) is { } refusal)
                return refusal;
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Recall, decision, reason: request.Body.Reason);
        }, ct, WriteMode.Shared);
}
