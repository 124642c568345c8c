using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>Records that a called participant has arrived (报到).</summary>
public sealed class Arrive(Db db) : TicketVerb<Arrive.Input, Results<Ok<JointAction>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.Arrive, "Arrive at a joint action",
        example: """{}""");

    /// <summary>An empty body; arriving needs no data.</summary>
    public sealed record Request;

    public sealed record Input(
        Id Id, Id JointActionId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Request? Body, IfMatch Version);

    public override Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => JointActionUpdates.Apply(tx, Actor, input.Id, input.JointActionId, input.Version, TicketAction.Arrive,
            Update, _ => new { Id = input.JointActionId, PersonId = Actor.Id, tx.Now },
            joint => joint.With(Actor.Id, participant => participant with { ArrivedAt = tx.Now }),
            payload: new { JointAction = input.JointActionId.ToString() }), ct, WriteMode.Shared);

    const string Update = "UPDATE joint_participants SET arrived_at = @Now WHERE joint_action_id = @Id AND person_id = @PersonId";
}
