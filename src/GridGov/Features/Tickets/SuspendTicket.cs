using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Puts a ticket off until a day (挂账), by who could also approve the handler's request for it.</summary>
public static class SuspendTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/suspend", Handle)
        .Named("suspendTicket", "Suspend a ticket")
        .WithDescription("Its clock stops, and it goes on by itself on the day, at most a year off, or when it is resumed. Decided one level above the one that has the ticket in hand, and not by its handler; the handler asks with request-suspension.")
        .Needs(Capability.TicketApprove)
        .Refuses(400, "invalid-input")
        .Refuses(403, "post-not-allowed", "decided-one-level-up", "requester-cannot-decide")
        .Refuses(409, "action-not-allowed-in-status", "deadline-passed")
        .Example("""{ "until": "2027-03-01", "reason": "须待春季停暖后开挖管线" }""");

    /// <summary>Suspend a ticket.</summary>
    /// <param name="Until">The day on which it goes on: after today, at most a year off.</param>
    /// <param name="Reason">Why it cannot be handled now; up to 500 characters.</param>
    public sealed record Request(DateOnly Until, string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Refusal(ticket, version, TicketAction.Suspend, actor, out var decision) is { } refusal)
                return refusal;
            if (SuspensionDay.Fault(tx.Today, body.Until) is { } fault)
                return fault;
            return await TicketTransition.CarryOut(tx, actor, ticket, TicketAction.Suspend, decision,
                change: row => row with { SuspendedUntil = body.Until }, reason: body.Reason, payload: new { body.Until });
        }, ct, WriteMode.Beside);
}
