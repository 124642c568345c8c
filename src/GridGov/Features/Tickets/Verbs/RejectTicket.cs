using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Rejects a filed ticket, which then is no case (不予立案).</summary>
public sealed class RejectTicket(Db db) : TicketVerb<RejectTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Reject, "Reject a ticket",
        example: """{ "reason": "非本街道管辖范围，已告知上报人" }""");

    /// <summary>The reason for rejecting a ticket.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="PublicAnswer">
    /// What the public is told, 1 to 500 characters; absent to say nothing. `actions` has the address of the templates for it.
    /// </param>
    public sealed record Request(FreeText Reason, FreeText? PublicAnswer = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.PublicAnswer).OptionalText(500);
            }
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Reject, reason: request.Body.Reason,
                payload: request.Body.PublicAnswer is null ? null : new { request.Body.PublicAnswer }),
            ct, WriteMode.Shared);
}
