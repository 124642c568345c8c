using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Search;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Adds a comment to a ticket's history; status and version of the ticket stay.</summary>
public sealed class CommentTicket(Db db)
    : TicketVerb<CommentTicket.Input, Results<Created<CommentTicket.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.Comment, "Comment on a ticket",
            example: """{ "text": "已电话联系报告人，约定下午三点现场查看" }""");
        RequiresIdempotencyKey();
    }

    /// <summary>A comment.</summary>
    /// <param name="Text">The text, 1 to 2,000 characters.</param>
    public sealed record Request(FreeText Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(2000);
        }
    }

    /// <summary>The comment in the history.</summary>
    /// <param name="Text">The text of the comment; ****** for a confidential ticket.</param>
    /// <param name="At">The time of the comment.</param>
    /// <param name="By">The author.</param>
    public sealed record Response(string Text, Instant At, Ticket.PersonRef By);

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Created<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketView.Find(tx, Actor, input.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            var decision = Lifecycle.Decide(ticket.ToState(), TicketAction.Comment, Actor);
            if (decision.Refusal is { } refused)
                return Problems.Of(refused, decision.Argument);
            await Journal.Append(tx, new JournalEntry(
                "ticket", input.Id.ToString(), ticket.Row.GridCode, "comment", Actor.Id, ticket.Row.Version)
            {
                Post = decision.Post?.Kind,
                Payload = new { input.Body.Text },
            });
            await TicketWords.OnComment(tx, ticket.Row, input.Body.Text);
            return TypedResults.Created($"/v1/tickets/{input.Id}/comments",
                new Response(ticket.Row.MaskText(input.Body.Text), tx.Now, new Ticket.PersonRef(Actor.Id, Actor.Name)));
        }, ct, WriteMode.Shared);
}
