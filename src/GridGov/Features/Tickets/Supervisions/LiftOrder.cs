using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>Lifts a supervision order (解除督办), with or without a reply.</summary>
public sealed class LiftOrder(Db db) : TicketVerb<LiftOrder.Input, Results<Ok<Supervision>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.Lift, "Lift an order",
        example: """{ "reason": "已回复并落实到位" }""");

    /// <summary>The reason for lifting an order.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public sealed record Input(Id Id, Id SupervisionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Apply(tx, Actor, input.Id, input.SupervisionId, input.Version, TicketAction.Lift,
            Update, ticket => new { Id = input.SupervisionId, LiftedBy = Actor.Id, Reason = ticket.MaskText(input.Body.Reason), tx.Now },
            (order => order with
            {
                LiftedBy = Actor.Id,
                LiftedByName = Actor.Name,
                LiftedAt = tx.Now,
                LiftReason = input.Body.Reason,
            },
                row => row with { SupervisionId = null, ReplyDueAt = null }),
            reason: input.Body.Reason, payload: new { Order = input.SupervisionId.ToString() }), ct, WriteMode.Shared);

    const string Update = "UPDATE supervisions SET lifted_by = @LiftedBy, lifted_at = @Now, lift_reason = @Reason WHERE id = @Id";
}
