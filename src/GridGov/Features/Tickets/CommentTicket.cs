using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>Adds a remark to a ticket's history; its status and version stay as they are.</summary>
public static class CommentTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/comments", Handle)
        .Named("commentTicket", "Comment on a ticket")
        .Needs(Capability.TicketComment)
        .Creates()
        .Refuses(403, "post-not-allowed")
        .Example("""{ "text": "已电话联系报告人，约定下午三点现场查看" }""");

    /// <summary>A remark.</summary>
    /// <param name="Text">The remark; up to 2,000 characters.</param>
    public sealed record Request(string Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(2000);
        }
    }

    /// <summary>The remark as it stands in the history.</summary>
    /// <param name="Text">The remark; of a confidential ticket ******.</param>
    /// <param name="At">When it was made.</param>
    /// <param name="By">Who made it.</param>
    public sealed record Response(string Text, Instant At, Ticket.PersonRef By);

    internal static Task<Results<Created<Response>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Created<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketView.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            var decision = Lifecycle.Decide(ticket.State(), TicketAction.Comment, actor);
            if (decision.Refusal is { } refused)
                return Problems.Of(refused, decision.About);
            await Journal.Append(tx, new JournalEntry("ticket", id.ToString(), ticket.Row.GridCode, "comment", actor.Id, ticket.Row.Version)
            {
                Post = decision.Post?.Kind,
                Payload = new { body.Text },
            });
            return TypedResults.Created($"/v1/tickets/{id}/comments",
                new Response(ticket.Row.Masked(body.Text)!, tx.Now, new Ticket.PersonRef(actor.Id, actor.Name)));
        }, ct, WriteMode.Beside);
}
