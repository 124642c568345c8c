using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Somebody who was called says what they did (反馈). The last one's report ends the joint action.</summary>
public static class ReportAtJointAction
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/joint-actions/{jointActionId}/report", Handle)
        .Named("reportResult", "Report what one did at a joint action")
        .Needs(Capability.TicketJoin)
        .Refuses(403, "post-not-allowed", "not-summoned")
        .Refuses(409, "no-open-joint-action", "not-arrived-yet", "participant-finished")
        .Example("""{ "result": "已断电并设置警戒，作业完成后恢复供电" }""");

    /// <summary>What one did.</summary>
    /// <param name="Result">In words; up to 2,000 characters.</param>
    public sealed record Request(string Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    internal static Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id jointActionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => JointActs.Act(tx, actor, id, jointActionId, version, TicketAction.ReportResult,
            Update, ticket => new { Id = jointActionId, PersonId = actor.Id, Result = ticket.Masked(body.Result), tx.Now },
            (joint, ticket) => joint.With(actor.Id, called => called with { Result = ticket.Masked(body.Result), ReportedAt = tx.Now }),
            payload: new { JointAction = jointActionId.ToString(), body.Result }), ct, WriteMode.Beside);

    const string Update = """
        UPDATE joint_participants
           SET result = @Result, reported_at = @Now
         WHERE joint_action_id = @Id AND person_id = @PersonId
        """;
}
