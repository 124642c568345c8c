using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Requests;

/// <summary>Refuses a handler's request (驳回申请); the deadline stays.</summary>
public sealed class RefuseRequest(Db db) : TicketVerb<RefuseRequest.Input, Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>
{
    public override void Configure() => Verb(TicketAction.RefuseRequest, "Refuse a request",
        description: "By a post one level above the level that handles the ticket, and not by the person who made the request.",
        example: """{ "reason": "理由不充分，请按期处置" }""");

    /// <summary>The refusal of a request.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public sealed record Input(Id Id, Id RequestId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (ticket, request) = await RequestDecision.Find(tx, Actor, input.Id, input.RequestId);
            if (ticket is null || request is null)
                return TypedResults.NotFound();
            var state = RequestDecision.StateFor(ticket, input.RequestId);
            if (TicketTransition.Check(ticket, state, input.Version, TicketAction.RefuseRequest, Actor, out var decision) is { } refusal)
                return refusal;
            return await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.RefuseRequest)
            {
                Row = row => row with { RequestId = null },
                Reason = input.Body.Reason,
                Payload = new { Request = input.RequestId.ToString(), Kind = request.Kind.ToCode() },
            }) is { } after
                ? TypedResults.Ok(await RequestDecision.Record(tx, Actor, after.Row, request, RequestStatus.Refused, input.Body.Reason))
                : TicketTransition.VersionConflict();
        }, ct, WriteMode.Shared);
}
