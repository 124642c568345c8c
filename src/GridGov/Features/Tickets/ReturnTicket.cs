using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The handler gives a ticket back to be dispatched anew (退回).</summary>
public static class ReturnTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/return", Handle)
        .Named("returnTicket", "Return a ticket")
        .Needs(Capability.TicketReturn)
        .Refuses(403, "post-not-allowed", "not-the-handler")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "reason": "线路产权属供电公司，需其断电配合" }""");

    /// <summary>Return a ticket.</summary>
    /// <param name="Reason">Why it is given back; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Return, reason: body.Reason), ct, WriteMode.Beside);
}
