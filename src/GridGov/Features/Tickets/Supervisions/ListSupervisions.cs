using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>The supervision orders on a ticket, newest first.</summary>
public sealed class ListSupervisions(Db db) : ApiEndpoint<ById, Results<Ok<ListSupervisions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/supervisions");
        Group<TicketGroup>();
        Operation("List the orders on a ticket",
            "The newest 200. `GET /v1/tickets?supervised=any` lists the tickets with an order.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The orders on a ticket.</summary>
    /// <param name="Items">The orders, newest first.</param>
    /// <param name="TicketVersion">The ticket's version, to send as If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<Supervision> Items, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { Row.Version: var version } ticket)
                return TypedResults.NotFound();
            var rows = await tx.Query<SupervisionRow>(List, new { Id = request.Id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToSupervision(ticket.Masked, tx.Now, version)), version));
        }, ct);

    const string List = SupervisionRow.Select + " WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 200";
}
