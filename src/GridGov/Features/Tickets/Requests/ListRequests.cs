using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Requests;

/// <summary>The requests of a ticket's handlers with their decisions, newest first.</summary>
public sealed class ListRequests(Db db) : ApiEndpoint<ById, Results<Ok<ListRequests.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/requests");
        Group<TicketGroup>();
        Operation("List the requests of a ticket", "The newest 200.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The requests of a ticket.</summary>
    /// <param name="Items">The requests, newest first.</param>
    /// <param name="TicketVersion">The ticket's version, to send as If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<TicketRequest> Items, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { } ticket)
                return TypedResults.NotFound();
            var rows = await tx.Query<RequestRow>(List, new { Id = request.Id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToRequest(ticket.Masked)), ticket.Row.Version));
        }, ct);

    const string List = RequestRow.Select + " WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 200";
}
