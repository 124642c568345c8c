using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Approves a handler's request (批准申请): the deadline moves, or the ticket is suspended.</summary>
public static class ApproveTicketRequest
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/requests/{requestId}/approve", Handle)
        .Named("approveRequest", "Approve a request")
        .WithDescription("By a post one level above the one that has the ticket in hand, and not by who asked.")
        .Needs(Capability.TicketApprove)
        .Refuses(400, "invalid-input")
        .Refuses(403, "post-not-allowed", "decided-one-level-up", "requester-cannot-decide")
        .Refuses(409, "no-pending-request", "deadline-passed")
        .Example("""{ "comment": "同意，请做好现场防护" }""");

    /// <summary>Approve a request.</summary>
    /// <param name="Comment">What to mind; up to 500 characters.</param>
    public sealed record Request(string? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    internal static Task<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id requestId, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (ticket, request) = await RequestDecision.Find(tx, actor, id, requestId);
            if (ticket is null || request is null)
                return TypedResults.NotFound();
            var state = RequestDecision.State(ticket, requestId);
            if (TicketTransition.Refusal(ticket, state, version, TicketAction.ApproveRequest, actor, out var decision) is { } refusal)
                return refusal;
            var extends = request.Kind == RequestKind.Extension;
            // The day that was asked for may have come before the decision.
            if (!extends && SuspensionDay.Fault(tx.Today, request.UntilDay!.Value) is { } fault)
                return fault;
            var approved = await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(TicketAction.ApproveRequest)
            {
                Row = row => row with { RequestId = null, Extensions = row.Extensions + (extends ? 1 : 0) },
                Reason = body?.Comment,
                Payload = new { Request = requestId.ToString(), Kind = request.Kind.Code() },
            });
            if (approved is not null && !extends)
            {
                var suspends = Lifecycle.Decide(approved.View.State(), TicketAction.Suspend, actor);
                approved = await TicketTransition.Write(tx, actor, approved, suspends, new TicketChange(TicketAction.Suspend)
                {
                    Row = row => row with { SuspendedUntil = request.UntilDay },
                    Reason = request.Reason,
                    Payload = new { Until = request.UntilDay, Request = requestId.ToString() },
                });
            }
            return approved is null
                ? TicketTransition.Stale()
                : TypedResults.Ok(await RequestDecision.Decided(tx, actor, approved.Row, request, RequestStatus.Approved, body?.Comment));
        }, ct, WriteMode.Beside);
}
