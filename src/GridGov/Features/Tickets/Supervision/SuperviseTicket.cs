using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>A supervisor's order on a ticket (督办): whoever has it in hand owes a reply by an instant. The status stays as it is.</summary>
public static class SuperviseTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/supervisions", Handle)
        .Named("superviseTicket", "Order a ticket's handling")
        .WithDescription("One order at a time; it stands until it is lifted or the ticket ends.")
        .Needs(Capability.TicketSupervise)
        .Creates()
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "action-not-allowed-in-status", "order-open")
        .Example("""{ "instruction": "群众反映强烈，请于明日中午前回复处置进展", "replyBy": "2030-11-21T12:00:00+08:00" }""");

    /// <summary>A supervisor's order.</summary>
    /// <param name="Instruction">What is ordered; up to 1,000 characters.</param>
    /// <param name="ReplyBy">Until when it wants its reply: in the future, at most a year off.</param>
    public sealed record Request(string Instruction, Instant ReplyBy)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Instruction).Text(1000);
        }
    }

    internal static Task<Results<Created<Supervision>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Created<Supervision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Refusal(ticket, version, TicketAction.Supervise, actor, out var decision) is { } refusal)
                return refusal;
            if (ReplyDate.Fault(tx.Now, body.ReplyBy) is { } fault)
                return fault;
            var order = new SupervisionRow
            {
                Id = tx.NewId(), TicketId = id, Instruction = ticket.Row.Masked(body.Instruction)!,
                OrderedBy = actor.Id, OrderedByName = actor.Name, OrderedAt = tx.Now, ReplyBy = body.ReplyBy, Reminders = 0,
            };
            await tx.Run(Insert, new { order.Id, order.TicketId, order.Instruction, order.OrderedBy, order.OrderedAt, order.ReplyBy });
            var after = await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(TicketAction.Supervise)
            {
                Row = row => row with { SupervisionId = order.Id, ReplyDue = body.ReplyBy },
                Related = related => related with { Supervision = order },
                Payload = new { Order = order.Id.ToString(), body.Instruction, ReplyBy = body.ReplyBy.ToUtc() },
            });
            return after is null
                ? TicketTransition.Stale()
                : TypedResults.Created($"/v1/tickets/{id}/supervisions", order.ToSupervision(tx.Now, after.Row.Version));
        }, ct, WriteMode.Beside);

    const string Insert = """
        INSERT INTO supervisions (id, ticket_id, instruction, ordered_by, ordered_at, reply_by)
        VALUES (@Id, @TicketId, @Instruction, @OrderedBy, @OrderedAt, @ReplyBy)
        """;
}
