using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.PublicReports.Feedback;

/// <summary>Grants a reporter's request: the ticket is reopened (重新立案), by the rules of that act.</summary>
public sealed class GrantReopening(Db db)
    : ApiEndpoint<Change<GrantReopening.Request>, Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/grant-reopening");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Grant a request to reopen",
            "The ticket is reopened, or that into which it was merged. One that is open again already stays as it is.");
        RequiresCapability(Capability.TicketReopen);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "reopening-not-pending", "action-not-allowed-in-status", "grid-already-retired", "whole-ended");
        RequestExample("""{ "reason": "群众反映路灯仍不亮，重新立案" }""");
    }

    /// <summary>The reason for reopening, in the ticket's history.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters; the reporter does not see it.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<OfficeReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (row, post, refusal) = await OfficeReport.FindPending(tx, Actor, request.Id, request.Version);
            if (row is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var timeline = await PublicTimeline.Load(tx, row);
            if (await TicketForUpdate.Find(tx, Actor, timeline.Ticket!.Value) is not { } ticket)
                return TypedResults.NotFound();
            var decision = Lifecycle.Decide(ticket.View.ToState(), TicketAction.Reopen, Actor);
            if (Lifecycle.HasEnded(ticket.Row.Status))
            {
                if (decision.Refusal is { } refused)
                    return Problems.Of(refused, decision.Argument);
                var change = new TicketChange(TicketAction.Reopen) { Reason = request.Body.Reason };
                if (await TicketTransition.Write(tx, Actor, ticket, decision, change) is null)
                    return TicketTransition.VersionConflict();
            }
            row = await (row with { Reopening = ReopeningStatus.Granted, DecidedBy = Actor.Id, DecidedAt = tx.Now })
                .Save(tx, await row.OpenSecret(tx), "grant_reopening", Actor, post);
            return row is null ? Problems.StaleVersion() : TypedResults.Ok(OfficeReport.Of(row));
        }, ct);
}
