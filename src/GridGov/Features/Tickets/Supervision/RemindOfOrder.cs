using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>A supervisor asks again (催办): the order wants a reply, or another one, by a new instant.</summary>
public static class RemindOfOrder
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/supervisions/{supervisionId}/remind", Handle)
        .Named("remindOfOrder", "Remind of an order")
        .Needs(Capability.TicketSupervise)
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "no-open-order")
        .Example("""{ "text": "仍未见处置结果，请立即回复", "replyBy": "2030-11-21T18:00:00+08:00" }""");

    /// <summary>A reminder.</summary>
    /// <param name="Text">What is asked for; up to 500 characters.</param>
    /// <param name="ReplyBy">Until when it wants its reply: in the future, at most a year off.</param>
    public sealed record Request(string Text, Instant ReplyBy)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(500);
        }
    }

    internal static Task<Results<Ok<Supervision>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id supervisionId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => SupervisionActions.Act(tx, actor, id, supervisionId, version, TicketAction.Remind,
            Update, _ => new { Id = supervisionId, body.ReplyBy, tx.Now },
            ((order, _) => order with { ReplyBy = body.ReplyBy, Reminders = order.Reminders + 1, RemindedAt = tx.Now, RepliedAt = null },
                row => row with { ReplyDue = body.ReplyBy }),
            payload: new { Order = supervisionId.ToString(), body.Text, ReplyBy = body.ReplyBy.ToUtc() },
            fault: ReplyDate.Fault(tx.Now, body.ReplyBy)), ct, WriteMode.Beside);

    const string Update = """
        UPDATE supervisions
           SET reply_by = @ReplyBy, reminders = reminders + 1, reminded_at = @Now, replied_at = NULL
         WHERE id = @Id
        """;
}
