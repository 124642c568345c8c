using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>A supervisor lifts an order (解除督办), answered or not.</summary>
public static class LiftOrder
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/supervisions/{supervisionId}/lift", Handle)
        .Named("liftOrder", "Lift an order")
        .Needs(Capability.TicketSupervise)
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "no-open-order")
        .Example("""{ "reason": "已回复并落实到位" }""");

    /// <summary>Lift an order.</summary>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id supervisionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Act(tx, actor, id, supervisionId, version, TicketAction.Lift,
            Update, ticket => new { Id = supervisionId, LiftedBy = actor.Id, Reason = ticket.Masked(body.Reason), tx.Now },
            ((order, ticket) => order with
                {
                    LiftedBy = actor.Id, LiftedByName = actor.Name, LiftedAt = tx.Now, LiftReason = ticket.Masked(body.Reason),
                },
                row => row with { SupervisionId = null, ReplyDue = null }),
            reason: body.Reason, payload: new { Order = supervisionId.ToString() }), ct, WriteMode.Beside);

    const string Update = "UPDATE supervisions SET lifted_by = @LiftedBy, lifted_at = @Now, lift_reason = @Reason WHERE id = @Id";
}
