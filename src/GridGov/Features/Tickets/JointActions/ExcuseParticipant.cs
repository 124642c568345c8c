using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Excuses somebody who was called, with a reason (准予不到场): nobody waits for them any more. Nobody excuses themselves.</summary>
public static class ExcuseParticipant
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/joint-actions/{jointActionId}/excuse", Handle)
        .Named("excuseParticipant", "Excuse a participant")
        .Needs(Capability.TicketSummon)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "no-open-joint-action", "not-a-participant", "participant-finished", "own-excuse")
        .Example("""{ "personId": "01K4V6J0Q8Z3R", "reason": "电力部门已到场，无需消防" }""");

    /// <summary>Who is excused, and why.</summary>
    /// <param name="PersonId">The person who was called.</param>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(Id PersonId, string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id jointActionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => JointActs.Act(tx, actor, id, jointActionId, version, TicketAction.Excuse,
            Update, ticket => new { Id = jointActionId, body.PersonId, Reason = ticket.Masked(body.Reason), ExcusedBy = actor.Id, tx.Now },
            (joint, ticket) => joint.With(body.PersonId, called => called with { Excuse = ticket.Masked(body.Reason), ExcusedAt = tx.Now }),
            body.Reason, new { JointAction = jointActionId.ToString(), Person = body.PersonId.ToString() },
            joint => joint.Participants.FirstOrDefault(participant => participant.PersonId == body.PersonId) switch
            {
                null => Problems.At("/personId", "not-a-participant"),
                { Finished: true } => Problems.At("/personId", "participant-finished"),
                _ => body.PersonId == actor.Id ? Problems.At("/personId", "own-excuse") : null,
            }), ct, WriteMode.Beside);

    const string Update = """
        UPDATE joint_participants
           SET excuse = @Reason, excused_by = @ExcusedBy, excused_at = @Now
         WHERE joint_action_id = @Id AND person_id = @PersonId
        """;
}
