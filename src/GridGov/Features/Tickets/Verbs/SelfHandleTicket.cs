using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Attachments;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>
/// Records that the grid worker on site solved the problem without dispatch (自行处置). It counts as established, and another person checks it.
/// </summary>
public sealed class SelfHandleTicket(Db db) : TicketVerb<SelfHandleTicket.Request>
{
    public override void Configure() => Verb(TicketAction.SelfHandle, "Handle a ticket on the spot",
        example: """{ "result": "已当场劝离并清理完毕" }""", refuses: AfterPhoto.Missing);

    /// <summary>The result of the handling on the spot.</summary>
    /// <param name="Result">The result in words, 1 to 2,000 characters.</param>
    public sealed record Request(FreeText Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            if (await TicketForUpdate.Find(tx, Actor, request.Id) is not { } ticket)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.SelfHandle, Actor, out var decision) is { } refusal)
                return refusal;
            if (await AfterPhoto.IsMissing(tx, ticket.Row))
                return Problems.Of(AfterPhoto.Missing);
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.SelfHandle, decision,
                // The worker becomes the handler, who works on the ticket again after a failed check.
                change: row => row with
                {
                    Result = request.Body.Result,
                    HandlerId = Actor.Id,
                    HandlerName = Actor.Name,
                    HandlerPost = PostKind.GridWorker,
                    HandlerRole = null,
                },
                payload: new { request.Body.Result });
        }, ct, WriteMode.Shared);
}
