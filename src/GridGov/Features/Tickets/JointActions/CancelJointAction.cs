using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>Calls a joint action off (撤销联合行动); the ticket continues without it.</summary>
public sealed class CancelJointAction(Db db) : TicketVerb<CancelJointAction.Input, Results<Ok<JointAction>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.CancelJointAction, "Call a joint action off",
        example: """{ "reason": "现场已由属地自行处置" }""");

    /// <summary>The reason for calling it off.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public sealed record Input(Id Id, Id JointActionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => JointActionUpdates.Apply(tx, Actor, input.Id, input.JointActionId, input.Version, TicketAction.CancelJointAction,
            Update, ticket => new { Id = input.JointActionId, CancelledBy = Actor.Id, Reason = ticket.MaskText(input.Body.Reason), tx.Now },
            joint => joint with
            {
                Action = joint.Action with
                {
                    Status = JointActionStatus.Cancelled,
                    EndedAt = tx.Now,
                    CancelReason = input.Body.Reason,
                },
            },
            input.Body.Reason, new { JointAction = input.JointActionId.ToString() }), ct, WriteMode.Shared);

    const string Update = """
        UPDATE joint_actions
           SET status = 'cancelled', ended_at = @Now, cancelled_by = @CancelledBy, cancel_reason = @Reason
         WHERE id = @Id
        """;
}
