using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>What outside parties were asked about a ticket, and what they answered; newest first.</summary>
public sealed class ListOutsideAnswers(Db db) : ApiEndpoint<ById, Results<Ok<ListOutsideAnswers.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/outside-answers");
        Group<TicketGroup>();
        Operation("List the answers of outside parties", "The newest 200. The links are not shown again.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The questions to outside parties about a ticket.</summary>
    /// <param name="Items">The questions with their answers, newest first.</param>
    public sealed record Response(IReadOnlyList<OutsideAnswer> Items);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { } ticket)
                return TypedResults.NotFound();
            var rows = await tx.Query<OutsideAnswerRow>(List, new { request.Id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToAnswer(ticket.Masked, tx.Now))));
        }, ct);

    const string List = OutsideAnswerRow.Select + " WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 200";
}
