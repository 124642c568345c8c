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
            var (ticket, request) = await Deciding.Find(tx, actor, id, requestId);
            if (ticket is null || request is null)
                return TypedResults.NotFound();
            if (TicketMoves.Refusal(ticket, Deciding.State(ticket, requestId), version, TicketAction.ApproveRequest, actor, out var decision) is { } refusal)
                return refusal;
            var extends = Codes<RequestKind>.Read(request.Kind) == RequestKind.Extension;
            // The day that was asked for may have come before the decision.
            if (!extends && SuspensionDay.Fault(tx.Today, request.UntilDay!.Value) is { } fault)
                return fault;
            var approved = await TicketMoves.Write(tx, actor, ticket, TicketAction.ApproveRequest, decision,
                row => row with { RequestId = null, Extensions = row.Extensions + (extends ? 1 : 0) }, body?.Comment, new { Request = requestId.ToString(), request.Kind });
            if (approved is null)
                return TicketMoves.Stale();
            if (!extends)
            {
                approved = await TicketMoves.Write(tx, actor, approved, TicketAction.Suspend, Lifecycle.Decide(approved.State(), TicketAction.Suspend, actor),
                    row => row with { SuspendedUntil = request.UntilDay }, request.Reason, new { Until = request.UntilDay, Request = requestId.ToString() });
            }
            return TypedResults.Ok(await Deciding.Decided(tx, actor, approved!, requestId, RequestStatus.Approved, body?.Comment));
        }, ct, WriteMode.Beside);
}
