using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The check finds the problem still there; the same handler does it again (返工).</summary>
public static class FailTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/fail", Handle)
        .Named("failTicket", "Fail the check of a ticket")
        .Needs(Capability.TicketCheck)
        .Refuses(403, "post-not-allowed", "resolver-cannot-check", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "reason": "仍有三处枝叶距导线不足 1 米" }""");

    /// <summary>Fail the check of a ticket.</summary>
    /// <param name="Reason">What is still wrong; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Fail, reason: body.Reason), ct, WriteMode.Beside);
}
