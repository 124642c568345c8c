using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>Records what a participant did (反馈). The report of the last participant ends the joint action.</summary>
public sealed class ReportResult(Db db) : TicketVerb<ReportResult.Input, Results<Ok<JointAction>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.ReportResult, "Report one's result at a joint action",
        example: """{ "result": "已断电并设置警戒，作业完成后恢复供电" }""");

    /// <summary>The result of a participant.</summary>
    /// <param name="Result">The result in words, 1 to 2,000 characters.</param>
    public sealed record Request(FreeText Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    public sealed record Input(Id Id, Id JointActionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => JointActionUpdates.Apply(tx, Actor, input.Id, input.JointActionId, input.Version, TicketAction.ReportResult,
            Update, ticket => new { Id = input.JointActionId, PersonId = Actor.Id, Result = ticket.MaskText(input.Body.Result), tx.Now },
            joint => joint.With(Actor.Id, participant =>
                participant with { Result = input.Body.Result, ReportedAt = tx.Now }),
            payload: new { JointAction = input.JointActionId.ToString(), input.Body.Result }), ct, WriteMode.Shared);

    const string Update = """
        UPDATE joint_participants
           SET result = @Result, reported_at = @Now
         WHERE joint_action_id = @Id AND person_id = @PersonId
        """;
}
