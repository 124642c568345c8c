using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>A supervisor's order on a ticket (督办): whoever has it in hand owes a reply by an instant. The status stays as it is.</summary>
public sealed class SuperviseTicket(Db db)
    : ApiEndpoint<Change<SuperviseTicket.Request>, Results<Created<Supervision>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/supervisions");
        Group<TicketGroup>();
        Operation("Order a ticket's handling", "One order at a time; it stands until it is lifted or the ticket ends.");
        RequiresCapability(Capability.TicketSupervise);
        RequiresIdempotencyKey();
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "action-not-allowed-in-status", "order-open");
        RequestExample("""{ "instruction": "群众反映强烈，请于明日中午前回复处置进展", "replyBy": "2030-11-21T12:00:00+08:00" }""");
    }

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

    public override Task<Results<Created<Supervision>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Created<Supervision>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketMoves.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketMoves.Refusal(ticket, request.Version, TicketAction.Supervise, Actor, out var decision) is { } refusal)
                return refusal;
            if (ReplyDate.Fault(tx.Now, request.Body.ReplyBy) is { } fault)
                return fault;
            var order = tx.NewId();
            await tx.Run(Insert, new { Id = order, TicketId = request.Id, Instruction = ticket.Masked(request.Body.Instruction), OrderedBy = Actor.Id, tx.Now, request.Body.ReplyBy });
            var after = await TicketMoves.Write(tx, Actor, ticket, TicketAction.Supervise, decision,
                row => row with { SupervisionId = order, ReplyDue = request.Body.ReplyBy },
                payload: new { Order = order.ToString(), request.Body.Instruction, ReplyBy = request.Body.ReplyBy.ToUtc() });
            return after is null
                ? TicketMoves.Stale()
                : TypedResults.Created($"/v1/tickets/{request.Id}/supervisions", after.Parts.Supervision!.ToSupervision(tx.Now, after.Version));
        }, ct, WriteMode.Beside);

    const string Insert = """
        INSERT INTO supervisions (id, ticket_id, instruction, ordered_by, ordered_at, reply_by)
        VALUES (@Id, @TicketId, @Instruction, @OrderedBy, @Now, @ReplyBy)
        """;
}
