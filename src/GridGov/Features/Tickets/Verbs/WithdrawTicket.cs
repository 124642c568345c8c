using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Takes back a report that nobody has accepted, by the person who filed it (撤回).</summary>
public sealed class WithdrawTicket(Db db) : TicketVerb<WithdrawTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Withdraw, "Withdraw a ticket",
        description: "By its filer only, and not once other reports were merged into it.",
        example: """{ "reason": "重复上报，已由网格长处理" }""",
        refuses: ["has-merged-reports"]);

    /// <summary>The reason for withdrawing a ticket.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Withdraw, Actor, out var decision) is { } refusal)
                return refusal;
            if (await HasMergedReports(tx, ticket.Row))
                return Problems.Of("has-merged-reports");
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Withdraw, decision, reason: request.Body.Reason);
        }, ct, WriteMode.Shared);

    /// <summary>Whether other people's reports would end with a submitted ticket.</summary>
    internal static async Task<bool> HasMergedReports(Tx tx, TicketRow ticket) =>
        ticket.Status == TicketStatus.Submitted && await tx.QuerySingle<long>(CountMerged, new { ticket.Id }) > 0;

    const string CountMerged = "SELECT count(*) FROM (SELECT 1 AS one FROM tickets WHERE merged_into = @Id LIMIT 1) AS merged";
}
