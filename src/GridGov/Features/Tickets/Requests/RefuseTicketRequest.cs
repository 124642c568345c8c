using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Refuses a handler's request (驳回申请); the deadline stays.</summary>
public static class RefuseTicketRequest
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/requests/{requestId}/refuse", Handle)
        .Named("refuseRequest", "Refuse a request")
        .WithDescription("By a post one level above the one that has the ticket in hand, and not by who asked.")
        .Needs(Capability.TicketApprove)
        .Refuses(403, "post-not-allowed", "decided-one-level-up", "requester-cannot-decide")
        .Refuses(409, "no-pending-request")
        .Example("""{ "reason": "理由不充分，请按期处置" }""");

    /// <summary>Refuse a request.</summary>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>> Handle(
        Id id, Id requestId, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (ticket, request) = await RequestDecision.Find(tx, actor, id, requestId);
            if (ticket is null || request is null)
                return TypedResults.NotFound();
            var state = RequestDecision.State(ticket, requestId);
            if (TicketTransition.Refusal(ticket, state, version, TicketAction.RefuseRequest, actor, out var decision) is { } refusal)
                return refusal;
            return await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(TicketAction.RefuseRequest)
            {
                Row = row => row with { RequestId = null },
                Reason = body.Reason,
                Payload = new { Request = requestId.ToString(), Kind = request.Kind.Code() },
            }) is { } after
                ? TypedResults.Ok(await RequestDecision.Decided(tx, actor, after.Row, request, RequestStatus.Refused, body.Reason))
                : TicketTransition.Stale();
        }, ct, WriteMode.Beside);
}
