using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Hands a ticket to the next level up (上报): unit grid, community, street, above the street.</summary>
public static class EscalateTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/escalate", Handle)
        .Named("escalateTicket", "Escalate a ticket")
        .Needs(Capability.TicketEscalate)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status", "already-above-street")
        .Example("""{ "reason": "涉及供电部门，社区无力协调" }""");

    /// <summary>Escalate a ticket.</summary>
    /// <param name="Reason">Why this level cannot settle it; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Escalate, reason: body.Reason), ct, WriteMode.Beside);
}
