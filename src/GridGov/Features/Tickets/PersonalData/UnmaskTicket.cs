using System.Text.Json;
using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>A confidential ticket with its words, for somebody who says what for.</summary>
public sealed class UnmaskTicket(Db db) : ApiEndpoint<UnmaskTicket.Input, Results<Ok<UnmaskTicket.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/unmask");
        Group<TicketGroup>();
        Operation("Read a confidential ticket unmasked",
            "The ticket as it was filed, and the words of its own history; each reading leaves an entry of the audit with its purpose. Grid heads, dispatchers, inspectors and supervisors may read every one in their grids; others those that they filed, are the handler or verifier of, resolved, or were called to. Nothing of the answer is kept, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.ConfidentialRead);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed", "not-concerned-with-ticket");
        ProducesProblem(409, "not-confidential");
        RequestExample("""{ "purpose": "核查前了解信访诉求" }""");
    }

    /// <summary>What it is read for.</summary>
    /// <param name="Purpose">What for, to be read in the audit; up to 200 characters, and nothing of the ticket's own words.</param>
    /// <param name="After">Where the history is to go on: next of the part before.</param>
    public sealed record Request(string Purpose, long After = 0)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Purpose).Text(200);
                RuleFor(r => r.After).InclusiveBetween(0, long.MaxValue);
            }
        }
    }

    /// <summary>A confidential ticket and its history, unmasked.</summary>
    /// <param name="Ticket">The ticket.</param>
    /// <param name="Events">Its own acts with their words, oldest first. Those of tickets that were merged into it are read there.</param>
    /// <param name="Next">To send as after, for the next part; null at the end.</param>
    public sealed record Response(Ticket Ticket, IReadOnlyList<Act> Events, long? Next) : IVersioned
    {
        long IVersioned.Version => Ticket.Version;
    }

    /// <summary>An act on the ticket, with its words. Its hash is of what is stored: see the ticket's events.</summary>
    /// <param name="Position">Its place among the ticket's events.</param>
    /// <param name="Action">What was done.</param>
    /// <param name="At">When.</param>
    /// <param name="By">Who; absent when the program did it by itself.</param>
    /// <param name="From">The status before, when the act moved it.</param>
    /// <param name="To">The status after.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Details">What else was said.</param>
    public sealed record Act(
        long Position, string Action, Instant At, HistoryEvent.Person? By, TicketStatus? From, TicketStatus? To, string? Reason, JsonElement? Details);

    const int MaxActs = 500;

    // Alone: the audit has one end, to which one is added after the other.
    /// <summary>What is asked.</summary>
    public sealed record Input(Id Id, [FromBody] Request Body);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await Find(tx, Actor, input.Id);
            if (ticket is null)
                return await TicketView.Find(tx, Actor, input.Id) is null ? TypedResults.NotFound() : Problems.Of("not-concerned-with-ticket");
            if (!ticket.Row.Confidential)
                return Problems.Of("not-confidential");
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_ticket", ticket.Row.GridCode)
            {
                SubjectKind = Journal.Ticket,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose },
            });
            var words = await ConfidentialHistory.Load(tx, input.Id);
            var full = words.Restore(ticket with { Row = await ConfidentialContent.Restore(tx, ticket.Row) });
            var acts = words.Acts.Where(act => act.Position > input.Body.After).Take(MaxActs + 1).ToList();
            return TypedResults.Ok(new Response(full.ToTicket(), [.. acts.Take(MaxActs).Select(Shown)], acts.Count > MaxActs ? acts[MaxActs - 1].Position : null));
        }, ct);

    static Act Shown(ConfidentialHistory.Act act) => new(
        act.Position, act.Action, act.At, act.By, act.From, act.To, act.Reason,
        act.Details is null ? null : JsonSerializer.SerializeToElement(act.Details));

    static async Task<TicketView?> Find(Tx tx, Actor actor, Id id)
    {
        var every = Scope.Of(actor.Posts.Where(post => post.May(Capability.ConfidentialRead) && !PostRights.ReadsOwnOnly(post.Kind)).Select(post => post.Grid));
        var row = await TicketRow.Find(tx, id, every)
            ?? await tx.QuerySingle(FindConcerned, TicketRow.Read, new { Id = id, Me = actor.Id }, actor.ScopeOf(Capability.ConfidentialRead));
        return row is null ? null : await TicketView.Load(tx, row);
    }

    const string FindConcerned = TicketRow.Select + """
         WHERE t.id = @Id AND @scope(t.grid_code)
           AND (t.filed_by = @Me OR t.handler_id = @Me OR t.resolved_by = @Me OR t.verifier_id = @Me
                OR EXISTS (SELECT 1 FROM joint_participants j WHERE j.joint_action_id = t.joint_action_id AND j.person_id = @Me))
        """;
}
