using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Requests;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Suspends a ticket until a day (挂账), by a post that could also approve the handler's request for it.</summary>
public sealed class SuspendTicket(Db db) : TicketVerb<SuspendTicket.Request>
{
    public override void Configure()
    {
        Verb(TicketAction.Suspend, "Suspend a ticket",
            description: "The ticket's clock stops. The ticket resumes automatically on the day, at most a year ahead, or when it is " +
                "resumed earlier. Decided one level above the level that handles the ticket, and not by its handler, who uses " +
                "request-suspension.",
            example: """{ "until": "2027-03-01", "reason": "须待春季停暖后开挖管线" }""");
        ProducesProblem(400, "invalid-input");
    }

    /// <summary>The suspension of a ticket.</summary>
    /// <param name="Until">The day on which the ticket resumes, yyyy-MM-dd: after today, at most a year ahead.</param>
    /// <param name="Reason">The reason why it cannot be handled now, 1 to 500 characters.</param>
    public sealed record Request(DateOnly Until, FreeText Reason)
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
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Suspend, Actor, out var decision) is { } refusal)
                return refusal;
            if (SuspensionDay.Check(tx.Today, request.Body.Until) is { } fault)
                return fault;
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Suspend, decision,
                change: row => row with { SuspendedUntil = request.Body.Until }, reason: request.Body.Reason,
                payload: new { request.Body.Until });
        }, ct, WriteMode.Shared);
}
