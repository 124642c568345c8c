using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Decides that a filed ticket is no case (不予立案).</summary>
public static class RejectTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/reject", Handle)
        .Named("rejectTicket", "Reject a ticket")
        .Needs(Capability.TicketReject)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "reason": "非本街道管辖范围，已告知上报人" }""");

    /// <summary>Reject a ticket.</summary>
    /// <param name="Reason">Why it is no case; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Reject, reason: body.Reason), ct, WriteMode.Beside);
}
