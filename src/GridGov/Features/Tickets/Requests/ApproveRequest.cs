using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Features.Tickets.Requests;

/// <summary>Approves a handler's request (批准申请): the deadline is extended, or the ticket is suspended.</summary>
public sealed class ApproveRequest(Db db) : TicketVerb<ApproveRequest.Input, Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.ApproveRequest, "Approve a request",
            description: "By a post one level above the level that handles the ticket, and not by the person who made the request.",
            example: """{ "comment": "同意，请做好现场防护" }""");
        ProducesProblem(400, "invalid-input");
    }

    /// <summary>The approval of a request.</summary>
    /// <param name="Comment">A comment for the handler, up to 500 characters.</param>
    public sealed record Request(FreeText? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    public sealed record Input(Id Id, Id RequestId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Request? Body, IfMatch Version);

    public override Task<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<TicketRequest>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (ticket, request) = await RequestDecision.Find(tx, Actor, input.Id, input.RequestId);
            if (ticket is null || request is null)
                return TypedResults.NotFound();
            var state = RequestDecision.StateFor(ticket, input.RequestId);
            if (TicketTransition.Check(ticket, state, input.Version, TicketAction.ApproveRequest, Actor, out var decision) is { } refusal)
                return refusal;
            var extends = request.Kind == RequestKind.Extension;
            // The requested day may have passed before the decision.
            if (!extends && SuspensionDay.Check(tx.Today, request.UntilDay!.Value) is { } fault)
                return fault;
            var approved = await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.ApproveRequest)
            {
                Row = row => row with { RequestId = null, Extensions = row.Extensions + (extends ? 1 : 0) },
                Reason = input.Body?.Comment,
                Payload = new { Request = input.RequestId.ToString(), Kind = request.Kind.ToCode() },
            });
            if (approved is not null && !extends)
            {
                var suspends = Lifecycle.Decide(approved.View.ToState(), TicketAction.Suspend, Actor);
                approved = await TicketTransition.Write(tx, Actor, approved, suspends, new TicketChange(TicketAction.Suspend)
                {
                    Row = row => row with { SuspendedUntil = request.UntilDay },
                    Reason = request.Reason,
                    Payload = new { Until = request.UntilDay, Request = input.RequestId.ToString() },
                });
            }
            if (approved is null)
                return TicketTransition.VersionConflict();
            return TypedResults.Ok(
                await RequestDecision.Record(tx, Actor, approved.Row, request, RequestStatus.Approved, input.Body?.Comment));
        }, ct, WriteMode.Shared);
}
