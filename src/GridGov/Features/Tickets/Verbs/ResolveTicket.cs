using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Attachments;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Records that the handler has solved the problem (处置完成); the check follows.</summary>
public sealed class ResolveTicket(Db db) : TicketVerb<ResolveTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Resolve, "Resolve a ticket",
        example: """{ "result": "已断电修剪树冠，枝叶与导线净距 3 米以上，隐患消除" }""", refuses: AfterPhoto.Missing);

    /// <summary>The result of the handling.</summary>
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
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Resolve, Actor, out var decision) is { } refusal)
                return refusal;
            if (await AfterPhoto.IsMissing(tx, ticket.Row))
                return Problems.Of(AfterPhoto.Missing);
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Resolve, decision,
                change: row => row with { Result = request.Body.Result }, payload: new { request.Body.Result });
        }, ct, WriteMode.Shared);
}
