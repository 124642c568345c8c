using GridGov.Platform.Auditing;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Who told of a problem, to call them back. Each reading is written down: in the ticket's history, and with its purpose in the audit.</summary>
public static class UnmaskReporters
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/reporters/unmask", Handle)
        .Named("unmaskTicketReporters", "Who reported a ticket, unmasked")
        .WithDescription("Personal data: only posts that call reporters back may read it. Nothing of the answer is kept, so an Idempotency-Key has no effect.")
        .Needs(Capability.ReporterUnmask)
        .WithSecret()
        .Example("""{ "purpose": "回访报告人，告知处置结果" }""");

    /// <summary>What it is read for.</summary>
    /// <param name="Purpose">What for, to be read in the audit; up to 200 characters, and nothing of who reported.</param>
    public sealed record Request(string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).Text(200);
        }
    }

    // Alone: the audit has one end, to which one is added after the other.
    static Task<Results<Ok<Reporters>, NotFound>> Handle(Id id, Request body, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Reporters>, NotFound>>(async tx =>
        {
            var ticket = await TicketRow.Find(tx, id, actor.ScopeOf(Capability.ReporterUnmask));
            if (ticket is null)
                return TypedResults.NotFound();
            var reporters = await Reporters.Of(tx, id);
            await Audit.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_reporters", ticket.GridCode)
            {
                SubjectKind = Journal.Ticket,
                Subject = id.ToString(),
                Details = new { body.Purpose, Reporters = reporters.Items.Count },
            });
            if (reporters.Items.Count > 0)
            {
                await Journal.Append(tx, new JournalEntry(Journal.Ticket, id.ToString(), ticket.GridCode, "read_reporters", actor.Id, ticket.Version)
                {
                    Post = actor.PostsFor(Capability.ReporterUnmask, ticket.GridCode).First().Kind,
                });
            }
            return TypedResults.Ok(reporters);
        }, ct);
}
