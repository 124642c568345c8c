using GridGov.Api;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>Replies to a supervision order (督办回复).</summary>
public sealed class ReplyToOrder(Db db) : TicketVerb<ReplyToOrder.Input, Results<Ok<Supervision>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.Reply, "Reply to an order",
        description: "By the ticket's handler, or a head or dispatcher of the level that handles the ticket.",
        example: """{ "text": "电力部门已到场断电，今日17时前完成修剪" }""");

    /// <summary>The reply to an order.</summary>
    /// <param name="Text">The reply, 1 to 2,000 characters.</param>
    public sealed record Request(FreeText Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(2000);
        }
    }

    public sealed record Input(Id Id, Id SupervisionId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Apply(tx, Actor, input.Id, input.SupervisionId, input.Version, TicketAction.Reply,
            Update, ticket => new { Id = input.SupervisionId, Text = ticket.MaskText(input.Body.Text), RepliedBy = Actor.Id, tx.Now },
            (order => order with
            {
                Reply = input.Body.Text,
                RepliedBy = Actor.Id,
                RepliedByName = Actor.Name,
                RepliedAt = tx.Now,
            },
                row => row with { ReplyDueAt = null }),
            payload: new { Order = input.SupervisionId.ToString(), input.Body.Text }), ct, WriteMode.Shared);

    const string Update = "UPDATE supervisions SET reply = @Text, replied_by = @RepliedBy, replied_at = @Now WHERE id = @Id";
}
