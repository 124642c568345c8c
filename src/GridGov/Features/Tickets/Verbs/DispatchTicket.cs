using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Dispatches an accepted ticket to the person or department that will handle it (派遣).</summary>
public sealed class DispatchTicket(Db db) : TicketVerb<DispatchTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Dispatch, "Dispatch a ticket",
        description: "The handler must be a person who today is a service officer, an instructor or a department's handler for the " +
            "ticket's grid; of several such posts that of the ticket's role is used.",
        example: """{ "handlerId": "01K4V6J0Q8Z3R", "instruction": "请会同电力部门于今日内处置" }""",
        refuses: ["handler-outside-grid"]);

    /// <summary>The dispatch of a ticket.</summary>
    /// <param name="HandlerId">The id of the handler.</param>
    /// <param name="Instruction">An instruction for the handler, up to 500 characters.</param>
    public sealed record Request(Id HandlerId, FreeText? Instruction = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Instruction).OptionalText(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            // Checked before the handler, so that a caller without the right learns nothing about possible handlers.
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Dispatch, Actor, out var decision) is { } refusal)
                return refusal;
            if (await CurrentPost.FindHandler(tx, request.Body.HandlerId, ticket.Row.GridCode, ticket.Row.Role) is not { } handler)
                return Problems.At("/handlerId", "handler-outside-grid");
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Dispatch, decision,
                change: row => row.WithHandler(handler),
                payload: new
                {
                    Handler = request.Body.HandlerId.ToString(), handler.Name, Post = handler.Post.ToCode(), handler.Role,
                    request.Body.Instruction,
                });
        }, ct, WriteMode.Shared);
}
