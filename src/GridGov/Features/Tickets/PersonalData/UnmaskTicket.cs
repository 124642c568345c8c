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

/// <summary>Reads a confidential ticket unmasked, for a stated purpose.</summary>
public sealed class UnmaskTicket(Db db) : ApiEndpoint<UnmaskTicket.Input, Results<Ok<UnmaskTicket.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/unmask");
        Group<TicketGroup>();
        Operation("Read a confidential ticket unmasked",
            "The ticket as it was filed, with the texts of its own history. Each reading leaves an audit entry with its purpose. Grid " +
            "heads, dispatchers, inspectors and supervisors may read all confidential tickets in their grids; others only those that " +
            "they filed or resolved, that they handle or verify, or to whose joint action they were called. Nothing of the answer is " +
            "stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.ConfidentialRead);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed", "not-concerned-with-ticket");
        ProducesProblem(409, "not-confidential");
        RequestExample("""{ "purpose": "核查前了解信访诉求" }""");
    }

    /// <summary>The purpose of the reading.</summary>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not contain texts of the ticket.</param>
    /// <param name="After">The position after which the history continues: next of the previous answer.</param>
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
    /// <param name="Events">
    /// The ticket's own actions with their texts, oldest first. Those of merged tickets are read from these tickets.
    /// </param>
    /// <param name="Next">The value to send as after for the next part; null on the last.</param>
    public sealed record Response(Ticket Ticket, IReadOnlyList<Act> Events, long? Next) : IVersioned
    {
        long IVersioned.Version => Ticket.Version;
    }

    /// <summary>An action on the ticket with its texts. The hash in the ticket's events is that of the stored, masked form.</summary>
    /// <param name="Position">The position among the ticket's events.</param>
    /// <param name="Action">The action.</param>
    /// <param name="At">The time of the action.</param>
    /// <param name="By">The person who acted; absent when the server acted automatically.</param>
    /// <param name="From">The previous status, if the action changed it.</param>
    /// <param name="To">The new status, if the action changed it.</param>
    /// <param name="Reason">The reason given.</param>
    /// <param name="Details">Further data of the action.</param>
    public sealed record Act(
        long Position, string Action, Instant At, HistoryEvent.Person? By, TicketStatus? From, TicketStatus? To, string? Reason,
        JsonElement? Details);

    const int MaxActs = 500;

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await Find(tx, Actor, input.Id);
            if (ticket is null)
            {
                return await TicketView.Find(tx, Actor, input.Id) is null
                    ? TypedResults.NotFound()
                    : Problems.Of("not-concerned-with-ticket");
            }
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
            var next = acts.Count > MaxActs ? acts[MaxActs - 1].Position : (long?)null;
            return TypedResults.Ok(new Response(full.ToTicket(), [.. acts.Take(MaxActs).Select(ToAct)], next));
        }, ct);

    static Act ToAct(ConfidentialHistory.Act act) => new(
        act.Position, act.Action, act.At, act.By, act.From, act.To, act.Reason,
        act.Details is null ? null : JsonSerializer.SerializeToElement(act.Details));

    /// <summary>The ticket, if the actor may read it unmasked.</summary>
    internal static async Task<TicketView?> Find(Tx tx, Actor actor, Id id)
    {
        var row = await TicketRow.Find(tx, id, actor.ConfidentialScope())
            ?? await tx.QuerySingle(
                FindConcerned, TicketRow.Read, new { Id = id, Me = actor.Id }, actor.ScopeOf(Capability.ConfidentialRead));
        return row is null ? null : await TicketView.Load(tx, row);
    }

    const string FindConcerned = $"""
        {TicketRow.Select}
         WHERE t.id = @Id AND {TicketParties.InScope}
           AND (t.filed_by = @Me OR t.handler_id = @Me OR t.resolved_by = @Me OR t.verifier_id = @Me
                OR EXISTS (SELECT 1 FROM joint_participants j WHERE j.joint_action_id = t.joint_action_id AND j.person_id = @Me))
        """;
}
