using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>The worker who is there settles the problem without dispatch (自行处置). It counts as established, and somebody else checks it.</summary>
public sealed class SelfHandleTicket(Db db) : TicketVerb<SelfHandleTicket.Request>
{
    public override void Configure() => Verb(TicketAction.SelfHandle, "Handle a ticket on the spot",
        example: """{ "result": "已当场劝离并清理完毕" }""");

    /// <summary>Handle a ticket on the spot.</summary>
    /// <param name="Result">What was done; up to 2,000 characters.</param>
    public sealed record Request(string Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.SelfHandle,
            // The worker is the handler from here on: after a failed check the work comes back to them.
            change: row => row with
            {
                Result = request.Body.Result,
                HandlerId = Actor.Id,
                HandlerName = Actor.Name,
                HandlerPost = PostKind.GridWorker,
                HandlerRole = null,
            },
            payload: new { request.Body.Result }), ct, WriteMode.Shared);
}
