using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Contacts;

/// <summary>Records a call to a ticket's reporter: the first contact (响应), or the call-back after closing (回访).</summary>
public sealed class ContactReporter(Db db)
    : TicketVerb<Change<ContactReporter.Request>, Results<Created<TicketContact>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.Contact, "Record a call to a ticket's reporter",
            description: "Calls that reached nobody are recorded too, but count for nothing. For each closing of a ticket one call-back " +
                "counts: the first that reached the reporter, with its two answers. The handler records calls while the ticket is in " +
                "hand and not confidential. A call recorded on a part is one to the reporter of its whole; it stays in the history of " +
                "the part and counts in no rate.",
            example: """{ "kind": "response", "reached": true, "note": "已告知今日内派人查看" }""",
            refuses: ["resolver-cannot-check", "no-reporter", "not-closed-yet", "already-called-back", "part-not-called-back"]);
        RequiresIdempotencyKey();
    }

    /// <summary>A call to a ticket's reporter.</summary>
    /// <param name="Kind">The purpose of the call.</param>
    /// <param name="Reached">Whether the reporter was reached.</param>
    /// <param name="Solved">
    /// Whether the reporter calls the problem solved; required for a call-back that reached the reporter, else not allowed.
    /// </param>
    /// <param name="Satisfied">
    /// Whether the reporter is satisfied; required for a call-back that reached the reporter, else not allowed.
    /// </param>
    /// <param name="Note">A note, up to 500 characters.</param>
    public sealed record Request(ContactKind Kind, bool Reached, bool? Solved = null, bool? Satisfied = null, FreeText? Note = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Solved).Must((request, solved) => solved is not null || !HasAnswers(request)).WithErrorCode("required")
                    .Must((request, solved) => solved is null || HasAnswers(request)).WithErrorCode("not_asked");
                RuleFor(r => r.Satisfied)
                    .Must((request, satisfied) => satisfied is not null || !HasAnswers(request)).WithErrorCode("required")
                    .Must((request, satisfied) => satisfied is null || HasAnswers(request)).WithErrorCode("not_asked");
                RuleFor(r => r.Note).OptionalText(500);
            }

            /// <summary>Only a call-back that reached the reporter has answers.</summary>
            static bool HasAnswers(Request request) => request is { Kind: ContactKind.CallBack, Reached: true };
        }
    }

    public override Task<Results<Created<TicketContact>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Created<TicketContact>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Contact, Actor, out var decision) is { } refusal)
                return refusal;
            if (await FindError(tx, ticket.Row, request.Body, Actor) is { } fault)
                return fault;
            var call = new ReporterCall(
                request.Body.Kind, request.Body.Reached, request.Body.Solved, request.Body.Satisfied, request.Body.Note);
            if (await call.Record(tx, Actor, ticket, decision) is not { View: var after })
                return TicketTransition.VersionConflict();
            return TypedResults.Created($"/v1/tickets/{request.Id}/contacts", new TicketContact(
                request.Body.Kind, request.Body.Reached, request.Body.Solved, request.Body.Satisfied,
                request.Body.Note?.MaskedIf(after.Masked), tx.Now, new Ticket.PersonRef(Actor.Id, Actor.Name), after.Row.Version));
        }, ct, WriteMode.Shared);

    static async Task<ProblemHttpResult?> FindError(Tx tx, TicketRow ticket, Request body, Actor actor)
    {
        if (!await HasReporter(tx, ticket))
            return Problems.Of("no-reporter");
        if (body.Kind != ContactKind.CallBack)
            return null;
        if (ticket.PartOf is not null)
            return Problems.Of("part-not-called-back");
        if (ticket.ClosedAt is null)
            return Problems.Of("not-closed-yet");
        if (ticket.ResolvedBy == actor.Id)
            return Problems.Of("resolver-cannot-check");
        // Repeated call-backs until a reporter is satisfied would distort the satisfaction rate.
        return await ReporterCall.HasValidCallBack(tx, ticket.Id) ? Problems.Of("already-called-back") : null;
    }

    /// <summary>Whether the ticket or, of a part, its whole, or a ticket merged into it, has a reporter.</summary>
    internal static async Task<bool> HasReporter(Tx tx, TicketRow ticket) =>
        await tx.QuerySingle<int?>(FindReporter, new { Id = ticket.PartOf ?? ticket.Id }) is not null;

    // UNION instead of UNION ALL ends the recursion even if the stored merges ever form a circle.
    const string FindReporter = """
        WITH RECURSIVE merged (id) AS (
          SELECT t.id FROM tickets t WHERE t.id = @Id
          UNION
          SELECT t.id FROM merged CROSS JOIN tickets t WHERE t.merged_into = merged.id
        )
        SELECT 1
          FROM merged
         CROSS JOIN ticket_reporters r
         WHERE r.ticket_id = merged.id
         LIMIT 1
        """;
}
