using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>Reminds of a supervision order (催办), which then requires a new reply by a new instant.</summary>
public sealed class RemindOfOrder(Db db) : TicketVerb<RemindOfOrder.Input, Results<Ok<Supervision>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.Remind, "Remind of an order",
        example: """{ "text": "仍未见处置结果，请立即回复", "replyBy": "2030-11-21T18:00:00+08:00" }""");

    /// <summary>A reminder of an order.</summary>
    /// <param name="Text">The text of the reminder, 1 to 500 characters.</param>
    /// <param name="ReplyBy">The time by which the reply is due, RFC 3339: in the future, at most a year ahead.</param>
    public sealed record Request(FreeText Text, Instant ReplyBy)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(500);
        }
    }

    public sealed record Input(Id Id, Id SupervisionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Apply(tx, Actor, input.Id, input.SupervisionId, input.Version, TicketAction.Remind,
            Update, _ => new { Id = input.SupervisionId, input.Body.ReplyBy, tx.Now },
            (order => order with
            {
                ReplyBy = input.Body.ReplyBy,
                Reminders = order.Reminders + 1,
                RemindedAt = tx.Now,
                RepliedAt = null,
            },
                row => row with { ReplyDueAt = input.Body.ReplyBy }),
            payload: new { Order = input.SupervisionId.ToString(), input.Body.Text, ReplyBy = input.Body.ReplyBy.ToUtc() },
            fault: ReplyDeadline.Check(tx.Now, input.Body.ReplyBy)), ct, WriteMode.Shared);

    const string Update = """
        UPDATE supervisions
           SET reply_by = @ReplyBy, reminders = reminders + 1, reminded_at = @Now, replied_at = NULL
         WHERE id = @Id
        """;
}
