using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>
/// Reads the reporters of a ticket unmasked, for calling them back. Each reading is recorded in the ticket's history, and in the audit with
/// its purpose.
/// </summary>
public sealed class UnmaskTicketReporters(Db db)
    : ApiEndpoint<UnmaskTicketReporters.Input, Results<Ok<Reporters>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/reporters/unmask");
        Group<TicketGroup>();
        Operation("Read a ticket's reporters unmasked",
            "Personal data: only posts that call reporters back may read it and, by `ticket_contact` alone, the handler of a ticket " +
            "while it is in hand and not confidential. Nothing of the answer is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.ReporterUnmask, or: Capability.TicketContact);
        ProducesProblem(403, "not-the-handler");
        ContainsSecret();
        RequestExample("""{ "purpose": "回访报告人，告知处置结果" }""");
    }

    /// <summary>The purpose of the reading.</summary>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not contain data of the reporters.</param>
    public sealed record Request(string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).Text(200);
        }
    }

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Reporters>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Reporters>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (access, refusal) = await ReporterAccess.Find(tx, Actor, input.Id, Capability.ReporterUnmask);
            if (access is null)
                return refusal is null ? TypedResults.NotFound() : refusal;
            var (ticket, reporters) = (access.Ticket, await access.Load(tx));
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_reporters", ticket.GridCode)
            {
                SubjectKind = Journal.Ticket,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose, Reporters = reporters.Items.Count },
            });
            if (reporters.Items.Count > 0)
            {
                await Journal.Append(tx, new JournalEntry(
                    Journal.Ticket, input.Id.ToString(), ticket.GridCode, "read_reporters", Actor.Id, ticket.Version)
                {
                    Post = access.Post.Kind,
                });
            }
            return TypedResults.Ok(reporters);
        }, ct);
}
