using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Somebody who was called is there (报到).</summary>
public static class ArriveAtJointAction
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/joint-actions/{jointActionId}/arrive", Handle)
        .Named("arrive", "Arrive at a joint action")
        .Needs(Capability.TicketJoin)
        .Refuses(403, "post-not-allowed", "not-summoned")
        .Refuses(409, "no-open-joint-action", "already-arrived", "participant-finished")
        .Example("""{}""");

    /// <summary>Arrive: there is nothing to say.</summary>
    public sealed record Request;

    internal static Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id jointActionId, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => JointActs.Act(tx, actor, id, jointActionId, version, TicketAction.Arrive,
            Update, _ => new { Id = jointActionId, PersonId = actor.Id, tx.Now },
            (joint, _) => joint.With(actor.Id, called => called with { ArrivedAt = tx.Now }),
            payload: new { JointAction = jointActionId.ToString() }), ct, WriteMode.Beside);

    const string Update = "UPDATE joint_participants SET arrived_at = @Now WHERE joint_action_id = @Id AND person_id = @PersonId";
}
