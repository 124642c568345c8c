using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>
/// Merges a ticket into another of the same problem (并案), which continues with the reporters, comments and history of both.
/// </summary>
public sealed class MergeTicket(Db db) : TicketVerb<MergeTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Merge, "Merge a ticket into another one",
        description: "Reopening the merged ticket reverts the merge. Two tickets of different communities, kinds or categories are " +
            "merged only with `differs`; the refusal without it names the differences.",
        example: """{ "into": "01K4V6J0Q8Z3R", "reason": "同一处树冠，由两名网格员先后上报", "differs": false }""",
        refuses: ["merge-into-itself", "merge-target-missing", "merge-target-ended", "merge-differs"]);

    /// <summary>The ticket that continues.</summary>
    /// <param name="Into">The id of the ticket that continues; it must be open and in a grid where the caller may merge.</param>
    /// <param name="Reason">The reason, up to 500 characters.</param>
    /// <param name="Differs">Whether tickets of different communities, kinds or categories are merged; false by default.</param>
    public sealed record Request(Id Into, FreeText? Reason = null, bool Differs = false)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).OptionalText(500);
        }
    }

    // An exclusive write, because two tickets that are merged into each other at once would form a circle.
    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Merge, Actor, out var decision) is { } refusal)
                return refusal;
            if (request.Body.Into == request.Id)
                return Problems.At("/into", "merge-into-itself");
            var survivor = await TicketRow.Find(tx, request.Body.Into, Actor.ScopeOf(Capability.TicketMerge));
            if (survivor is null)
                return Problems.At("/into", "merge-target-missing");
            if (Lifecycle.HasEnded(survivor.Status))
                return Problems.At("/into", "merge-target-ended", survivor.Number);
            if (survivor.PartOf is not null)
                return Problems.At("/into", "merge-target-part", survivor.Number);
            if (!request.Body.Differs && MergeDifferences.Of(ticket.Row, survivor) is { } differences)
                return Problems.At("/differs", "merge-differs", survivor.Number, differences);

            // The reason is about both, so a confidential survivor's history keeps it instead of that of an ordinary ticket.
            var toSurvivor = survivor.Confidential && !ticket.Row.Confidential;
            var merged = await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.Merge)
            {
                Row = row => row with { MergedInto = survivor.Id },
                Related = related => related with { Survivor = new Ticket.MergeRef(survivor.Id, survivor.Number) },
                Reason = toSurvivor ? null : request.Body.Reason,
                Payload = new { Into = survivor.Id.ToString(), survivor.Number },
            });
            if (merged is null)
                return TicketTransition.VersionConflict();
            await MergeEvents.Record(tx, Actor, survivor.Id, "absorb", decision.Post, merged.Row, toSurvivor ? request.Body.Reason : null);
            return TypedResults.Ok(merged.View.ToTicket());
        }, ct);
}
