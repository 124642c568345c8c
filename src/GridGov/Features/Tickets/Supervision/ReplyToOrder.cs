using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Whoever has the ticket in hand replies to a supervisor's order (督办回复).</summary>
public static class ReplyToOrder
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/supervisions/{supervisionId}/reply", Handle)
        .Named("replyToOrder", "Reply to an order")
        .WithDescription("By the ticket's handler, or a head or dispatcher of the level that has it in hand.")
        .Needs(Capability.TicketReply)
        .Refuses(403, "post-not-allowed", "not-addressed")
        .Refuses(409, "no-open-order", "already-replied")
        .Example("""{ "text": "电力部门已到场断电，今日17时前完成修剪" }""");

    /// <summary>The reply to an order.</summary>
    /// <param name="Text">The reply; up to 2,000 characters.</param>
    public sealed record Request(string Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(2000);
        }
    }

    internal static Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id supervisionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Act(tx, actor, id, supervisionId, version, TicketAction.Reply,
            Update, ticket => new { Id = supervisionId, Text = ticket.Masked(body.Text), RepliedBy = actor.Id, tx.Now },
            ((order, ticket) => order with
                {
                    Reply = ticket.Masked(body.Text), RepliedBy = actor.Id, RepliedByName = actor.Name, RepliedAt = tx.Now,
                },
                row => row with { ReplyDue = null }),
            payload: new { Order = supervisionId.ToString(), body.Text }), ct, WriteMode.Beside);

    const string Update = "UPDATE supervisions SET reply = @Text, replied_by = @RepliedBy, replied_at = @Now WHERE id = @Id";
}
