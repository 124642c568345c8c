using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The worker who is there settles the problem without dispatch (自行处置). It counts as established, and somebody else checks it.</summary>
public static class SelfHandleTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/self-handle", Handle)
        .Named("selfHandleTicket", "Handle a ticket on the spot")
        .Needs(Capability.TicketSelfHandle)
        .Refuses(403, "post-not-allowed")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "result": "已当场劝离并清理完毕" }""");

    /// <summary>Handle a ticket on the spot.</summary>
    /// <param name="Result">What was done; up to 2,000 characters.</param>
    public sealed record Request(string Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.SelfHandle,
            // The worker is the handler from here on: after a failed check the work comes back to them.
            change: row => row with
            {
                Result = body.Result,
                HandlerId = actor.Id,
                HandlerName = actor.Name,
                HandlerPost = PostKind.GridWorker,
                HandlerRole = null,
            },
            payload: new { body.Result }), ct, WriteMode.Beside);
}
