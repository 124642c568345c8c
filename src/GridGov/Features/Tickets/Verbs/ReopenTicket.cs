using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Reopens an ended ticket (重新立案); a merged ticket is separate again, and waits for its acceptance if it did before.</summary>
public sealed class ReopenTicket(Db db) : TicketVerb<ReopenTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Reopen, "Reopen a ticket",
        description: "A ticket that was merged is separate again. If it had not been accepted before, it is submitted again, " +
                "and so is a report of the public that nobody has verified.",
        example: """{ "reason": "居民反映问题重现" }""", refuses: ["external-number-used"]);

    /// <summary>The reason for reopening a ticket.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    // An exclusive write, because reverting a merge also changes the other ticket.
    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Reopen, Actor, out var decision) is { } refusal)
                return refusal;
            if (ticket.Row.Status is TicketStatus.Rejected or TicketStatus.Cancelled
                && await TicketOrigin.CheckNumber(tx, Actor, ticket.Row.Source, ticket.Row.ExternalNumber) is { } numberRefusal)
                return numberRefusal;
            var change = new TicketChange(TicketAction.Reopen) { Reason = request.Body.Reason };
            if (await TicketTransition.Write(tx, Actor, ticket, decision, change) is not { } reopened)
                return TicketTransition.VersionConflict();
            if (ticket.Row.MergedInto is { } survivor)
                await MergeEvents.Record(tx, Actor, survivor, "release", decision.Post, reopened.Row);
            return TypedResults.Ok(reopened.View.ToTicket());
        }, ct);
}
