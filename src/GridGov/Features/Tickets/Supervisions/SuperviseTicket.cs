using GridGov.Api.Binding;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>Gives a supervision order on a ticket (督办), which requires a reply by an instant. The status of the ticket stays.</summary>
public sealed class SuperviseTicket(Db db)
    : TicketVerb<Change<SuperviseTicket.Request>, Results<Created<Supervision>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.Supervise, "Supervise a ticket",
            description: "A ticket has one order at a time; it lasts until it is lifted or the ticket ends.",
            example: """{ "instruction": "群众反映强烈，请于明日中午前回复处置进展", "replyBy": "2030-11-21T12:00:00+08:00" }""");
        RequiresIdempotencyKey();
    }

    /// <summary>A supervision order.</summary>
    /// <param name="Instruction">The instruction, 1 to 1,000 characters.</param>
    /// <param name="ReplyBy">The time by which the reply is due, RFC 3339: in the future, at most a year ahead.</param>
    public sealed record Request(FreeText Instruction, Instant ReplyBy)
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
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Supervise, Actor, out var decision) is { } refusal)
                return refusal;
            if (ReplyDeadline.Check(tx.Now, request.Body.ReplyBy) is { } fault)
                return fault;
            var order = new SupervisionRow
            {
                Id = tx.NewId(), TicketId = request.Id, Instruction = request.Body.Instruction, OrderedBy = Actor.Id,
                OrderedByName = Actor.Name, OrderedAt = tx.Now, ReplyBy = request.Body.ReplyBy, Reminders = 0,
            };
            await tx.Execute(Insert, new
            {
                order.Id, order.TicketId, Instruction = ticket.Row.MaskText(order.Instruction), order.OrderedBy, order.OrderedAt,
                order.ReplyBy,
            });
            var after = await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.Supervise)
            {
                Row = row => row with { SupervisionId = order.Id, ReplyDueAt = request.Body.ReplyBy },
                Related = related => related with { Supervision = order },
                Payload = new { Order = order.Id.ToString(), request.Body.Instruction, ReplyBy = request.Body.ReplyBy.ToUtc() },
            });
            return after is null
                ? TicketTransition.VersionConflict()
                : TypedResults.Created(
                    $"/v1/tickets/{request.Id}/supervisions", order.ToSupervision(after.View.Masked, tx.Now, after.Row.Version));
        }, ct, WriteMode.Shared);

    const string Insert = """
        INSERT INTO supervisions (id, ticket_id, instruction, ordered_by, ordered_at, reply_by)
        VALUES (@Id, @TicketId, @Instruction, @OrderedBy, @OrderedAt, @ReplyBy)
        """;
}
