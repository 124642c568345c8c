using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Calls a joint action off (撤销联合行动); the ticket goes on without it.</summary>
public static class CallOffJointAction
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/joint-actions/{jointActionId}/cancel", Handle)
        .Named("cancelJointAction", "Call a joint action off")
        .Needs(Capability.TicketSummon)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "no-open-joint-action")
        .Example("""{ "reason": "现场已由属地自行处置" }""");

    /// <summary>Call a joint action off.</summary>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id jointActionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => JointActs.Act(tx, actor, id, jointActionId, version, TicketAction.CancelJointAction,
            Update, ticket => new { Id = jointActionId, CancelledBy = actor.Id, Reason = ticket.Masked(body.Reason), tx.Now },
            (joint, ticket) => joint with
            {
                Action = joint.Action with
                {
                    Status = JointActionStatus.Cancelled, EndedAt = tx.Now, CancelReason = ticket.Masked(body.Reason),
                },
            },
            body.Reason, new { JointAction = jointActionId.ToString() }), ct, WriteMode.Beside);

    const string Update = """
        UPDATE joint_actions
           SET status = 'cancelled', ended_at = @Now, cancelled_by = @CancelledBy, cancel_reason = @Reason
         WHERE id = @Id
        """;
}
