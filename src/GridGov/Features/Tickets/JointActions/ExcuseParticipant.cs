using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>
/// Excuses a called participant with a reason (准予不到场), so that the joint action does not wait for them. Nobody excuses themselves.
/// </summary>
public sealed class ExcuseParticipant(Db db) : TicketVerb<ExcuseParticipant.Input, Results<Ok<JointAction>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.Excuse, "Excuse a participant",
        example: """{ "personId": "01K4V6J0Q8Z3R", "reason": "电力部门已到场，无需消防" }""",
        refuses: ["not-a-participant", "participant-finished", "own-excuse"]);

    /// <summary>The excuse of a participant.</summary>
    /// <param name="PersonId">The id of the called person.</param>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(Id PersonId, FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public sealed record Input(Id Id, Id JointActionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => JointActionUpdates.Apply(tx, Actor, input.Id, input.JointActionId, input.Version, TicketAction.Excuse,
            Update, ticket => new
            {
                Id = input.JointActionId, input.Body.PersonId, Reason = ticket.MaskText(input.Body.Reason), ExcusedBy = Actor.Id, tx.Now,
            },
            joint => joint.With(input.Body.PersonId, participant =>
                participant with { Excuse = input.Body.Reason, ExcusedAt = tx.Now }),
            input.Body.Reason, new { JointAction = input.JointActionId.ToString(), Person = input.Body.PersonId.ToString() },
            joint => joint.Participants.FirstOrDefault(participant => participant.PersonId == input.Body.PersonId) switch
            {
                null => Problems.At("/personId", "not-a-participant"),
                { Finished: true } => Problems.At("/personId", "participant-finished"),
                _ => input.Body.PersonId == Actor.Id ? Problems.At("/personId", "own-excuse") : null,
            }), ct, WriteMode.Shared);

    const string Update = """
        UPDATE joint_participants
           SET excuse = @Reason, excused_by = @ExcusedBy, excused_at = @Now
         WHERE joint_action_id = @Id AND person_id = @PersonId
        """;
}
