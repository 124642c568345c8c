using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Gives a dispatched or processing ticket to another handler at the same level (改派).</summary>
public sealed class ReassignTicket(Db db) : TicketVerb<ReassignTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Reassign, "Reassign a ticket",
        description: "The handling clock runs on, with its extensions; a pending request of the former handler lapses. The new handler " +
            "must be a person to whom the ticket could be dispatched. It is neither a dispatch nor a return in the measures.",
        example: """{ "handlerId": "01K4V6J0Q8Z3R", "reason": "原处置人休假" }""",
        refuses: ["handler-outside-grid", "already-the-handler"]);

    /// <summary>The new handler of a ticket.</summary>
    /// <param name="HandlerId">The id of the new handler.</param>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(Id HandlerId, FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            // Checked before the handler, so that a caller without the right learns nothing about possible handlers.
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Reassign, Actor, out var decision) is { } refusal)
                return refusal;
            if (request.Body.HandlerId == ticket.Row.HandlerId)
                return Problems.At("/handlerId", "already-the-handler");
            if (await CurrentPost.FindHandler(tx, request.Body.HandlerId, ticket.Row.GridCode, ticket.Row.Role) is not { } handler)
                return Problems.At("/handlerId", "handler-outside-grid");
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Reassign, decision,
                change: row => row.WithHandler(handler),
                request.Body.Reason, TicketHandOver.PayloadOf(ticket.Row, handler));
        }, ct, WriteMode.Shared);
}
