using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Voids a ticket that should not have been filed (作废). What is resolved cannot be cancelled.</summary>
public static class CancelTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/cancel", Handle)
        .Named("cancelTicket", "Cancel a ticket")
        .Needs(Capability.TicketCancel)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "reason": "误报：经核实为正在施工的工地围挡" }""");

    /// <summary>Cancel a ticket.</summary>
    /// <param name="Reason">Why it is void; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Cancel, reason: body.Reason), ct, WriteMode.Beside);
}
